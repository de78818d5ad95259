/** Where a contact was last active. */
import type { Millis } from '../sdk/time.ts';
import type { Facts } from './facts.ts';

/** When the contact last wrote, read, clicked or replied in the channel; null when they never did. */
export function lastActivity(facts: Facts, channel: string): Millis | null {
  const own = facts
    .messages(channel)
    .flatMap(({ reached }) => [reached.read, reached.clicked, reached.replied].filter((at) => at !== undefined));
  const written = facts.events('message.received').filter(({ props }) => props.channel === channel);
  const times = [...own, ...written.map(({ at }) => at)];
  return times.length === 0 ? null : times.reduce((a, b) => Math.max(a, b));
}
