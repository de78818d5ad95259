/** What one can do to a flow from outside the canvas. Each says what it did, or why not. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { emptyFlow } from '../../../flows/document/schema.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { saveText } from '../../app/save-file.ts';
import { toast } from '../../app/toast.ts';

/** Makes an empty flow in the UI's language and opens it. */
export function useCreateFlow() {
  const { t, i18n } = useTranslation('flows');
  const [, go] = useLocation();
  const words = useErrorWords();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => client.flows.create({ document: emptyFlow(t('untitled'), i18n.language) }),
    onSuccess: ({ flow }) => {
      void queries.invalidateQueries({ queryKey: orpc.flows.list.key() });
      go(`/flows/${encodeURIComponent(flow)}`);
    },
    onError: (error) => toast.failed(words(error)),
  });
}

export function useFlowActions() {
  const { t } = useTranslation('flows');
  const words = useErrorWords();
  const queries = useQueryClient();
  const refresh = () => queries.invalidateQueries({ queryKey: orpc.flows.list.key() });
  const onError = (error: unknown) => toast.failed(words(error));
  return {
    duplicate: useMutation({
      mutationFn: ({ flow }: { flow: string; name: string }) => client.flows.duplicate({ flow }),
      onSuccess: (_, { name }) => {
        toast.done(t('done.duplicated', { name }));
        void refresh();
      },
      onError,
    }),
    remove: useMutation({
      mutationFn: ({ flow }: { flow: string; name: string }) => client.flows.remove({ flow }),
      onSuccess: (_, { name }) => {
        toast.done(t('done.removed', { name }));
        void refresh();
      },
      onError,
    }),
    download: useMutation({
      mutationFn: (flow: string) => client.flows.export({ flow }),
      onSuccess: ({ text, fileName }) => saveText(fileName, text, 'application/json'),
      onError,
    }),
    copyText: useMutation({
      mutationFn: async ({ flow }: { flow: string; name: string }) => {
        const { text } = await client.flows.export({ flow });
        await navigator.clipboard.writeText(text);
      },
      onSuccess: (_, { name }) => toast.done(t('sharing:copied', { name })),
      onError,
    }),
    pause: useMutation({
      mutationFn: (flow: string) => client.flows.pause({ flow }),
      onSuccess: refresh,
      onError,
    }),
    resume: useMutation({
      mutationFn: (flow: string) => client.flows.resume({ flow }),
      onSuccess: refresh,
      onError,
    }),
  };
}
