/**
 * Contacts from what a stranger typed: a form, a chat on a site. Anybody may type anybody's address: of somebody who is known only gaps
 * are filled, and nobody is given an address of somebody else or a second one.
 */
import type { Millis } from '../sdk/time.ts';
import type { ContactInput } from '../store/contact-input.ts';
import type { Store } from '../store/store.ts';

export interface Stranger {
  contact: number;
  /** False: they were added. */
  known: boolean;
}

/** Only what is not known yet. */
function gapsOf(store: Store, contact: number, { profile, attributes }: ContactInput): ContactInput {
  const known = store.contacts.view(contact, { workspace: store.meta.get().timezone });
  const columns = known as unknown as Readonly<Record<string, unknown>> | null;
  const missing = <T extends object>(given: T | undefined, has: Readonly<Record<string, unknown>>): Partial<T> =>
    Object.fromEntries(Object.entries(given ?? {}).filter(([name]) => (has[name] ?? null) === null)) as Partial<T>;
  return {
    profile: missing(profile, columns ?? {}),
    attributes: missing(attributes, known?.attributes ?? {}) as NonNullable<ContactInput['attributes']>,
  };
}

/**
 * By the first address that was given: the e-mail before the phone. At least one has to be. Run it inside a transaction. Throws
 * `contact-erased`.
 */
export function saveStranger(store: Store, input: ContactInput, at: Millis, source: string): Stranger {
  const given = [...(input.addresses ?? [])].sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
  const [first] = given;
  const known = first === undefined ? null : store.contacts.byAddress(first.kind, first.value);
  if (known !== null) {
    store.contacts.update(known, gapsOf(store, known, input), at, source);
    return { contact: known, known: true };
  }
  const addresses = given.filter((one) => one === first || store.contacts.byAddress(one.kind, one.value) === null);
  const { profile, attributes } = input;
  return { contact: store.contacts.save({ addresses, profile, attributes }, at, source).id, known: false };
}
