/** What comes in from a CRM or a shop: turned on and off, and tried out before. */
import { mapPerson } from '../contacts/sync/mapping.ts';
import { ConnectorError } from '../sdk/connector.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type RecordKind, recordKinds, type SyncClient, type SyncSpec } from '../sdk/sync.ts';
import { plainMapping, type SyncMapping, syncMapping } from '../sdk/sync-mapping.ts';
import type { Millis } from '../sdk/time.ts';
import type { Account } from '../store/accounts.ts';
import type { Sync } from '../store/sync.ts';
import { connectorOf, openAccount } from './accounts.ts';
import type { HostContext } from './context.ts';

type Host = Pick<HostContext, 'store' | 'registry' | 'vault' | 'now'>;

/** What a record of the kind becomes: a profile, or events of one. The others wait for a use. */
const taken: ReadonlySet<RecordKind> = new Set(['contact', 'deal', 'order', 'cart', 'ticket']);
const shownRecords = 5;

/** Throws `account-missing` or `no-sync`. */
export function needSync(
  { store, registry }: Host,
  id: string,
): { account: Account; spec: SyncSpec; kinds: RecordKind[] } {
  const account = store.accounts.need(id);
  const spec = connectorOf(registry, account.type).sync;
  if (spec === undefined) {
    throw new KaskadError(
      'no-sync',
      `"${account.name}" has no contacts or deals to bring in. Choose the account of a CRM or a shop.`,
      {
        account: id,
      },
    );
  }
  return { account, spec, kinds: recordKinds.filter((kind) => spec.kinds.includes(kind) && taken.has(kind)) };
}

export interface WantedSync {
  kinds: readonly RecordKind[];
  since: Millis | null;
  mapping: SyncMapping;
}

/** What the account is to bring from now on. Throws `no-sync`, `bad-kind` or `sync-needs-contacts`. */
export function setSync(host: Host, id: string, { kinds, since, mapping }: WantedSync): void {
  const known = needSync(host, id).kinds;
  const strange = kinds.find((kind) => !known.includes(kind));
  if (strange !== undefined) {
    throw new KaskadError(
      'bad-kind',
      `This account has no records of the kind "${strange}". It has: ${known.join(', ')}.`,
      {
        kind: strange,
      },
    );
  }
  if (kinds.length > 0 && known.includes('contact') && !kinds.includes('contact')) {
    throw new KaskadError('sync-needs-contacts', 'Deals and orders are about people: let contacts come in too.');
  }
  const { sync, db } = host.store;
  db.transaction(() => {
    const before = new Map(sync.of(id).map((one) => [one.kind, one]));
    const text = JSON.stringify(mapping);
    for (const kind of known) {
      const old = before.get(kind);
      if (!kinds.includes(kind)) {
        if (old !== undefined) sync.drop(id, kind);
        continue;
      }
      const earlier = old !== undefined && old.since !== null && (since === null || since < old.since);
      const remapped = old !== undefined && kind === 'contact' && old.mapping !== text;
      sync.put({ account: id, kind, state: 'on', since, mapping: text, again: earlier || remapped, at: host.now() });
    }
  }).immediate();
}

/** Pauses all that is on, or lets it go on at once. */
export function setPaused(host: Host, id: string, paused: boolean): void {
  needSync(host, id);
  const { sync, db } = host.store;
  db.transaction(() => {
    for (const { kind, since, mapping } of sync.of(id))
      sync.put({ account: id, kind, state: paused ? 'paused' : 'on', since, mapping, again: false, at: host.now() });
  }).immediate();
}

export function mappingOf(rows: readonly Sync[]): SyncMapping {
  const row = rows.find(({ kind }) => kind === 'contact') ?? rows[0];
  return row === undefined ? plainMapping : (syncMapping.safeParse(JSON.parse(row.mapping)).data ?? plainMapping);
}

/** Asks the vendor something. Throws `no-sync`, `sync-unread` and what `openAccount` throws. */
export async function askVendor<T>(
  host: Host,
  id: string,
  ask: (client: SyncClient, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { account } = needSync(host, id);
  const { client } = await openAccount(host, id);
  try {
    if (client.sync === undefined) throw new Error(`${account.type} declares a sync and has none`);
    return await ask(client.sync, AbortSignal.timeout(30_000));
  } catch (error) {
    if (!(error instanceof ConnectorError)) throw error;
    throw new KaskadError('sync-unread', `"${account.name}" cannot be read now. ${error.message}`, {
      account: id,
      reason: error.message,
    });
  } finally {
    await client.close?.();
  }
}

export async function previewSync(host: Host, id: string, mapping: SyncMapping) {
  const { store } = host;
  const { timezone } = store.meta.get();
  const records = await askVendor(host, id, (client, signal) => client.newest('contact', shownRecords, { signal }));
  return records.map((record) => {
    const person = mapPerson(record.person, record.values, mapping, timezone);
    const { first_name, last_name, ...fields } = person.fields;
    const link = store.sync.record(id, 'contact', record.id)?.contact ?? null;
    const linked = link === null ? null : store.contacts.resolve(`id:${link}`);
    const addresses = [
      ...person.emails.map((value) => ({ kind: 'email', value })),
      ...person.phones.map((value) => ({ kind: 'phone', value })),
    ];
    const met = addresses.map(({ kind, value }) => store.contacts.byAddress(kind, value)).find((one) => one !== null);
    return {
      record: record.id,
      name: [first_name, last_name].filter((part) => part !== null).join(' '),
      addresses,
      values: [
        ...Object.entries(fields).map(([to, value]) => ({ to, value })),
        ...(person.tags.length === 0 ? [] : [{ to: 'tags', value: [...person.tags] }]),
      ],
      ignored: person.ignored,
      contact: linked ?? met ?? null,
    };
  });
}
