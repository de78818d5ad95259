/** Rules over one event (`at`, `props.<name>`) and over one message (`at`, `flow`, `node`). */
import type { EventView } from '../sdk/contact.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis, Moment } from '../sdk/time.ts';
import { passes, readTest } from './condition.ts';
import { eventField, messageField } from './fields.ts';
import { isScalar, type Scalar } from './values.ts';
import { groupHolds } from './walk.ts';

type EventLike = Pick<EventView, 'at' | 'props'>;

/** The values of an attribute or property: none when missing, several when it is a list. Objects count as missing. */
export function valuesOf(record: Readonly<Record<string, unknown>>, name: string): Scalar[] {
  const value = Object.hasOwn(record, name) ? record[name] : undefined;
  if (Array.isArray(value)) return value.filter(isScalar);
  return isScalar(value) ? [value] : [];
}

/** Does the event satisfy the rule? Throws like ruleToSql for unknown fields and impossible comparisons. */
export function matchesEvent(rule: RuleGroup, event: EventLike, now: Moment, depth = 1): boolean {
  return groupHolds(rule, depth, (one) => {
    const field = eventField(one.field);
    if (field.kind === 'at') return passes(readTest(one, 'time', now), [event.at], 'time', now.zone);
    return passes(readTest(one, 'any', now), valuesOf(event.props, field.name), 'any', now.zone);
  });
}

export interface MessageLike {
  /** When it reached the state asked about. */
  at: Millis;
  flow: string;
  node: string;
}

/** Does the message satisfy the rule? */
export function matchesMessage(rule: RuleGroup, message: MessageLike, now: Moment, depth = 1): boolean {
  return groupHolds(rule, depth, (one) => {
    const field = messageField(one.field);
    if (field.kind === 'at') return passes(readTest(one, 'time', now), [message.at], 'time', now.zone);
    return passes(readTest(one, 'text', now), [message[field.kind]], 'text', now.zone);
  });
}
