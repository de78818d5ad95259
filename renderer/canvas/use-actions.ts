/** The table of actions bound to this canvas: what is possible now, and doing it. */
import { useMemo, useSyncExternalStore } from 'react';
import type { ActionArgs, Situation } from './actions/action.ts';
import { type ActionId, perform } from './actions/table.ts';
import type { FlowHost } from './flow-host.ts';
import { situationOf } from './gestures.ts';
import { type CanvasSession, useSession } from './session.ts';
import { useWords } from './words.ts';

/** Rises with every change that may make an action possible or impossible. */
function useSituation(session: CanvasSession, host: FlowHost): Situation {
  const [subscribe, snapshot] = useMemo(() => {
    let last: Situation | null = null;
    const take = (): Situation => {
      const next = situationOf(session, host);
      const before = last;
      const same =
        before !== null && (Object.keys(next) as (keyof Situation)[]).every((key) => next[key] === before[key]);
      if (!same) last = next;
      return last ?? next;
    };
    const listen = (notify: () => void) => {
      const stops = [
        session.editor.store.subscribe(notify),
        session.editor.history.subscribe(notify),
        session.autosave.state.subscribe(notify),
        session.ui.subscribe((now, before) => {
          if (now.mode !== before.mode) notify();
        }),
      ];
      return () => {
        for (const stop of stops) stop();
      };
    };
    return [listen, take];
  }, [session, host]);
  return useSyncExternalStore(subscribe, snapshot);
}

export interface BoundActions {
  situation: Situation;
  run: (id: ActionId, extra?: Pick<ActionArgs, 'at' | 'clipboard'>) => void;
}

export function useActions(host: FlowHost): BoundActions {
  const session = useSession();
  const words = useWords();
  const situation = useSituation(session, host);
  return useMemo(
    () => ({ situation, run: (id, extra) => perform(id, { session, words, host, ...extra }) }),
    [situation, session, words, host],
  );
}
