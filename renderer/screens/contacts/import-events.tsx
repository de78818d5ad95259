/** What a file of events is: each row happened to somebody, at a time. Its other columns tell about it. */
import { Alert, Autocomplete, Button, Checkbox, Group, Select, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orpc } from '../../app/client.ts';
import table from '../../app/table.module.css';
import classes from './import.module.css';
import { Remembered } from './import-remembered.tsx';
import type { ImportPreview } from './import-types.ts';

export type EventsHow = ImportPreview['events'];

export interface ImportEventsProps {
  preview: ImportPreview;
  busy: boolean;
  onBack: () => void;
  onRun: (how: EventsHow) => void;
}

export function ImportEvents({ preview, busy, onBack, onRun }: ImportEventsProps) {
  const { t } = useTranslation('imports');
  const { columns, rows, events, eventsRemembered } = preview;
  const [how, setHow] = useState<EventsHow>(events);
  const known = useQuery(orpc.contacts.fields.queryOptions());
  const set = (change: Partial<EventsHow>) => setHow({ ...how, ...change });
  const ready = how.type.trim() !== '' && how.contact !== '' && how.at !== '' && how.contact !== how.at;
  const told = columns.filter((column) => column !== how.contact && column !== how.at);
  const isKept = (column: string) => how.mapping[column] !== '-';
  const keep = (column: string, kept: boolean) => {
    const { [column]: _old, ...rest } = how.mapping;
    set({ mapping: kept ? rest : { ...rest, [column]: '-' } });
  };
  return (
    <Stack>
      <Remembered at={eventsRemembered} />
      <SimpleGrid cols={2}>
        <Autocomplete
          label={t('events.type')}
          description={t('events.typeHint')}
          data={known.data?.events.map(({ type }) => type) ?? []}
          placeholder="order.created"
          maxLength={100}
          value={how.type}
          onChange={(type) => set({ type })}
        />
        <Select
          label={t('events.contact')}
          description={t('events.contactHint')}
          data={columns}
          value={how.contact === '' ? null : how.contact}
          onChange={(contact) => contact !== null && set({ contact })}
          allowDeselect={false}
        />
        <Select
          label={t('events.at')}
          description={t('events.atHint')}
          data={columns}
          value={how.at === '' ? null : how.at}
          onChange={(at) => at !== null && set({ at })}
          allowDeselect={false}
        />
        <Select
          label={t('events.key')}
          description={t('events.keyHint')}
          data={told}
          value={how.key}
          onChange={(key) => set({ key })}
          placeholder={t('events.noKey')}
          clearable
        />
      </SimpleGrid>
      {told.length === 0 ? null : (
        <div className={`${table.wrap} ${classes.columns}`}>
          <table className={table.table}>
            <thead>
              <tr>
                <th scope="col">{t('events.props')}</th>
                <th scope="col">{t('contacts:import.values')}</th>
              </tr>
            </thead>
            <tbody>
              {told.map((column) => (
                <tr key={column}>
                  <th scope="row">
                    <Checkbox
                      label={column}
                      checked={isKept(column) || column === how.key}
                      disabled={column === how.key}
                      onChange={(event) => keep(column, event.currentTarget.checked)}
                    />
                  </th>
                  <td className={`${table.muted} ${classes.cell}`}>
                    {rows
                      .map((row) => row[columns.indexOf(column)] ?? '')
                      .filter((value) => value !== '')
                      .slice(0, 3)
                      .join(' · ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {ready ? (
        <Text c="dimmed">{t('events.kept')}</Text>
      ) : (
        <Alert color="warn" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t('events.missing')}
        </Alert>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack} disabled={busy}>
          {t('app:back')}
        </Button>
        <Button onClick={() => onRun({ ...how, type: how.type.trim() })} loading={busy} disabled={!ready}>
          {t('contacts:import.run')}
        </Button>
      </Group>
    </Stack>
  );
}
