/** PDFs that were made: fetched as often as one likes, marked as printed, or put back. */
import { Badge, Button, Progress } from '@mantine/core';
import { IconArrowBackUp, IconCheck, IconDownload } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Client, client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { useFormat } from '../../app/format.ts';
import table from '../../app/table.module.css';
import { toast } from '../../app/toast.ts';
import classes from './print.module.css';
import type { Downloads } from './use-downloads.ts';

type Job = Awaited<ReturnType<Client['print']['queue']>>['jobs'][number];

export function JobsTable({ jobs, downloads }: { jobs: readonly Job[]; downloads: Downloads }) {
  const { t } = useTranslation('print');
  return (
    <section className={classes.part} aria-labelledby="print-jobs">
      <h2 id="print-jobs" className={classes.heading}>
        {t('jobs.title')}
      </h2>
      <div className={table.wrap}>
        <table className={table.table} aria-labelledby="print-jobs">
          <thead>
            <tr>
              <th scope="col">{t('column.made')}</th>
              <th scope="col">{t('column.what')}</th>
              <th scope="col" className={table.number}>
                {t('column.count')}
              </th>
              <th scope="col">{t('column.state')}</th>
              <th scope="col">
                <span className={table.hidden}>{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {jobs.map((job) => (
              <JobRow key={job.job} job={job} downloads={downloads} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function JobRow({ job, downloads }: { job: Job; downloads: Downloads }) {
  const { t } = useTranslation('print');
  const format = useFormat();
  const running = downloads.of(job.job);
  return (
    <tr>
      <th scope="row">{format.dateTime(job.madeAt)}</th>
      <td>
        {format.list(job.what.map(({ flowName, nodeName }) => `${flowName} › ${nodeName}`))}
        <div className={table.below}>{t(`format.${job.format}`)}</div>
      </td>
      <td className={table.number}>{format.number(job.pieces)}</td>
      <td>
        <Badge color={job.printedAt === null ? 'look' : 'ok'}>
          {t(job.printedAt === null ? 'state.made' : 'state.printed')}
        </Badge>
        {job.printedAt === null ? null : <div className={table.below}>{format.dateTime(job.printedAt)}</div>}
      </td>
      <td className={classes.buttons}>
        {running === undefined ? (
          <Actions job={job} onDownload={() => downloads.begin(job.job)} />
        ) : (
          <div className={classes.making} role="status">
            <span>{t('making', { share: format.percent(running.share) })}</span>
            <Progress value={running.share * 100} aria-label={t('makingLabel')} />
            <Button variant="subtle" color="gray" size="xs" onClick={running.stop}>
              {t('stop')}
            </Button>
          </div>
        )}
      </td>
    </tr>
  );
}

function Actions({ job, onDownload }: { job: Job; onDownload: () => void }) {
  const { t } = useTranslation('print');
  const words = useErrorWords();
  const queries = useQueryClient();
  const after = (message: string) => ({
    onSuccess: () => {
      toast.done(message);
      void queries.invalidateQueries({ queryKey: orpc.print.key() });
    },
    onError: (error: unknown) => toast.failed(words(error)),
  });
  const input = { job: job.job };
  const printed = useMutation({ mutationFn: () => client.print.printed(input), ...after(t('printed.done')) });
  const undo = useMutation({ mutationFn: () => client.print.unprinted(input), ...after(t('undo.done')) });
  const back = useMutation({ mutationFn: () => client.print.putBack(input), ...after(t('back.done')) });
  return (
    <div className={classes.row}>
      <Button variant="default" size="xs" leftSection={<IconDownload size={14} aria-hidden />} onClick={onDownload}>
        {t(job.printedAt === null ? 'download' : 'again')}
      </Button>
      {job.printedAt === null ? (
        <>
          <Button
            size="xs"
            leftSection={<IconCheck size={14} aria-hidden />}
            loading={printed.isPending}
            onClick={() => printed.mutate()}
          >
            {t('printed.action')}
          </Button>
          <Button variant="subtle" color="gray" size="xs" loading={back.isPending} onClick={() => back.mutate()}>
            {t('back.action')}
          </Button>
        </>
      ) : job.undoable ? (
        <Button
          variant="subtle"
          size="xs"
          leftSection={<IconArrowBackUp size={14} aria-hidden />}
          loading={undo.isPending}
          onClick={() => undo.mutate()}
        >
          {t('undo.action')}
        </Button>
      ) : null}
    </div>
  );
}
