/** What the cards say besides figures: when those who wait go on, and what keeps messages back. */
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Trouble, Waiting } from '../../../flows/api/live.ts';
import { orpc } from '../../app/client.ts';
import type { CanvasSession } from '../session.ts';

const refreshEvery = 15_000;
/** Many timers are looked through less often. */
const many = 100_000;
const refreshMany = 120_000;

/** By block; `running`: the flow is started, so there is something to watch. */
export function useWatch(session: CanvasSession, running: boolean): void {
  const { flow, ui } = session;
  const waiting = useQuery({
    ...orpc.live.waiting.queryOptions({ input: { flow } }),
    enabled: running,
    refetchInterval: ({ state: { data } }) =>
      (data?.nodes.reduce((sum, { waiting: n }) => sum + n, 0) ?? 0) > many ? refreshMany : refreshEvery,
  });
  const troubles = useQuery({
    ...orpc.live.troubles.queryOptions({ input: { flow } }),
    enabled: running,
    refetchInterval: refreshEvery,
  });
  useEffect(() => {
    const found = running ? (waiting.data ?? null) : null;
    ui.setState({ waiting: found === null ? null : byNode(found) });
  }, [ui, running, waiting.data]);
  useEffect(() => {
    const nodes = new Map<string, Trouble[]>();
    for (const trouble of running ? (troubles.data ?? []) : []) {
      const known = nodes.get(trouble.node);
      if (known) known.push(trouble);
      else nodes.set(trouble.node, [trouble]);
    }
    ui.setState({ troubles: nodes });
  }, [ui, running, troubles.data]);
}

export interface WaitingHere {
  /** Timers of a paused flow stand still. */
  paused: boolean;
  days: readonly string[];
  row: Waiting['nodes'][number];
}

const byNode = ({ paused, days, nodes }: Waiting): ReadonlyMap<string, WaitingHere> =>
  new Map(nodes.map((row) => [row.node, { paused, days, row }]));
