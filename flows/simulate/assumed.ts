/** What a simulation would assume of the channels of a draft, before anything is run. */
import type { Assumed } from '../api/simulation.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';
import { readHistory } from './history.ts';
import { channelAssumed } from './model.ts';
import { reportsOf } from './reports.ts';

/** One for each channel that an account slot of the draft sends by, in their order. */
export function assumedOf(
  { store, registry }: { store: Store; registry: EngineRegistry },
  flow: string,
  now: Millis,
): Assumed[] {
  const { draft } = store.flows.need(flow);
  const channels = new Set(
    Object.values(draft.slots?.accounts ?? {}).flatMap(({ capability }) =>
      capability.startsWith('send.') ? [capability.slice('send.'.length)] : [],
    ),
  );
  const history = readHistory(store, flow, now);
  const reports = reportsOf(store, registry, flow);
  return [...channels].map((channel) => channelAssumed({ assumptions: {}, history, reports }, channel));
}
