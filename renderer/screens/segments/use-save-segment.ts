/** Saves a rule under a name, and says so. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RuleGroup } from '../../../flows/sdk/rule.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';

export function useSaveSegment(onSaved: () => void) {
  const { t } = useTranslation('segments');
  const words = useErrorWords();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (segment: { id?: string; name: string; rule: RuleGroup }) => client.segments.save(segment),
    onSuccess: (_, { name }) => {
      toast.done(t('saved', { name }));
      void queries.invalidateQueries({ queryKey: orpc.segments.key() });
      onSaved();
    },
    onError: (error) => toast.failed(words(error)),
  });
}
