/** Keeps `ui.layered` in step with what was chosen: kept counts where they answer, else the journal, with how far it is. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Layer } from '../../../flows/api/live.ts';
import type { Report } from '../../../flows/api/shapes.ts';
import { layerReport } from '../../../flows/reports/layer.ts';
import { specs } from '../../../registry/editors.ts';
import { client, orpc } from '../../app/client.ts';
import { indexReport, type Live } from '../figures.ts';
import { drawnReport } from '../reusable/drawn-report.ts';
import { flowSessionOf, useSession, useUiState } from '../session.ts';
import { isComparing, isKept, isPossible, type LayerChoice, spanOf, untilOf } from './layer.ts';

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

/** As things stood at the end of a bucket. The busiest outlet of the whole sets the width throughout, so that streams are seen to swell. */
function indexLayer(layer: Layer, tick: number, before: Live | null, drawn: (report: Report) => Report): Live {
  const last = layer.at.length - 1;
  const whole = indexReport(drawn(layerReport(layer, last)), before);
  return tick >= last ? whole : { ...indexReport(drawn(layerReport(layer, tick)), before), busiest: whole.busiest };
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
  const comparing = isComparing(choice);
  const [firstArm, secondArm] = comparing ? arms : [];
  const main = useReading(choice, test?.arm ?? null, running);
  const one = useReading(choice, firstArm, running);
  const two = useReading(choice, secondArm, running);
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
  const { layer } = main;
  const before = useRef<{ live: Live | null; sides: readonly [Live, Live] | null }>({ live: null, sides: null });
  useEffect(() => {
    const at = layer === undefined ? 0 : Math.min(tick ?? layer.at.length - 1, layer.at.length - 1);
    const old = before.current;
    const { document } = flowSessionOf(session).editor.store.getState();
    const drawn = (one: Report): Report => drawnReport(one, document, specs, session.block?.id ?? null);
    const live =
      report !== undefined
        ? indexReport(drawn(report), old.live)
        : layer === undefined
          ? null
          : indexLayer(layer, at, old.live, drawn);
    const sides: readonly [Live, Live] | null =
      one.layer === undefined || two.layer === undefined
        ? null
        : [
            indexLayer(one.layer, tick ?? Number.POSITIVE_INFINITY, old.sides?.[0] ?? null, drawn),
            indexLayer(two.layer, tick ?? Number.POSITIVE_INFINITY, old.sides?.[1] ?? null, drawn),
          ];
    // Till the new figures are there the old ones stay, under their own name.
    if (live === null || (comparing && sides === null)) return;
    before.current = { live, sides };
    const moves = tick === null && choice.period !== 'custom';
    ui.setState({
      layered: {
        choice,
        live,
        sides: comparing ? sides : null,
        arms: comparing ? [firstArm, secondArm].flatMap((arm) => arm ?? []) : test?.arm == null ? [] : [test.arm],
        from: choice.period === 'start' || layer === undefined ? null : layer.from,
        until: layer === undefined || moves ? null : untilOf(layer, at),
      },
    });
  }, [session, ui, choice, report, layer, one.layer, two.layer, comparing, firstArm, secondArm, test, tick]);
  useEffect(() => () => ui.setState({ layered: null }), [ui]);

  const reading = comparing ? [main, one, two] : [main];
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
  const { choice, from, until } = layered;
  const { test } = choice;
  return {
    ...(choice.version === null ? {} : { version: choice.version }),
    ...(from === null ? {} : { from }),
    ...(until === null ? {} : { before: until }),
    ...(test === null || test.arm === null ? {} : { way: { node: test.node, outlet: test.arm } }),
  };
}
