/** Keeps `ui.layered` in step with what was chosen: kept counts where they answer, else the journal, with how far it is. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Layer } from '../../../flows/api/live.ts';
import { layerReport } from '../../../flows/reports/layer.ts';
import { client, orpc } from '../../app/client.ts';
import { indexReport, type Live } from '../figures.ts';
import { useSession, useUiState } from '../session.ts';
import { isKept, isPossible, type LayerChoice, spanOf, untilOf } from './layer.ts';

/** A longer reading is repeated less often, milliseconds and times. */
const refreshEvery = 15_000;
const restAfterReading = 25;

interface Read {
  layer: Layer;
  /** Milliseconds it took. */
  took: number;
}

function useReading(choice: LayerChoice, arm: string | null | undefined, refresh: boolean) {
  const { flow } = useSession();
  const [share, setShare] = useState(0);
  const { period, first, last, version, test } = choice;
  const enabled = arm !== undefined && isPossible(choice);
  const query = useQuery<Read>({
    queryKey: ['live-layer', flow, period, first, last, version, test?.node, arm],
    enabled,
    staleTime: refreshEvery,
    refetchInterval: (known) =>
      refresh ? Math.max(refreshEvery, restAfterReading * (known.state.data?.took ?? 0)) : false,
    queryFn: async ({ signal }): Promise<Read> => {
      const began = performance.now();
      setShare(0);
      const stream = await client.live.layer(
        {
          flow,
          ...(version === null ? {} : { version }),
          ...spanOf(choice, Date.now()),
          ...(test === null || arm == null ? {} : { way: { node: test.node, outlet: arm } }),
        },
        { signal },
      );
      for await (const item of stream) {
        if (item.kind === 'progress') setShare(item.share);
        else return { layer: item.layer, took: performance.now() - began };
      }
      throw new Error('The figures ended before they were whole');
    },
  });
  return { query, share, layer: enabled ? query.data?.layer : undefined };
}

export interface LayerFeed {
  /** The first of the ways, or the only one: what the slider goes over. */
  layer: Layer | undefined;
  /** Null: its end, which moves with the clock. */
  tick: number | null;
  setTick: (tick: number | null) => void;
  /** 0 to 1 while the journal is read for the first time, else null. */
  progress: number | null;
  error: unknown;
  retry: () => void;
}

/** `arms`: outlets of the chosen test. `running`: figures still move. */
export function useLayer(choice: LayerChoice, arms: readonly string[], running: boolean): LayerFeed {
  const session = useSession();
  const { ui, flow } = session;
  const [tick, setTick] = useState<number | null>(null);
  const { test, version } = choice;
  const shownArms = test === null ? [] : test.arm === null ? arms.slice(0, 2) : [test.arm];
  const [firstArm, secondArm] = shownArms;
  const first = useReading(choice, test === null ? null : firstArm, running);
  const second = useReading(choice, secondArm, running);
  const kept = useQuery({
    ...orpc.flows.report.queryOptions({ input: { flow, ...(version === null ? {} : { version }) } }),
    enabled: isKept(choice),
    refetchInterval: running ? refreshEvery : false,
  });
  // Another span has other moments.
  const { period, first: firstDay, last: lastDay } = choice;
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what makes the moments others
  useEffect(() => setTick(null), [period, firstDay, lastDay, version, test]);

  const report = isKept(choice) && tick === null ? kept.data : undefined;
  const layer = first.layer;
  const other = secondArm === undefined ? undefined : second.layer;
  const armsKey = shownArms.join();
  const before = useRef<{ live: Live | null; other: Live | null }>({ live: null, other: null });
  useEffect(() => {
    const at = layer === undefined ? 0 : Math.min(tick ?? layer.at.length - 1, layer.at.length - 1);
    const indexed = (of: Layer, old: Live | null): Live => {
      const whole = indexReport(layerReport(of, of.at.length - 1), old);
      // The busiest outlet of the end sets the width throughout, so that streams are seen to swell.
      return at >= of.at.length - 1 ? whole : { ...indexReport(layerReport(of, at), old), busiest: whole.busiest };
    };
    const live =
      report !== undefined
        ? indexReport(report, before.current.live)
        : layer === undefined
          ? null
          : indexed(layer, before.current.live);
    const beside = other === undefined ? null : indexed(other, before.current.other);
    // Till the new figures are there the old ones stay, under their own name.
    if (live === null || (secondArm !== undefined && beside === null)) return;
    before.current = { live, other: beside };
    ui.setState({
      layered: {
        choice,
        live,
        other: beside,
        arms: armsKey === '' ? [] : armsKey.split(','),
        from: choice.period === 'start' || layer === undefined ? null : layer.from,
        until: layer === undefined || (tick === null && choice.period !== 'custom') ? null : untilOf(layer, at),
      },
    });
  }, [ui, choice, report, layer, other, secondArm, tick, armsKey]);
  useEffect(() => () => ui.setState({ layered: null }), [ui]);

  const reading = [first, ...(secondArm === undefined ? [] : [second])];
  const pending = reading.filter(({ layer: done }) => done === undefined);
  const error = reading.map(({ query }) => query.error).find((found) => found !== null) ?? kept.error ?? null;
  return {
    layer,
    tick,
    setTick,
    progress: pending.length === 0 || !isPossible(choice) ? null : Math.min(...pending.map(({ share }) => share)),
    error,
    retry: () => {
      for (const { query } of reading) void query.refetch();
      void kept.refetch();
    },
  };
}

/** Asks of people what the figures ask: the same versions, span and way. */
export function usePeopleFilter() {
  const layered = useUiState((state) => state.layered);
  if (layered === null) return {};
  const { choice, from, until, arms } = layered;
  const arm = choice.test === null ? undefined : arms[0];
  return {
    ...(choice.version === null ? {} : { version: choice.version }),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { before: until }),
    ...(choice.test === null || arm === undefined ? {} : { way: { node: choice.test.node, outlet: arm } }),
  };
}
