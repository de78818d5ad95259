import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';

/** Marks a code as used, by hand. */
export function useRedeem() {
  const { t } = useTranslation('offers');
  const words = useErrorWords();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (used: { offer: string; contact: number; code: string }) => client.offers.redeem(used),
    onSuccess: ({ code }) => {
      toast.done(t('find.marked', { code }));
      void queries.invalidateQueries({ queryKey: orpc.offers.key() });
      void queries.invalidateQueries({ queryKey: orpc.contacts.key() });
    },
    onError: (error) => toast.failed(words(error)),
  });
}
