/** The segments by hand in which a contact stands; shown where the workspace has any. */
import { MultiSelect } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../flows/api/shapes.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';

export function ContactLists({ contact, lists }: { contact: number; lists: Profile['lists'] }) {
  const { t } = useTranslation('bulk');
  const words = useErrorWords();
  const queries = useQueryClient();
  const { data: segments } = useQuery(orpc.segments.list.queryOptions());
  const all = (segments ?? []).filter(({ byHand }) => byHand);
  // The same as for many: so it stands among the changes, and can be undone there.
  const change = useMutation({
    mutationFn: async (input: { kind: 'list' | 'unlist'; list: string }) => {
      const { action } = await client.bulk.start({ change: input, target: { ids: [contact] } });
      for (let tries = 0; tries < 50; tries++) {
        if ((await client.bulk.get({ action })).state === 'done') return;
        await new Promise((resolve) => setTimeout(resolve, 40));
      }
    },
    onSuccess: (_, { kind, list }) => {
      const name = all.find(({ id }) => id === list)?.name ?? list;
      toast.done(t(kind === 'list' ? 'lists.changedAdd' : 'lists.changedRemove', { name }));
    },
    onSettled: () => {
      for (const key of [orpc.contacts.key(), orpc.bulk.key()]) void queries.invalidateQueries({ queryKey: key });
    },
    onError: (error) => toast.failed(words(error)),
  });
  if (all.length === 0) return null;
  const here = lists.map(({ id }) => id);
  return (
    <section>
      <h3 id="lists">{t('lists.in')}</h3>
      <MultiSelect
        data={all.map(({ id, name }) => ({ value: id, label: name }))}
        value={here}
        disabled={change.isPending}
        aria-labelledby="lists"
        onChange={(next) => {
          const added = next.find((id) => !here.includes(id));
          const gone = here.find((id) => !next.includes(id));
          if (added !== undefined) change.mutate({ kind: 'list', list: added });
          else if (gone !== undefined) change.mutate({ kind: 'unlist', list: gone });
        }}
      />
    </section>
  );
}
