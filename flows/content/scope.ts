/** What the texts of a message may name. */
import type { ContactView, EventView } from '../sdk/contact.ts';
import type { MessageLinks } from '../sdk/links.ts';
import type { Offer } from '../sdk/offer.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';

export interface RenderScope {
  readonly values: Readonly<Record<string, unknown>>;
  readonly zone: string;
  readonly language: string;
}

/** An offer as the texts of one message name it. */
export interface NamedOffer {
  offer: Offer;
  /** The contact's code, asked for when a text names it; null: there is none. */
  code: () => string | null;
}

export interface ScopeSource {
  contact: ContactView;
  /** The event that made the journey enter. */
  event: EventView | null;
  /** By slot. */
  offers?: Readonly<Record<string, NamedOffer>>;
  /** Addresses of the message's own; null: the workspace has no public address. Left out: the text is no message's. */
  links?: MessageLinks | null;
  workspaceName: string;
  now: Millis;
  /** Language of the text that is rendered; default: the contact's. */
  language?: string | null;
}

/** Null, undefined and empty texts are not there at all, so that `default` fills them and a text without it fails. */
function present(value: unknown, depth = 0): unknown {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value !== 'object') return value;
  if (depth > 20) return undefined;
  if (Array.isArray(value)) return value.map((item) => present(item, depth + 1)).filter((item) => item !== undefined);
  return record(Object.entries(value), depth + 1);
}

/** Without a prototype; later entries of a name give way to earlier ones that are there. */
function record(entries: Iterable<readonly [string, unknown]>, depth = 0): Record<string, unknown> {
  const result = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of entries) {
    const kept = present(value, depth);
    if (kept !== undefined && result[key] === undefined) result[key] = kept;
  }
  return result;
}

/**
 * `contact.first_name`, `contact.city` or `contact.attributes.city`, `event.total` (properties of the entry event; beside
 * them `event.type` and `event.at`), `offer.<slot>.<field>`, `links.<name>` (in messages), `workspace.name`, `now`. Times are ISO in the contact's zone.
 */
export function scopeFor(source: ScopeSource): RenderScope {
  const { contact, language } = source;
  let made: Record<string, unknown> | null = null;
  return {
    // Most texts name nothing, and gathering what they could name costs more than the rest of them: only when asked for.
    get values() {
      made ??= valuesOf(source);
      return made;
    },
    zone: contact.timezone,
    language: language || contact.language || 'en',
  };
}

function valuesOf({ contact, event, offers, links, workspaceName, now }: ScopeSource): Record<string, unknown> {
  const zone = contact.timezone;
  const { attributes, createdAt, rfm: _, ...profile } = contact;
  const person = record([...Object.entries(profile), ['attributes', attributes], ...Object.entries(attributes)]);
  lateTime(person, 'createdAt', createdAt, zone);
  const values = record([['workspace', { name: workspaceName }]]);
  values.contact = person;
  if (offers !== undefined) values.offer = promised(offers, zone);
  if (links !== undefined) values.links = record(Object.entries(links ?? {}));
  if (event !== null) {
    const happened = record([...Object.entries(event.props), ['type', event.type]]);
    if (happened.at === undefined) lateTime(happened, 'at', event.at, zone);
    values.event = happened;
  }
  lateTime(values, 'now', now, zone);
  return values;
}

function promised(offers: Readonly<Record<string, NamedOffer>>, zone: string): Record<string, unknown> {
  const all = Object.create(null) as Record<string, unknown>;
  for (const [slot, { offer, code }] of Object.entries(offers)) {
    const { startsAt, endsAt, code: _code, redeemedBy: _redeemedBy, ...rest } = offer;
    const one = record(Object.entries(rest));
    if (startsAt !== null) lateTime(one, 'startsAt', startsAt, zone);
    if (endsAt !== null) lateTime(one, 'endsAt', endsAt, zone);
    Object.defineProperty(one, 'code', { get: () => code() ?? undefined, enumerable: true, configurable: true });
    all[slot] = one;
  }
  return all;
}

/** Most texts name no time, and writing one down costs more than the rest of a text: only when asked for. */
function lateTime(holder: Record<string, unknown>, name: string, ms: Millis, zone: string): void {
  Object.defineProperty(holder, name, { get: () => formatInstant(ms, zone), enumerable: true, configurable: true });
}
