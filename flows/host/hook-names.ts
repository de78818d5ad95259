/**
 * Some vendors deliver what a person wrote without their name. They are asked for it afterwards, once a person, and the answer to the
 * delivery does not wait for that; whoever has a name keeps it.
 */
import { addressKindOf } from '../sdk/channels.ts';
import type { Incoming } from '../sdk/connector.ts';
import { openAccount } from './accounts.ts';
import type { HostContext } from './context.ts';

const patience = 10_000;
/** Persons not asked for again while the app is open. */
const remembered = 10_000;

export function nameFinder(context: HostContext): (account: string, incoming: readonly Incoming[]) => Promise<void> {
  const { store, changes, engine, now } = context;
  const asked = new Set<string>();

  const nameless = (kind: string, value: string): boolean => {
    const id = store.contacts.byAddress(kind, value);
    return id !== null && (store.contacts.view(id, { workspace: 'UTC' })?.first_name ?? null) === null;
  };

  return async (account, incoming) => {
    const persons = new Map<string, string>();
    for (const one of incoming) {
      if (one.kind !== 'message' || one.fromName !== undefined) continue;
      const kind = addressKindOf(one.channel);
      const person = `${account} ${one.from}`;
      if (!asked.has(person) && nameless(kind, one.from)) persons.set(one.from, kind);
      asked.add(person);
      if (asked.size > remembered) asked.delete(asked.values().next().value ?? '');
    }
    if (persons.size === 0) return;
    const { client } = await openAccount(context, account);
    try {
      for (const [value, kind] of persons) {
        const name = await client.nameOf?.(value, { signal: AbortSignal.timeout(patience) }).catch(() => null);
        const [first, last] = [name?.first.trim() ?? '', name?.last.trim() ?? ''];
        if (first === '' || !store.db.open || !nameless(kind, value)) continue;
        const profile = { first_name: first.slice(0, 200), ...(last === '' ? {} : { last_name: last.slice(0, 200) }) };
        store.contacts.save({ addresses: [{ kind, value }], profile }, now(), account);
        changes.publish('contacts');
        engine.wake();
      }
    } finally {
      await client.close?.();
    }
  };
}
