/** Who bought how recently and how often, as a grid; a square, or a row or column of them, becomes the filter of the table. */
import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type CSSProperties, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Rule, RuleGroup } from '../../../../flows/sdk/rule.ts';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { ErrorState, RowsSkeleton } from '../../../app/states.tsx';
import { toast } from '../../../app/toast.ts';
import { eventName, plainName } from '../../../ui/rule/rule-words.ts';
import { useUi } from '../../../ui/use-ui.ts';
import classes from './rfm.module.css';

export interface RfmDialogProps {
  opened: boolean;
  onClose: () => void;
  onChoose: (rule: RuleGroup) => void;
}

export function RfmDialog({ opened, onClose, onChoose }: RfmDialogProps) {
  const { t } = useTranslation('rfm');
  return (
    <Modal opened={opened} onClose={onClose} title={t('title')} size={720}>
      {opened ? <Body onChoose={onChoose} /> : null}
    </Modal>
  );
}

function Body({ onChoose }: Pick<RfmDialogProps, 'onChoose'>) {
  const { t } = useTranslation('rfm');
  const grid = useQuery(orpc.segments.rfm.queryOptions());
  if (grid.error !== null) return <ErrorState error={grid.error} onRetry={() => void grid.refetch()} />;
  if (grid.data === undefined) return <RowsSkeleton rows={5} height={40} />;
  const { scored, cells } = grid.data;
  return (
    <Stack>
      <Text c="dimmed">{t('intro')}</Text>
      {scored === null ? null : <Grid cells={cells} onChoose={onChoose} />}
      <Scoring key={scored?.at ?? ''} scored={scored} />
    </Stack>
  );
}

type Grid = Awaited<ReturnType<typeof client.segments.rfm>>;

const scores = [5, 4, 3, 2, 1] as const;
const equals = (part: string, value: number): Rule => ({ field: `rfm.${part}`, operator: '=', value });

function Grid({ cells, onChoose }: { cells: Grid['cells']; onChoose: (rule: RuleGroup) => void }) {
  const { t } = useTranslation('rfm');
  const format = useFormat();
  const countAt = (frequency: number, recency: number): number =>
    cells.find((cell) => cell.frequency === frequency && cell.recency === recency)?.contacts ?? 0;
  const most = Math.max(1, ...cells.map(({ contacts }) => contacts));
  return (
    <div className={classes.plot}>
      <span className={classes.up} aria-hidden>
        {t('often')}
      </span>
      <table className={classes.grid} aria-label={t('table')}>
        <tbody>
          {scores.map((frequency) => (
            <tr key={frequency}>
              <th scope="row" aria-label={t('frequency', { score: frequency })}>
                {frequency}
              </th>
              {[...scores].reverse().map((recency) => {
                const contacts = countAt(frequency, recency);
                const share = contacts / most;
                return (
                  <td key={recency}>
                    <button
                      type="button"
                      className={classes.cell}
                      disabled={contacts === 0}
                      // The ground tells the number again: pale for few, full for many.
                      style={{ '--share': `${Math.round(contacts === 0 ? 0 : 8 + 37 * share)}%` } as CSSProperties}
                      aria-label={t('cell', {
                        count: contacts,
                        n: format.number(contacts),
                        recency,
                        frequency,
                      })}
                      onClick={() =>
                        onChoose({
                          combinator: 'and',
                          rules: [equals('recency', recency), equals('frequency', frequency)],
                        })
                      }
                    >
                      {contacts === 0 ? '' : format.number(contacts)}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
          <tr>
            <td aria-hidden />
            {[...scores].reverse().map((recency) => (
              <th key={recency} scope="col" aria-label={t('recency', { score: recency })}>
                {recency}
              </th>
            ))}
          </tr>
        </tbody>
      </table>
      <span className={classes.along} aria-hidden>
        {t('recently')}
      </span>
    </div>
  );
}

/** Which events are orders, and which number of theirs is the worth. */
function Scoring({ scored }: { scored: Grid['scored'] }) {
  const { t } = useTranslation('rfm');
  const { t: ui } = useUi();
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: fields } = useQuery(orpc.contacts.fields.queryOptions());
  const events = fields?.events ?? [];
  const [chosen, setChosen] = useState<{ event: string; prop: string | null } | null>(scored);
  const likely = events.find(({ type }) => /order|purchase|заказ|покуп/i.test(type)) ?? events[0];
  const event = chosen?.event ?? likely?.type ?? null;
  const props = (events.find(({ type }) => type === event)?.props ?? []).filter(({ type }) => type === 'number');
  const usual = props.find(({ name }) => /total|sum|amount|price|revenue/i.test(name)) ?? props[0];
  const prop = chosen === null ? (usual?.name ?? null) : chosen.prop;
  const score = useMutation({
    mutationFn: (input: { event: string; prop: string | null }) => client.segments.scoreRfm(input),
    onSuccess: (grid) => {
      queries.setQueryData(orpc.segments.rfm.queryOptions().queryKey, grid);
      void queries.invalidateQueries({ queryKey: orpc.contacts.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
  if (fields !== undefined && events.length === 0) return <Text>{t('noEvents')}</Text>;
  return (
    <Stack gap="xs">
      {scored === null ? null : (
        <Text size="sm" c="dimmed">
          {t('scored', { count: scored.people, n: format.number(scored.people), at: format.dateTime(scored.at) })}
        </Text>
      )}
      <Group align="end" gap="xs">
        <Select
          size="xs"
          flex={1}
          label={t('event')}
          data={events.map(({ type }) => ({ value: type, label: eventName(type, ui) }))}
          value={event}
          allowDeselect={false}
          onChange={(next) => {
            if (next !== null) setChosen({ event: next, prop: null });
          }}
        />
        <Select
          size="xs"
          flex={1}
          label={t('worth')}
          clearable
          placeholder={t('noWorth')}
          data={props.map(({ name }) => ({ value: name, label: plainName(name) }))}
          value={prop}
          onChange={(next) => {
            if (event !== null) setChosen({ event, prop: next });
          }}
        />
        <Button
          size="xs"
          variant={scored === null ? 'filled' : 'default'}
          disabled={event === null}
          loading={score.isPending}
          onClick={() => {
            if (event !== null) score.mutate({ event, prop });
          }}
        >
          {t(scored === null ? 'score' : 'again')}
        </Button>
      </Group>
    </Stack>
  );
}
