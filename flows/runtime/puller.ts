/**
 * Brings in what CRMs and shops have: a page a transaction, in which the position is kept with what it brought. Accounts are asked beside
 * one another, the kinds of one in turn.
 */
import { noCounts, takeRecords } from '../contacts/sync/take.ts';
import { ConnectorError } from '../sdk/connector.ts';
import { recordKinds, type SyncClient, type SyncRecord } from '../sdk/sync.ts';
import { plainMapping, type SyncMapping, syncMapping } from '../sdk/sync-mapping.ts';
import type { Millis } from '../sdk/time.ts';
import type { Sync, SyncCounts } from '../store/sync.ts';
import { type Asking, makeAsking } from './asking.ts';
import type { OpenAccount } from './lane.ts';
import type { Runtime } from './state.ts';
import type { Transaction } from './transaction.ts';

const pageTimeout = 60_000;
const firstWait: Millis = 30_000;
const longestWait: Millis = 3_600_000;
const refusedWait: Millis = 3_600_000;
/** Records asked for at once. */
const chunk = 50;

export interface Puller extends Asking {
  /** Of all that is on, whether its time has come or not. Throws the first error. */
  pullNow(account: string | null): Promise<{ contacts: number; events: number }>;
  forget(account: string): void;
  close(): Promise<void>;
}

