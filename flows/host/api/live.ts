/** A flow while it runs: its figures in a span of time, who waits till when, what keeps messages back. */
import { setTimeout } from 'node:timers/promises';
import type { Layer } from '../../api/live.ts';
import { readLayer } from '../../reports/read-layer.ts';
import { readTroubles } from '../../reports/troubles.ts';
import { readWaiting } from '../../reports/waiting.ts';
import type { HostContext } from '../context.ts';
import { asContractError, momentOf, os } from './base.ts';

/** A page needs no more often to be told; what is done sooner needs no telling. */
const tellEvery = 120;

interface LayerInput {
  flow: string;
  version?: number | 'all' | undefined;
  from?: string | undefined;
  to?: string | undefined;
  way?: { node: string; outlet: string } | undefined;
}

/** How far it is, then the figures. Stops when the caller leaves. */
async function* streamed({ store, now }: HostContext, input: LayerInput, signal: AbortSignal | undefined) {
  const { timezone } = store.meta.get();
  const moment = (text: string | undefined) => (text === undefined ? undefined : momentOf(text, timezone));
  const stop = new AbortController();
  const leave = () => stop.abort();
  signal?.addEventListener('abort', leave);
  let share = 0;
  let layer: Layer | null = null;
  const reading = readLayer(
    store,
    // What happened in this very millisecond has happened.
    { ...input, from: moment(input.from), to: moment(input.to) ?? now() + 1 },
    { onProgress: (next) => (share = next), signal: stop.signal },
  ).then((done) => {
    layer = done;
  });
  // Awaited below; until then a failure must not count as unhandled.
  reading.catch(() => {});
  try {
    while (layer === null) {
      await Promise.race([reading, setTimeout(tellEvery)]);
      if (layer === null) yield { kind: 'progress' as const, share };
    }
    yield { kind: 'done' as const, layer: layer as Layer };
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', leave);
    await reading.catch(() => {});
  }
}

export const liveApi = {
  layer: os.live.layer.handler(async function* ({ context, input, signal }) {
    try {
      yield* streamed(context, input, signal);
    } catch (error) {
      throw asContractError(error);
    }
  }),

  waiting: os.live.waiting.handler(({ context: { store, now }, input }) =>
    readWaiting(store, { ...input, now: now() }),
  ),

  troubles: os.live.troubles.handler(({ context: { store, registry, now }, input }) =>
    readTroubles(store, registry, input.flow, now()),
  ),
};
