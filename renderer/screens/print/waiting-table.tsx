/** What waits for paper, by flow and block: rows of one format are chosen and become one PDF. */
import { Button, Checkbox, NumberInput } from '@mantine/core';
import { IconFileTypePdf } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostPieces } from '../../../flows/api/print.ts';
import { gridOf, kindOf, piecesPerSheet } from '../../../flows/sdk/print/paper.ts';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import classes from './print.module.css';

type Waiting = Awaited<ReturnType<Client['print']['queue']>>['waiting'][number];

const keyOf = ({ flow, node, format }: Waiting): string => JSON.stringify([flow, node, format]);

export function WaitingTable({ rows, onMade }: { rows: readonly Waiting[]; onMade: (job: number) => void }) {
  const { t } = useTranslation('print');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [first, setFirst] = useState<number>(1);
  const picked = rows.filter((row) => chosen.has(keyOf(row)));
  const paper = picked[0]?.format ?? null;
  const count = picked.reduce((sum, row) => sum + row.count, 0);
  const places = paper === null ? 1 : piecesPerSheet(gridOf(paper));
  const labels = paper !== null && kindOf(paper) === 'label';
  const make = useMutation({
    mutationFn: () =>
      client.print.make({
        kinds: picked.map(({ flow, node, format: one }) => ({ flow, node, format: one })),
        skip: labels ? Math.min(Math.max(first, 1), places) - 1 : 0,
      }),
    onSuccess: ({ job }) => {
      setChosen(new Set());
      setFirst(1);
      void queries.invalidateQueries({ queryKey: orpc.print.key() });
      onMade(job);
    },
    onError: (error) => toast.failed(words(error)),
  });
  const toggle = (row: Waiting) => {
    const key = keyOf(row);
    setChosen((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  };
  return (
    <section className={classes.part} aria-labelledby="print-waiting">
      <h2 id="print-waiting" className={classes.heading}>
        {t('waiting.title')}
      </h2>
      <div className={table.wrap}>
        <table className={table.table} aria-labelledby="print-waiting">
          <thead>
            <tr>
              <th scope="col" className={classes.check}>
                <span className={table.hidden}>{t('column.choose')}</span>
              </th>
              <th scope="col">{t('column.what')}</th>
              <th scope="col">{t('column.format')}</th>
              <th scope="col">{t('column.since')}</th>
              <th scope="col" className={table.number}>
                {t('column.count')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const name = row.flowName ?? t('goneFlow');
              return (
                <tr key={keyOf(row)}>
                  <td className={classes.check}>
                    <Checkbox
                      aria-label={t('choose', { flow: name, block: row.nodeName ?? t(`kind.${kindOf(row.format)}`) })}
                      checked={chosen.has(keyOf(row))}
                      disabled={paper !== null && row.format !== paper}
                      onChange={() => toggle(row)}
                    />
                  </td>
                  <th scope="row">
                    {name}
                    <div className={table.below}>{row.nodeName ?? t(`kind.${kindOf(row.format)}`)}</div>
                  </th>
                  <td>{t(`format.${row.format}`)}</td>
                  <td>{format.dateTime(row.since)}</td>
                  <td className={table.number}>{format.number(row.count)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <div className={classes.actions}>
        {labels ? (
          <NumberInput
            label={t('first.label')}
            description={t('first.help', { places })}
            min={1}
            max={places}
            allowDecimal={false}
            value={first}
            onChange={(value) => setFirst(typeof value === 'number' ? value : 1)}
          />
        ) : null}
        <Button
          leftSection={<IconFileTypePdf size={16} aria-hidden />}
          disabled={picked.length === 0}
          loading={make.isPending}
          onClick={() => make.mutate()}
        >
          {count === 0
            ? t('make')
            : t('makeCount', { count: Math.min(count, mostPieces), n: format.number(Math.min(count, mostPieces)) })}
        </Button>
        <p className={classes.hint} role="status">
          {count > mostPieces
            ? t('most', { n: format.number(mostPieces) })
            : paper === null
              ? t('chooseRows')
              : rows.some((row) => row.format !== paper)
                ? t('oneFormat')
                : ''}
        </p>
      </div>
    </section>
  );
}
