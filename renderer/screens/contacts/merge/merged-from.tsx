/** Which profiles this one was merged from, with a way back. */
import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../../app/client.ts';
import { useErrorWords } from '../../../app/error-words.ts';
import { useFormat } from '../../../app/format.ts';
import { toast } from '../../../app/toast.ts';
import { contactName } from '../contact-name.ts';
import classes from './merge.module.css';

export function MergedFrom({ contact }: { contact: number }) {
  const { t } = useTranslation('merge');
  const format = useFormat();
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: merges } = useQuery(orpc.merges.of.queryOptions({ input: { contact } }));
  const undo = useMutation({
    mutationFn: (merge: number) => client.merges.undo({ merge }),
    onSuccess: () => {
      toast.done(t('from.done'));
      for (const key of [orpc.contacts.key(), orpc.merges.key()]) void queries.invalidateQueries({ queryKey: key });
    },
    onError: (error) => toast.failed(words(error)),
  });
  if (merges === undefined || merges.length === 0) return null;
  return (
    <section>
      <h3>{t('from.title')}</h3>
      <ul className={classes.merged}>
        {merges.map(({ merge, at, other }, index) => (
          <li key={merge}>
            <span>{t('from.line', { name: contactName(other), date: format.date(at) })}</span>
            <Button
              size="compact-sm"
              variant="default"
              disabled={index > 0}
              title={index > 0 ? t('from.later') : undefined}
              loading={undo.isPending && undo.variables === merge}
              onClick={() => undo.mutate(merge)}
              aria-label={t('from.undoOf', { name: contactName(other) })}
            >
              {t('from.undo')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
