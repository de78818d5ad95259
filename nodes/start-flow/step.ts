import type * as z from 'zod';
import { flowEnded, flowStarted, longestChain, notEntered } from '../../flows/sdk/calls.ts';
import type { EventView } from '../../flows/sdk/contact.ts';
import { defineStep, type StepArgs } from '../../flows/sdk/node.ts';
import { emit, exit, go, waitFor } from '../../flows/sdk/outcome.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { typedValue } from '../../flows/sdk/profile.ts';
import { addDuration, type Millis } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

/** Flows that take longer than this before they start the next are no circle that spins. */
const atOnce: Millis = 60_000;

export const step = defineStep(spec, (args) => {
  const { config, input } = args;
  const waits = config.waitForEnd === true;
  if (input.kind === 'timer') return go('timeout');
  if (input.kind === 'signal') {
    const { reason } = input.event.props;
    return go(reason === notEntered ? 'not-started' : 'next', { reason });
  }
  const flow = args.flow(config.flow);
  const chain = chainOf(args.event, args.arrivedAt);
  if (chain > longestChain) return exit('flow-circle');
  if (flow === null) return go(waits ? 'not-started' : 'next', { flow: null });
  const started = { type: flowStarted, props: { ...contextOf(args), flow, chain } };
  if (!waits) return emit(started, 'next');
  const until =
    config.timeout === undefined ? null : addDuration({ ms: args.arrivedAt, zone: args.now.zone }, config.timeout).ms;
  const ours = {
    combinator: 'and' as const,
    rules: [{ field: 'props.call', operator: '=' as const, value: args.key }],
  };
  return waitFor([{ id: 'ended', event: flowEnded, where: ours }], until, {
    emit: { ...started, props: { ...started.props, call: args.key } },
  });
});

/** The number of this start among those that followed one another at once. */
function chainOf(entry: EventView | null, now: Millis): number {
  if (entry?.type !== flowStarted || now - entry.at > atOnce) return 1;
  const { chain } = entry.props;
  return (typeof chain === 'number' ? chain : 0) + 1;
}

/** A text that cannot be rendered is left out: the other flow finds it missing, as it finds any other value. */
function contextOf(args: StepArgs<Config>): Record<string, unknown> {
  const props: Record<string, unknown> = {};
  for (const { name, value } of args.config.context ?? []) {
    try {
      props[name] = typeof value === 'string' ? typedValue(value, args) : value;
    } catch (error) {
      if (!(error instanceof KaskadError)) throw error;
    }
  }
  return props;
}
