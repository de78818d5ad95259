/** Reads a value by a path such as `event.total` or `contact.attributes.points`, keeping its type. */
import * as z from 'zod';
import type { ContactView, EventView } from './contact.ts';

const path = /^(?:event|contact)(?:\.[\p{L}\p{N}_-]+){1,5}$/u;

export const pathSchema = z.string().max(200).regex(path, 'bad-path');

export interface LookupScope {
  contact: ContactView;
  event: EventView | null;
}

/**
 * `event.<name>` is a property of the event; `contact.<name>` a field of the profile, or an attribute of that name.
 * Undefined when there is nothing there.
 */
export function lookup(text: string, scope: LookupScope): unknown {
  if (!path.test(text)) return undefined;
  const [root, first, ...rest] = text.split('.') as [string, string, ...string[]];
  const start =
    root === 'event'
      ? own(scope.event?.props, first)
      : (own(scope.contact, first) ?? own(scope.contact.attributes, first));
  return rest.reduce<unknown>(own, start);
}

/** A number read by `lookup`: a text of digits counts, anything else does not. */
export function lookupNumber(text: string, scope: LookupScope): number | null {
  return toNumber(lookup(text, scope));
}

export function toNumber(value: unknown): number | null {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

function own(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}
