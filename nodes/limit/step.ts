import { defineStep } from '../../flows/sdk/node.ts';
import { go, sleepUntil, throttle } from '../../flows/sdk/outcome.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

/** How finely a span is cut: `sticky` counts these. */
const pieces = 10_000;

export const step = defineStep(spec, ({ config, input, arrivedAt, now, sticky }) => {
  if (input.kind === 'timer') return go('next');
  const { count, per, over } = config;
  if (over !== undefined) {
    const span = addDuration({ ms: arrivedAt, zone: now.zone }, over).ms - arrivedAt;
    return sleepUntil(arrivedAt + Math.floor((span * sticky) / pieces));
  }
  return count === undefined || per === undefined ? go('next') : throttle(count, per);
});
