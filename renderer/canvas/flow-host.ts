/** What the canvas asks of the engine about this flow as a whole: run it, stop it, carry it away. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import type { Move } from '../../flows/plan/changes.ts';
import { client, orpc } from '../app/client.ts';
import { useErrorWords } from '../app/error-words.ts';
import { toast } from '../app/toast.ts';
import type { CanvasSession } from './session.ts';
import type { StoryWorkspace } from './story/make-story.ts';

export type FlowStatus = 'draft' | 'running' | 'paused' | 'stopped';

export interface FlowHost {
  status: FlowStatus;
  version: number | null;
  /** People on their way now, in all versions: after a publish the earlier ones still run out. */
  inside: number;
  pause: () => void;
  resume: () => void;
  stop: () => Promise<void>;
  /** Starts, or publishes the changes. Rejects in the engine's words. */
  start: (inside: Readonly<Record<string, Move>>) => Promise<{ version: number; entered: number; entering: boolean }>;
  exportFile: () => Promise<void>;
  /** What the flow's story says of the workspace. */
  storyWorkspace: () => Promise<StoryWorkspace>;
  /** The flow as text, to be pasted elsewhere. */
  copyText: () => Promise<void>;
  duplicate: () => Promise<void>;
  busy: boolean;
}

function saveFile(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** How many are on their way in all versions, and how many of them in earlier ones. */
export function useInside(flow: string, live: boolean): { inside: number; earlier: number } {
  const { data } = useQuery({
    ...orpc.flows.versions.queryOptions({ input: { flow } }),
    refetchInterval: live ? 15_000 : false,
  });
  const current = Math.max(0, ...(data ?? []).map(({ version }) => version));
  const sum = (rows: readonly { active: number }[]) => rows.reduce((total, { active }) => total + active, 0);
  return { inside: sum(data ?? []), earlier: sum((data ?? []).filter(({ version }) => version !== current)) };
}

export function useFlowHost(session: CanvasSession): FlowHost {
  const { t } = useTranslation('canvas');
  const words = useErrorWords();
  const queries = useQueryClient();
  const [, go] = useLocation();
  const { flow, autosave } = session;
  const { data } = useQuery(orpc.flows.get.queryOptions({ input: { flow } }));
  const { inside } = useInside(flow, data?.status === 'running' || data?.status === 'paused');
  const refresh = useCallback(async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: orpc.flows.get.key({ input: { flow } }) }),
      queries.invalidateQueries({ queryKey: orpc.flows.report.key({ input: { flow } }) }),
      queries.invalidateQueries({ queryKey: orpc.flows.versions.key({ input: { flow } }) }),
      queries.invalidateQueries({ queryKey: orpc.flows.list.key() }),
    ]);
  }, [queries, flow]);
  const failed = useCallback((error: unknown) => toast.failed(words(error)), [words]);
  const { mutate: pause, isPending: pausing } = useMutation({
    mutationFn: () => client.flows.pause({ flow }),
    onSuccess: async () => {
      toast.done(t('toast.paused'));
      await refresh();
    },
    onError: failed,
  });
  const { mutate: resume, isPending: resuming } = useMutation({
    mutationFn: () => client.flows.resume({ flow }),
    onSuccess: async () => {
      toast.done(t('toast.resumed'));
      await refresh();
    },
    onError: failed,
  });
  const status = data?.status ?? 'draft';
  const version = data?.version ?? null;
  const busy = pausing || resuming;
  return useMemo(
    () => ({
      status,
      version,
      inside,
      busy,
      pause: () => pause(),
      resume: () => resume(),
      stop: async () => {
        const { ended } = await client.flows.stop({ flow });
        toast.done(t('toast.stopped', { count: ended }));
        await refresh();
      },
      start: async (inside) => {
        await autosave.flush();
        const started = await client.flows.start({ flow, inside: { ...inside } });
        await refresh();
        autosave.state.setState({ changed: false });
        return started;
      },
      exportFile: async () => {
        try {
          await autosave.flush();
          const { text, fileName } = await client.flows.export({ flow });
          saveFile(text, fileName);
        } catch (error) {
          failed(error);
        }
      },
      storyWorkspace: async () => {
        const [workspace, sending, accounts] = await Promise.all([
          client.workspace.get(),
          client.workspace.settings(),
          client.accounts.list(),
        ]);
        return { workspace, sending, accounts };
      },
      copyText: async () => {
        try {
          await autosave.flush();
          const { text } = await client.flows.export({ flow });
          await navigator.clipboard.writeText(text);
          toast.done(t('sharing:copied', { name: session.editor.store.getState().document.name }));
        } catch (error) {
          failed(error);
        }
      },
      duplicate: async () => {
        try {
          await autosave.flush();
          const copy = await client.flows.duplicate({ flow });
          await queries.invalidateQueries({ queryKey: orpc.flows.list.key() });
          go(`/flows/${encodeURIComponent(copy.flow)}`);
          toast.done(t('toast.duplicated'));
        } catch (error) {
          failed(error);
        }
      },
    }),
    [status, version, inside, busy, flow, t, pause, resume, refresh, failed, autosave, session, queries, go],
  );
}
