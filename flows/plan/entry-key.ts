/** What tells the journeys of one contact apart: the value of an expression over the event that let each in. */
import type { EventView } from '../sdk/contact.ts';
import type { Plan } from './types.ts';

/** `event.order_id` of an event; null when it is missing or not a plain value. */
export function eventExpression(expression: string, event: EventView | null): string | number | null {
  if (event === null || !expression.startsWith('event.')) return null;
  let value: unknown = event.props;
  for (const part of expression.slice('event.'.length).split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return null;
    value = (value as Record<string, unknown>)[part];
  }
  return typeof value === 'string' || typeof value === 'number'
    ? value
    : typeof value === 'boolean'
      ? String(value)
      : null;
}

/** Before the contact's number: the key of an entry that has no other. */
export const ownKey = 'contact:';

/**
 * Is the event about the journey of that key? Where entry is by an expression, one that bears another value is about another
 * journey; one that bears none may be about any, and any may be about a journey that has none, such as that of an audience.
 */
export function isAbout({ settings }: Pick<Plan, 'settings'>, key: string, event: EventView): boolean {
  const expression = settings.entry?.key ?? 'contact';
  if (expression === 'contact' || key.startsWith(ownKey)) return true;
  const own = eventExpression(expression, event);
  return own === null || String(own) === key;
}
