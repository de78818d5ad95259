/** A contact as screens and commands show it. */
import type { Profile } from '../api/shapes.ts';
import { endsByHand } from '../sdk/operator.ts';
import { KaskadError } from '../sdk/problem.ts';
import { shownAddress } from '../sdk/push.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import type { Store } from '../store/store.ts';
import type { HostContext } from './context.ts';

const timelineLength = 300;

/** The moment rules are asked at outside of any flow. A segment slot is then the id of a saved segment. */
export const ruleContextOf = (context: Pick<HostContext, 'store' | 'now'>): RuleContext => ({
  now: { ms: context.now(), zone: context.store.meta.get().timezone },
  segments: (segment) => context.store.segments.get(segment)?.rule ?? null,
});

/** The contact's number by key, number or address. Throws `contact-missing`. */
export function needContact(store: Store, reference: string): number {
  const id = store.contacts.resolve(reference);
  if (id !== null) return id;
  throw new KaskadError('contact-missing', `There is no contact "${reference}". Look for the key, e-mail or phone.`, {
    contact: reference,
  });
}

/** An answer that came through an account is said to come from it by name. */
export const sourceName = (store: Store, source: string): string => store.accounts.get(source)?.name ?? source;

/** Profile and timeline, newest first. Throws `contact-missing`. */
export function profileOf(store: Store, id: number, now: Millis): Profile {
  const { timezone } = store.meta.get();
  const found = store.contacts.profile(id, { workspace: timezone });
  if (found === null) throw new KaskadError('contact-missing', `There is no contact number ${id}.`, { contact: id });
  const { view } = found;
  const paused = store.pauses.until(id);
  const shown = (ms: number) => formatInstant(ms, timezone);
  return {
    id: view.id,
    key: view.key,
    email: view.email,
    phone: view.phone,
    first_name: view.first_name,
    last_name: view.last_name,
    language: view.language,
    country: view.country,
    tags: [...view.tags],
    createdAt: shown(view.createdAt),
    timezone: found.timezone,
    zone: { name: found.zone.name, source: found.zone.source === 'flow' ? 'workspace' : found.zone.source },
    attributes: { ...view.attributes },
    addresses: found.addresses.map((one) => ({ ...one, value: shownAddress(one.kind, one.value) })),
    consents: found.consents.map((consent) => ({
      ...consent,
      at: shown(consent.at),
      source: sourceName(store, consent.source),
    })),
    lists: store.lists.of(id).map((list) => ({ id: list, name: store.segments.get(list)?.name ?? list })),
    pausedUntil: paused === null || paused <= now ? null : shown(paused),
    pausedByHand: paused !== null && endsByHand(paused),
    timeline: store.timeline.of(id, timelineLength).map((entry) => ({ ...entry, at: shown(entry.at) })),
  };
}
