/** The change of many that goes on, or was just done: how far it is, a way to stop it, and a way back. */
import { Button, CloseButton, Progress } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { BulkAction } from '../../../../flows/api/bulk.ts';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { toast } from '../../../app/toast.ts';
import classes from './bulk.module.css';
import { useBulkWords } from './bulk-words.ts';

export const goesOn = ({ state }: Pick<BulkAction, 'state'>): boolean => state === 'running' || state === 'undoing';

export function useBulkMutation(ask: (action: number) => Promise<BulkAction>) {
  const words = useErrorWords();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSettled: () => queries.invalidateQueries({ queryKey: orpc.bulk.key() }),
    onError: (error) => toast.failed(words(error)),
  });
}

export interface BulkProgressProps {
  /** The one that was started here and not closed yet; what another window started is shown as long as it goes on. */
  mine: number | null;
  onClose: () => void;
}

export function BulkProgress({ mine, onClose }: BulkProgressProps) {
  const { t } = useTranslation('bulk');
  const format = useFormat();
  const words = useBulkWords();
  const { data: recent } = useQuery({
    ...orpc.bulk.recent.queryOptions(),
    refetchInterval: ({ state }) => (state.data?.some(goesOn) === true ? 500 : false),
  });
  const stop = useBulkMutation((action) => client.bulk.cancel({ action }));
  const undo = useBulkMutation((action) => client.bulk.undo({ action }));
  const shown = recent?.find(goesOn) ?? recent?.find(({ action }) => action === mine);
  if (shown === undefined) return null;
  const { action, state, total, seen, changed, undone } = shown;
  const counted = (key: string, count: number) => t(key, { count, n: format.number(count) });
  const undoing = state === 'undoing';
  const [at, end] = undoing ? [undone, changed] : [seen, total];
  return (
    <div className={classes.progress}>
      <span className={classes.what}>{goesOn(shown) && undoing ? t('doing.undo') : words(shown)}</span>
      {goesOn(shown) ? (
        <>
          <Progress
            className={classes.line ?? ''}
            value={end === 0 ? 100 : (100 * at) / end}
            aria-label={undoing ? t('doing.undo') : words(shown)}
          />
          <span className={classes.quiet}>{t('progress', { seen: format.number(at), total: format.number(end) })}</span>
          {undoing ? null : (
            <Button size="compact-sm" variant="default" onClick={() => stop.mutate(action)}>
              {t('stop')}
            </Button>
          )}
        </>
      ) : (
        <>
          <span className={classes.quiet} role="status">
            {counted(
              state === 'undone' ? 'undone' : state === 'canceled' ? 'stopped' : 'done',
              state === 'undone' ? undone : changed,
            )}
          </span>
          {state === 'undone' || changed === 0 ? null : (
            <Button size="compact-sm" variant="default" loading={undo.isPending} onClick={() => undo.mutate(action)}>
              {t('undo')}
            </Button>
          )}
          <CloseButton size="sm" ml="auto" aria-label={t('close')} onClick={onClose} />
        </>
      )}
    </div>
  );
}
