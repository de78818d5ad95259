/** Simulations, the tests of a draft, and forecasts. */
import type { Assumptions } from '../../api/simulation.ts';
import { parseFlowValue } from '../../document/parse.ts';
import { upgradeFlow } from '../../document/upgrade.ts';
import { addDuration, formatInstant } from '../../sdk/time.ts';
import { assumedOf } from '../../simulate/assumed.ts';
import { runFlowTests } from '../../simulate/flow-test.ts';
import { rehearse } from '../../simulate/rehearsal.ts';
import { type Progress, simulate } from '../../simulate/simulate.ts';
import type { HostContext } from '../context.ts';
import { compareForecast, rememberForecast } from '../forecasts.ts';
import { asContractError, momentOf, os } from './base.ts';

const usualSpan = 'P30D';
/** A page needs no more often to be told. */
const tellEvery = 150;

interface RunInput {
  flow: string;
  from?: string | undefined;
  to?: string | undefined;
  seed: number;
  assumptions: Assumptions;
}

/** Progress, then the result. Stops the run when the caller leaves. */
async function* streamed(context: HostContext, input: RunInput, signal: AbortSignal | undefined) {
  const { store, registry } = context;
  const { timezone } = store.meta.get();
  // Read once: a forecast from now must not begin in the past.
  const wall = context.now();
  const from = input.from === undefined ? wall : momentOf(input.from, timezone);
  const to =
    input.to === undefined ? addDuration({ ms: from, zone: timezone }, usualSpan).ms : momentOf(input.to, timezone);
  const document = store.flows.need(input.flow).draft;
  const stop = new AbortController();
  const leave = () => stop.abort();
  signal?.addEventListener('abort', leave);
  let progress: Progress | null = null;
  let wake: () => void = () => {};
  let finished = false;
  const running = simulate(
    { store, registry },
    {
      flow: input.flow,
      from,
      to,
      seed: input.seed,
      assumptions: input.assumptions,
      now: wall,
      signal: stop.signal,
      onProgress: (next) => {
        progress = next;
        wake();
      },
    },
  ).finally(() => {
    finished = true;
    wake();
  });
  // Awaited below; until then a failure must not count as unhandled.
  running.catch(() => {});
  try {
    let told = 0;
    while (!finished) {
      const pause = told + tellEvery - performance.now();
      if (progress === null || pause > 0) {
        await new Promise<void>((resolve) => {
          const timer = pause > 0 ? setTimeout(resolve, pause) : undefined;
          wake = () => {
            if (progress !== null && pause > 0 && !finished) return;
            clearTimeout(timer);
            resolve();
          };
        });
        continue;
      }
      const { phase, at, entered, messages }: Progress = progress;
      progress = null;
      told = performance.now();
      const share = Math.min(1, Math.max(0, (at - from) / (to - from)));
      yield { kind: 'progress' as const, phase, at: formatInstant(at, timezone), share, entered, messages };
    }
    const result = await running;
    rememberForecast(context, document, result);
    yield { kind: 'done' as const, result };
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', leave);
    await running.catch(() => {});
  }
}

export const simulateApi = {
  /** What is thrown while a stream runs passes the middleware by: it is put into the contract's words here. */
  run: os.simulate.run.handler(async function* ({ context, input, signal }) {
    try {
      yield* streamed(context, input, signal);
    } catch (error) {
      throw asContractError(error);
    }
  }),

  rehearse: os.simulate.rehearse.handler(({ context, input, signal }) => {
    const { timezone, language } = context.store.meta.get();
    const document = upgradeFlow(parseFlowValue(input.document), context.specs);
    const { people, seed } = input;
    return rehearse(context.registry, { document, people, seed, now: context.now(), timezone, language, signal });
  }),

  assumed: os.simulate.assumed.handler(({ context, input }) => assumedOf(context, input.flow, context.now())),

  tests: os.simulate.tests.handler(({ context, input }) =>
    runFlowTests(context.store.flows.need(input.flow).draft, context.registry),
  ),

  forecast: os.simulate.forecast.handler(({ context, input }) => {
    const flow = context.store.flows.need(input.flow);
    const version = input.version ?? flow.version;
    return version === null ? null : compareForecast(context, input.flow, version);
  }),
};
