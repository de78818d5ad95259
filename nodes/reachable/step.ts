import { serviceTopic } from '../../flows/sdk/message.ts';
import { defineCohort, defineStep } from '../../flows/sdk/node.ts';
import { go } from '../../flows/sdk/outcome.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { addDuration } from '../../flows/sdk/time.ts';
import { spec } from './schema.ts';

/** A working address, and consent where the topic needs one: what the outbox asks before it sends. */
const canReach = (channel: string, topic: string | undefined): RuleGroup => ({
  combinator: 'and',
  rules: [
    { field: `reachable.${channel}`, operator: '=', value: true },
    ...(topic === undefined || topic === serviceTopic
      ? []
      : [{ field: `consent.${channel}.${topic}`, operator: '=' as const, value: true }]),
  ],
});

export const step = defineStep(spec, ({ config, now, matches, channelActivity }) => {
  const { channels, topic, order, activeWithin } = config;
  const within = activeWithin === undefined ? null : addDuration({ ms: 0, zone: 'UTC' }, activeWithin).ms;
  const open = channels
    .map(({ id }) => ({ id, active: channelActivity(id) }))
    .filter(({ id, active }) => {
      if (within !== null && (active === null || active < now.ms - within)) return false;
      return matches(canReach(id, topic));
    });
  // Sorting is stable: channels without any activity stay as listed, behind the others.
  if (order === 'recent')
    open.sort((a, b) => (b.active ?? Number.MIN_SAFE_INTEGER) - (a.active ?? Number.MIN_SAFE_INTEGER));
  const [taken] = open;
  return taken === undefined ? go('none') : go(taken.id, { lastActive: taken.active });
});

/** Only what rules can say for everybody at once: the order of activity is each person's own. */
export const cohort = defineCohort(spec, ({ channels, topic, order, activeWithin }) => {
  if (order === 'recent' || activeWithin !== undefined) return null;
  return {
    kind: 'branch',
    branches: channels.map(({ id }) => ({ rule: canReach(id, topic), outlet: id })),
    otherwise: 'none',
  };
});
