/** Rules over one event (`at`, `props.<name>`) and over one message (`at`, `flow`, `node`). */
import type { EventView } from '../sdk/contact.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { formatInstant, type Millis, type Moment } from '../sdk/time.ts';
import { passes, readTest } from './condition.ts';
import { type ExplainedGroup, explained, explainGroup } from './explained.ts';
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

/** Each rule over the event with what was expected and what the event held. Throws like `matchesEvent`. */
export const explainEvent = (rule: RuleGroup, event: EventLike, now: Moment): ExplainedGroup =>
  explainGroup(rule, 1, (one) => {
    const field = eventField(one.field);
    const kind = field.kind === 'at' ? 'time' : 'any';
    const values = field.kind === 'at' ? [event.at] : valuesOf(event.props, field.name);
    const shown = field.kind === 'at' ? [formatInstant(event.at, now.zone)] : values;
    const actual = shown.length === 0 ? null : shown.length === 1 ? shown[0] : shown;
    return explained(one, actual, passes(readTest(one, kind, now), values, kind, now.zone));
  });

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
