/** Limits that hold for the messages of all flows: quiet hours, and how many a person may get. */
import { ActionIcon, Button, Card, Checkbox, Group, NativeSelect, NumberInput, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Cap, SendingSettings } from '../../../flows/sdk/sending.ts';
import { useChannelName } from '../../app/channel-icon.tsx';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { ScreenFrame } from '../../app/frame.tsx';
import { ErrorState, RowsSkeleton } from '../../app/states.tsx';
import { toast } from '../../app/toast.ts';
import { DurationField } from '../../ui/duration-field.tsx';
import { TimeOfDayField } from '../../ui/simple-fields.tsx';
import classes from './settings.module.css';

export function SettingsScreen() {
  const { t } = useTranslation('settings');
  const settings = useQuery(orpc.workspace.settings.queryOptions());
  return (
    <ScreenFrame title={t('title')}>
      {settings.error !== null ? (
        <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
      ) : settings.data === undefined ? (
        <RowsSkeleton rows={2} height={160} />
      ) : (
        <Limits key={JSON.stringify(settings.data)} stored={settings.data} />
      )}
    </ScreenFrame>
  );
}

/** A row of the list, with a name that stays while rows come and go. */
interface Row {
  id: number;
  channel: string | null;
  count: number | '';
  per: string;
}

const rowsOf = (caps: readonly Cap[]): Row[] => caps.map((cap, id) => ({ ...cap, id }));

function Limits({ stored }: { stored: SendingSettings }) {
  const { t } = useTranslation('settings');
  const errors = useErrorWords();
  const queries = useQueryClient();
  const [quiet, setQuiet] = useState(stored.quietHours);
  const [rows, setRows] = useState(() => rowsOf(stored.caps));
  const caps = rows.map(({ channel, count, per }) => ({ channel, count, per }));
  const complete = caps.filter((cap): cap is Cap => typeof cap.count === 'number' && cap.count >= 1);
  const same = quiet !== null && quiet.from === quiet.to;
  const changed = JSON.stringify({ quietHours: quiet, caps }) !== JSON.stringify(stored);
  const save = useMutation({
    mutationFn: () => client.workspace.saveSettings({ quietHours: quiet, caps: complete }),
    onSuccess: async () => {
      toast.done(t('saved'));
      await queries.invalidateQueries({ queryKey: orpc.workspace.settings.key() });
    },
    onError: (error) => toast.failed(errors(error)),
  });
  return (
    <form
      className={classes.screen}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!same && complete.length === caps.length) save.mutate();
      }}
    >
      <p className={classes.lead}>{t('lead')}</p>
      <Card component="section" className={classes.block ?? ''} aria-labelledby="quiet-hours">
        <h2 id="quiet-hours">{t('quiet.title')}</h2>
        <p>{t('quiet.body')}</p>
        <Checkbox
          label={t('quiet.on')}
          checked={quiet !== null}
          onChange={(event) => setQuiet(event.currentTarget.checked ? { from: '21:00', to: '09:00' } : null)}
        />
        {quiet === null ? null : (
          <Group align="start">
            <TimeOfDayField
              label={t('quiet.from')}
              required
              value={quiet.from}
              onChange={(from) => from !== undefined && setQuiet({ ...quiet, from })}
            />
            <TimeOfDayField
              label={t('quiet.to')}
              required
              error={same ? t('quiet.same') : undefined}
              value={quiet.to}
              onChange={(to) => to !== undefined && setQuiet({ ...quiet, to })}
            />
          </Group>
        )}
      </Card>
      <Card component="section" className={classes.block ?? ''} aria-labelledby="caps">
        <h2 id="caps">{t('caps.title')}</h2>
        <p>{t('caps.body')}</p>
        {rows.length === 0 ? <Text>{t('caps.none')}</Text> : <CapList rows={rows} onChange={setRows} />}
        <div>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={rows.length >= 20}
            onClick={() => {
              const id = Math.max(-1, ...rows.map((row) => row.id)) + 1;
              setRows([...rows, { id, channel: null, count: 3, per: 'P1W' }]);
            }}
          >
            {t('caps.add')}
          </Button>
        </div>
      </Card>
      <div className={classes.foot}>
        <Button type="submit" disabled={!changed} loading={save.isPending}>
          {t('app:save')}
        </Button>
        {changed ? (
          <>
            <Button
              variant="subtle"
              color="gray"
              onClick={() => {
                setQuiet(stored.quietHours);
                setRows(rowsOf(stored.caps));
              }}
            >
              {t('reset')}
            </Button>
            <Text c="dimmed" role="status">
              {t('unsaved')}
            </Text>
          </>
        ) : null}
      </div>
    </form>
  );
}

function CapList({ rows, onChange }: { rows: readonly Row[]; onChange: (rows: Row[]) => void }) {
  const { t } = useTranslation('settings');
  const channelName = useChannelName();
  const { data: types } = useQuery(orpc.accounts.types.queryOptions());
  const served = (types ?? []).flatMap(({ capabilities }) =>
    capabilities.flatMap((one) => (one.startsWith('send.') ? [one.slice('send.'.length)] : [])),
  );
  const named = rows.flatMap(({ channel }) => (channel === null ? [] : [channel]));
  const channels = [...new Set([...served, ...named])].sort();
  return (
    <ul className={classes.caps}>
      {rows.map((row, index) => {
        const set = (change: Partial<Row>) => onChange(rows.map((one) => (one === row ? { ...one, ...change } : one)));
        return (
          <li key={row.id}>
            <fieldset
              className={classes.cap}
              aria-label={t('caps.line', { n: index + 1 })}
              style={{ border: 0, margin: 0, padding: 0 }}
            >
              <NumberInput
                label={t('caps.count')}
                min={1}
                max={1000}
                allowDecimal={false}
                value={row.count}
                error={row.count === '' || row.count < 1 ? t('caps.countNeeded') : undefined}
                onChange={(count) => set({ count: typeof count === 'number' ? count : '' })}
              />
              <DurationField
                label={t('caps.per')}
                units={['hour', 'day', 'week', 'month']}
                value={row.per}
                onChange={(per) => set({ per })}
              />
              <NativeSelect
                label={t('caps.channel')}
                data={[
                  { value: '', label: t('caps.any') },
                  ...channels.map((channel) => ({ value: channel, label: channelName(channel) })),
                ]}
                value={row.channel ?? ''}
                onChange={(event) => set({ channel: event.currentTarget.value || null })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t('caps.remove', { n: index + 1 })}
                onClick={() => onChange(rows.filter((one) => one !== row))}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            </fieldset>
          </li>
        );
      })}
    </ul>
  );
}
