/** Runs a simulation from the page: how far it is, stopping it, and what went wrong. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Simulation } from '../../flows/api/simulation.ts';
import { client } from '../app/client.ts';
import { say, useSession } from './session.ts';
import { assumptionsOf, lastFrame, purposeOf, type SimulateForm, showFrame } from './simulate.ts';
import { useWords } from './words.ts';

export interface RunProgress {
  phase: 'copy' | 'run';
  at: string;
  share: number;
  entered: number;
  messages: number;
}

export interface SimulationRun {
  progress: RunProgress | null;
  error: unknown;
  start: (form: SimulateForm) => void;
  cancel: () => void;
}

const days = (count: number): number => count * 86_400_000;

export function useSimulationRun(onDone: (result: Simulation) => void): SimulationRun {
  const session = useSession();
  const words = useWords();
  const [progress, setProgress] = useState<RunProgress | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef<AbortController | null>(null);
  // Leaving the panel leaves the run.
  useEffect(() => () => stop.current?.abort(), []);

  const start = useCallback(
    (form: SimulateForm) => {
      stop.current?.abort();
      const controller = new AbortController();
      stop.current = controller;
      setError(null);
      setProgress({ phase: 'copy', at: '', share: 0, entered: 0, messages: 0 });
      session.ui.setState({ simulated: null });
      const run = async (): Promise<void> => {
        await session.autosave.flush();
        const { document } = session.editor.store.getState();
        const from = form.since === '' ? new Date() : new Date(`${form.since}T00:00:00`);
        const to = new Date(from.getTime() + days(form.days));
        const stream = await client.simulate.run(
          {
            flow: session.flow,
            ...(form.since === '' ? {} : { from: from.toISOString() }),
            to: to.toISOString(),
            seed: form.seed,
            assumptions: assumptionsOf(form, purposeOf(document)),
          },
          { signal: controller.signal },
        );
        for await (const item of stream) {
          if (controller.signal.aborted) return;
          if (item.kind === 'progress') setProgress(item);
          else {
            session.ui.setState({ simulated: showFrame(item.result, lastFrame(item.result), document) });
            say(session.ui, words.t('simulation.said.done', { entered: words.count(item.result.entered) }));
            onDone(item.result);
          }
        }
      };
      run()
        .catch((failure: unknown) => {
          if (!controller.signal.aborted) setError(failure);
        })
        .finally(() => {
          if (stop.current === controller) setProgress(null);
        });
    },
    [session, words, onDone],
  );

  const cancel = useCallback(() => {
    stop.current?.abort();
    setProgress(null);
    say(session.ui, words.t('simulation.said.stopped'));
  }, [session, words]);

  return { progress, error, start, cancel };
}
