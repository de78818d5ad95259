/** Forecasts at hand: the last one of each flow is kept with the version it foretold, and compared with what happened. */
import { type Simulation, simulation } from '../api/simulation.ts';
import { sameFlow } from '../document/canonical.ts';
import type { FlowDocument } from '../document/schema.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';
import type { HostContext } from './context.ts';

interface AtHand {
  document: FlowDocument;
  madeAt: Millis;
  result: Simulation;
}

/** As long as the workspace is open; a simulation writes nothing into it. */
const atHand = new WeakMap<Store, Map<string, AtHand>>();
/** An older forecast was of other people. */
const freshFor: Millis = 24 * 3_600_000;

export function rememberForecast({ store, now }: HostContext, document: FlowDocument, result: Simulation): void {
  if (result.backtest) return;
  const flows = atHand.get(store) ?? new Map<string, AtHand>();
  atHand.set(store, flows);
  flows.set(result.flow, { document, madeAt: now(), result });
}

const kept = simulation.pick({ timeline: true, cost: true, assumptions: true });

/** Call when a version was started: a fresh forecast of this very draft becomes its forecast. */
export function keepForecast({ store, specs, now }: HostContext, flow: string, version: number): void {
  const found = atHand.get(store)?.get(flow);
  const published = store.flows.version(flow, version);
  if (found === undefined || published === null || now() - found.madeAt > freshFor) return;
  if (!sameFlow(found.document, published.document, specs)) return;
  store.forecasts.keep({
    flow,
    version,
    madeAt: found.madeAt,
    from: Date.parse(found.result.from),
    seed: found.result.seed,
    result: JSON.stringify(kept.parse(found.result)),
  });
}

const slot: Millis = 15 * 60_000;

/** The forecast of a version beside the present; null when none was kept. */
export function compareForecast({ store, now }: HostContext, flow: string, number: number) {
  const forecast = store.forecasts.get(flow, number);
  const version = store.flows.version(flow, number);
  if (forecast === null || version === null) return null;
  const { timeline } = kept.parse(JSON.parse(forecast.result));
  const { timezone } = store.meta.get();
  const zone = version.plan.settings.timezone ?? timezone;
  const started = version.publishedAt;
  const present = now();
  const entries = version.plan.triggers.flatMap((node) => store.forecasts.entries(version.id, node, slot));
  const sends = store.outcome.sentBySlot(version.id, slot);
  const offsets = timeline.at.map((at) => Date.parse(at) - forecast.from);
  const sentForeseen = offsets.map((_, n) =>
    timeline.nodes.reduce((sum, node) => sum + (node.messages?.sent[n] ?? 0), 0),
  );
  const days = offsets.map((offset, n) => {
    const at = started + offset;
    const until = <T>(rows: readonly T[], time: (row: T) => Millis, count: (row: T) => number): number =>
      rows.reduce((sum, row) => (time(row) <= at ? sum + count(row) : sum), 0);
    return {
      at: formatInstant(at, zone),
      foreseen: { entered: timeline.entered[n] ?? 0, sent: sentForeseen[n] ?? 0 },
      actual:
        at > present
          ? null
          : {
              entered: until(
                entries,
                (row) => row.at,
                (row) => row.entered,
              ),
              sent: until(
                sends,
                (row) => row.slot * slot,
                (row) => row.sent,
              ),
            },
    };
  });
  const elapsed = present - started;
  const nodes = timeline.nodes.map((line) => ({
    id: line.id,
    foreseen: {
      entered: between(offsets, line.entered, elapsed),
      sent: line.messages === undefined ? 0 : between(offsets, line.messages.sent, elapsed),
    },
    actual: {
      entered: store.counters.value(version.id, line.id, 'entered'),
      sent: store.counters.value(version.id, line.id, 'message:sent'),
    },
  }));
  return {
    version: number,
    madeAt: formatInstant(forecast.madeAt, zone),
    startedAt: formatInstant(started, zone),
    days,
    nodes,
  };
}

/** The value of a cumulative line so long after its start, on straight lines between the frames; whole people. */
function between(offsets: readonly Millis[], values: readonly number[], elapsed: Millis): number {
  const next = offsets.findIndex((offset) => offset >= elapsed);
  if (next === -1) return values.at(-1) ?? 0;
  const before = next === 0 ? { at: 0, value: 0 } : { at: offsets[next - 1] ?? 0, value: values[next - 1] ?? 0 };
  const after = { at: offsets[next] ?? 0, value: values[next] ?? 0 };
  if (after.at === before.at) return after.value;
  return Math.round(before.value + ((after.value - before.value) * (elapsed - before.at)) / (after.at - before.at));
}