export function makePuller(
  rt: Runtime,
  transaction: Transaction,
  openAccount: (account: string) => Promise<OpenAccount>,
  wake: () => void,
): Puller {
  const open = new Map<string, OpenAccount>();
  const { accounts, notices, sync } = rt.store;

  async function clientOf(account: string): Promise<OpenAccount & { pulls: SyncClient; every: Millis }> {
    let opened = open.get(account);
    if (opened === undefined) {
      opened = await openAccount(account);
      open.set(account, opened);
    }
    const { connector, client } = opened;
    if (client.sync === undefined || connector.sync === undefined)
      throw new ConnectorError('bad-request', 'This account has no records to bring in. Turn it off under Accounts.');
    return { ...opened, pulls: client.sync, every: connector.sync.every };
  }

  /** A page, with the contacts that it names and nobody has seen. True when there is more. */
  async function page(one: Sync, signal: AbortSignal, counts: SyncCounts): Promise<boolean> {
    const { account, kind } = one;
    const { pulls, every } = await clientOf(account);
    const limit = AbortSignal.any([signal, AbortSignal.timeout(pageTimeout)]);
    const found = await pulls.pull(kind, one.cursor, { signal: limit, now: rt.now(), since: one.since });
    const contacts = kind === 'contact' ? null : (sync.of(account).find((other) => other.kind === 'contact') ?? null);
    const before = contacts === null ? [] : await unseen(pulls, account, found.records, limit);
    // What was changed meanwhile, such as a pause or another mapping, is not written over.
    if (signal.aborted || !isAsBefore(one)) return false;
    transaction(() => {
      const now = rt.now();
      const how = { account, zone: rt.workspaceZone, now };
      const done = noCounts();
      if (contacts !== null) {
        const live = contacts.caughtUpAt !== null;
        add(done, takeRecords(rt.store, before, { ...how, mapping: mappingOf(contacts), live }));
        done.read = 0;
      }
      add(
        done,
        takeRecords(rt.store, found.records, { ...how, mapping: mappingOf(one), live: one.caughtUpAt !== null }),
      );
      const due = found.more ? now : now + every;
      sync.keep({ account, kind, cursor: found.cursor, more: found.more, at: now, due, ...done });
      add(counts, done);
      rt.topics.add('syncs');
      if (done.created + done.updated > 0) rt.topics.add('contacts');
    });
    return found.more;
  }

  const isAsBefore = ({ account, kind, state, mapping, since, cursor }: Sync): boolean => {
    const now = sync.of(account).find((one) => one.kind === kind);
    return (
      now?.state === state &&
      now.mapping === mapping &&
      now.since === since &&
      JSON.stringify(now.cursor) === JSON.stringify(cursor)
    );
  };

  async function unseen(
    pulls: SyncClient,
    account: string,
    records: readonly SyncRecord[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> {
    const named = new Set(records.flatMap((record) => (record.deleted ? [] : record.contacts.slice(0, 1))));
    const missing = [...named].filter((id) => sync.record(account, 'contact', id) === null);
    const found: SyncRecord[] = [];
    for (let from = 0; from < missing.length; from += chunk)
      found.push(...(await pulls.get('contact', missing.slice(from, from + chunk), { signal })));
    return found;
  }

  /** Everything of one kind that there is now. What went wrong, once it has been told in the account; null: nothing. */
  async function pull(
    account: string,
    kind: Sync['kind'],
    signal: AbortSignal,
    counts: SyncCounts,
  ): Promise<{ error: unknown } | null> {
    for (let more = true; more && !signal.aborted; ) {
      const one = sync.of(account).find((row) => row.kind === kind && row.state === 'on');
      if (one === undefined || isPaused(account)) return null;
      try {
        more = await page(one, signal, counts);
      } catch (error) {
        // The engine stops: it goes on where it was.
        if (signal.aborted) return null;
        failed(one, error);
        return { error };
      }
    }
    return null;
  }

  const isPaused = (account: string): boolean => (accounts.pausedUntil(account) ?? 0) > rt.now();

  function failed({ account, kind, failures }: Sync, error: unknown): void {
    const known = error instanceof ConnectorError ? error : null;
    const errorClass = known?.errorClass ?? 'temporary';
    const refused = errorClass === 'bad-credentials' || errorClass === 'bad-request';
    const wait =
      known?.retryAfter ?? (refused ? refusedWait : Math.min(longestWait, firstWait * 2 ** Math.min(failures, 10)));
    // An error of the connector's own may hold anything: only what was meant for people is kept.
    const words = known?.message ?? 'Something in this connector failed in a way it does not know. It is tried again.';
    transaction(() => {
      const now = rt.now();
      sync.failed({ account, kind, error: words, errorClass, at: now, due: now + wait });
      // The vendor is not to be asked for anything else meanwhile.
      if (errorClass !== 'bad-request') sync.wait(account, now + wait);
      rt.topics.add('syncs');
      if (errorClass !== 'bad-credentials') return;
      accounts.pause(account, now + refusedWait, words);
      notices.add(now, 'account-bad-credentials', { account, reason: words });
      rt.topics.add('accounts');
      rt.topics.add('notices');
    });
  }

  /** In the order in which kinds name one another. */
  const wanted = (of: (one: Sync) => boolean): Map<string, Sync['kind'][]> => {
    const byAccount = new Map<string, Sync['kind'][]>();
    const rows = sync.list().filter((one) => one.state === 'on' && of(one));
    rows.sort((a, b) => recordKinds.indexOf(a.kind) - recordKinds.indexOf(b.kind));
    for (const { account, kind } of rows) byAccount.set(account, [...(byAccount.get(account) ?? []), kind]);
    return byAccount;
  };

  async function pullAllDue(account: string, signal: AbortSignal): Promise<void> {
    const due = wanted((one) => one.account === account && one.dueAt <= rt.now());
    // What comes after a kind that failed may well need it.
    for (const kind of due.get(account) ?? []) if ((await pull(account, kind, signal, noCounts())) !== null) return;
  }

  function* times(): Generator<{ account: string; at: Millis }> {
    for (const { account, state, dueAt } of sync.list())
      if (state === 'on') yield { account, at: Math.max(dueAt, accounts.pausedUntil(account) ?? 0) };
  }

  return {
    ...makeAsking({ now: rt.now, times, ask: pullAllDue, wake }),
    async pullNow(account) {
      const counts = noCounts();
      const signal = AbortSignal.timeout(3_600_000);
      for (const [id, kinds] of wanted((one) => account === null || one.account === account))
        for (const kind of kinds) {
          const failure = await pull(id, kind, signal, counts);
          if (failure !== null) throw failure.error;
        }
      return { contacts: counts.created + counts.updated, events: counts.events };
    },
    forget(account) {
      void open.get(account)?.client.close?.();
      open.delete(account);
    },
    async close() {
      for (const { client } of open.values()) await client.close?.();
      open.clear();
    },
  };
}

function mappingOf({ mapping }: Sync): SyncMapping {
  return syncMapping.safeParse(JSON.parse(mapping)).data ?? plainMapping;
}

function add(to: SyncCounts, more: SyncCounts): void {
  to.read += more.read;
  to.created += more.created;
  to.updated += more.updated;
  to.events += more.events;
  to.skipped += more.skipped;
}
