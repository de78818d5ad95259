/**
 * A forecast: the engine itself on a virtual clock, over a copy of the workspace, with a seeded response model where the
 * world would be. The workspace is not touched. See docs/simulation.md.
 */
import type { Assumptions, Simulation } from '../api/simulation.ts';
import { readReport } from '../reports/report.ts';
import { createEngine } from '../runtime/create-engine.ts';
import type { Engine } from '../runtime/engine.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import { canceled, takeSnapshot } from '../store/snapshot.ts';
import type { Store } from '../store/store.ts';
import { prepareCopy } from './copy.ts';
import { readHistory } from './history.ts';
import { makeModel } from './model.ts';
import { reportsOf } from './reports.ts';
import { costOf, limitsOf, nobodyOf, perDayOf } from './result.ts';
import { dayEnds, recorder } from './timeline.ts';

export interface SimulateOptions {
  flow: string;
  from: Millis;
  to: Millis;
  seed: number;
  assumptions: Assumptions;
  /** The wall clock: a span that begins before it is a backtest. */
  now: Millis;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  /** `copy`: the workspace is being copied; `run`: the virtual clock goes. */
  phase: 'copy' | 'run';
  /** Where the virtual clock stands. */
  at: Millis;
  entered: number;
  messages: number;
}

/**
 * Simulates the draft as it is stored. Throws `flow-missing`, `flow-has-problems`, `open-segments`, `bad-span`,
 * `disk-full`, or `canceled` when the signal aborts.
 */
export async function simulate(
  source: { store: Store; registry: EngineRegistry },
  options: SimulateOptions,
): Promise<Simulation> {
  if (options.to <= options.from) {
    throw new KaskadError('bad-span', 'The simulation must end after it begins. Choose a later end.', {});
  }
  source.store.flows.need(options.flow);
  options.onProgress?.({ phase: 'copy', at: options.from, entered: 0, messages: 0 });
  const copy = await takeSnapshot(source.store, options.signal);
  try {
    return await simulateIn(copy.store, source.registry, options);
  } finally {
    copy.remove();
  }
}

/** The same in a workspace that is thrown away afterwards. `begin` is called once the flow runs, before anything happens. */
export async function simulateIn(
  store: Store,
  registry: EngineRegistry,
  options: SimulateOptions & { begin?: (engine: Engine) => void },
): Promise<Simulation> {
  const { flow, from, to, seed, signal } = options;
  const backtest = from < options.now;
  const history = readHistory(store, flow, backtest ? from : options.now);
  prepareCopy(store, registry, { flow, from, to, backtest });
  const assumedTypes = new Set((options.assumptions.events ?? []).map((one) => one.event));
  const real = new Set([...assumedTypes].filter((type) => backtest && store.outcome.hasEvents(type, from, to)));
  const model = makeModel({
    seed,
    flow,
    assumptions: options.assumptions,
    history,
    reports: reportsOf(store, registry, flow),
    real,
  });
  const engine = createEngine({
    store,
    registry,
    now: () => from,
    random: () => 0.5,
    openAccount: () => {
      throw new Error('A simulation opens no account');
    },
  });
  try {
    const beside = store.flows.list().filter((one) => one.id !== flow && one.status === 'running');
    const { version: number } = engine.startFlow(flow, from, { letIn: 'later' });
    const version = store.flows.version(flow, number);
    if (version === null) throw new Error(`Version ${number} of ${flow} was not stored`);
    options.begin?.(engine);
    const zone = version.plan.settings.timezone ?? store.meta.get().timezone;
    const nodes = Object.values(version.plan.nodes);
    const record = recorder(
      nodes.map((node) => node.id),
      new Set(nodes.filter((node) => node.channel !== null).map((node) => node.id)),
      zone,
    );
    const delayed = new Map<string, number>();
    const frame = (at: Millis): void => record.frame(at, store.counters.of(version.id));
    await engine.runVirtual(from, to, {
      reallySend: false,
      // The app is used meanwhile.
      chunkMs: 40,
      respond: model.respond,
      ...(signal === undefined ? {} : { signal }),
      stops: dayEnds(from, to, zone),
      onStop: frame,
      onPostponed: (message) => {
        if (message.flow === flow) delayed.set(message.reason, (delayed.get(message.reason) ?? 0) + 1);
      },
      onBatch: (at) =>
        options.onProgress?.({
          phase: 'run',
          at,
          entered: store.counters.value(version.id, '', 'entered'),
          messages: store.counters.sum(version.id, 'message:sent'),
        }),
    });
    if (signal?.aborted === true) throw canceled();
    frame(to);
    const report = readReport(store, registry, flow);
    const { living } = store.outcome.outside(flow, version.id);
    return {
      ...report,
      version: null,
      from: formatInstant(from, zone),
      to: formatInstant(to, zone),
      seed,
      backtest,
      contacts: living,
      reached: store.outcome.reached(version.id),
      reach: store.outcome.reach(version.id),
      perDay: perDayOf(store, version.id, zone),
      cost: costOf(store, version.id, options.assumptions.currency ?? version.plan.settings.budget?.currency ?? null),
      nobody: nobodyOf(store, flow, version.id),
      limits: limitsOf(report, delayed, store.counters.of(version.id)),
      assumptions: model.assumed(),
      leftOut: model.leftOut,
      beside: beside.map((one) => one.id).sort(),
      timeline: record.timeline(),
    };
  } finally {
    await engine.close();
  }
}
