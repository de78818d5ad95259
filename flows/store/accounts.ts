/** Accounts of vendors: settings without secrets, defaults by capability, pauses, check results, polling positions. */
import type { SignInNeed } from '../sdk/oauth.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface AccountCheck {
  ok: boolean;
  /** A sentence for people. */
  detail: string;
  /** See errorClasses; null when it went well. */
  errorClass: string | null;
}

/** What one part of a message costs. */
export interface ListPrice {
  amount: number;
  /** ISO 4217. */
  currency: string;
}

export interface SignInNeeded {
  code: SignInNeed;
  /** The vendor's own words, or empty. */
  detail: string;
}

export interface Account {
  id: string;
  type: string;
  name: string;
  /** A secret field holds `{ secret: "<reference>" }`. */
  config: Record<string, unknown>;
  capabilities: string[];
  createdAt: Millis;
  /** Capabilities that this account serves where a slot is not bound by hand. */
  defaultFor: string[];
  /** Set while paused; `until` may be in the past when nobody resumed it. */
  pausedUntil: Millis | null;
  pausedReason: string | null;
  /** Reference to the tokens in the vault; null where nobody signed in through the browser. */
  signIn: string | null;
  /** Why somebody has to sign in (again) before the account can do anything; null: nobody has to. */
  signInNeeded: SignInNeeded | null;
  checkedAt: Millis | null;
  check: AccountCheck | null;
  /** Opaque polling position of the connector; null before the first poll. */
  cursor: unknown;
  polledAt: Millis | null;
  /** By channel. */
  prices: Record<string, ListPrice>;
}

/** What the engine asks of every account with every turn. */
export type AccountPace = Pick<Account, 'id' | 'type' | 'polledAt' | 'pausedUntil'> & { awaitsSignIn: boolean };

interface Row {
  id: string;
  type: string;
  name: string;
  config: string;
  capabilities: string;
  created_at: number;
  paused_until: number | null;
  paused_reason: string | null;
  sign_in: string | null;
  sign_in_needed: string | null;
  checked_at: number | null;
  check_result: string | null;
  cursor: string | null;
  polled_at: number | null;
  prices: string;
  defaults: string;
}

const shape = (row: Row): Account => ({
  id: row.id,
  type: row.type,
  name: row.name,
  config: JSON.parse(row.config) as Record<string, unknown>,
  capabilities: JSON.parse(row.capabilities) as string[],
  createdAt: row.created_at,
  defaultFor: JSON.parse(row.defaults) as string[],
  pausedUntil: row.paused_until,
  pausedReason: row.paused_reason,
  signIn: row.sign_in,
  signInNeeded: row.sign_in_needed === null ? null : (JSON.parse(row.sign_in_needed) as SignInNeeded),
  checkedAt: row.checked_at,
  check: row.check_result === null ? null : (JSON.parse(row.check_result) as AccountCheck),
  cursor: row.cursor === null ? null : (JSON.parse(row.cursor) as unknown),
  polledAt: row.polled_at,
  prices: JSON.parse(row.prices) as Record<string, ListPrice>,
});

export type AccountStore = ReturnType<typeof accountStore>;

export function accountStore(db: Db) {
  const columns = `a.id, a.type, a.name, a.config, a.capabilities, a.created_at, a.paused_until, a.paused_reason,
    a.checked_at, a.check_result, a.cursor, a.polled_at, a.prices, a.sign_in, a.sign_in_needed,
    (SELECT json_group_array(d.capability) FROM account_defaults d WHERE d.account_id = a.id) AS defaults`;
  const one = db.prepare<[string], Row>(`SELECT ${columns} FROM accounts a WHERE a.id = ?`);
  const all = db.prepare<[], Row>(`SELECT ${columns} FROM accounts a ORDER BY a.created_at, a.id`);
  const paces = db.prepare<[], Omit<AccountPace, 'awaitsSignIn'> & { awaitsSignIn: 0 | 1 }>(
    `SELECT id, type, polled_at AS polledAt, paused_until AS pausedUntil, sign_in_needed IS NOT NULL AS awaitsSignIn
     FROM accounts ORDER BY created_at, id`,
  );
  const insert = db.prepare(
    'INSERT INTO accounts (id, type, name, config, capabilities, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const change = db.prepare('UPDATE accounts SET name = ?, config = ?, capabilities = ? WHERE id = ?');
  const erase = db.prepare('DELETE FROM accounts WHERE id = ?');
  const eraseDefaults = db.prepare('DELETE FROM account_defaults WHERE account_id = ?');
  const eraseDefault = db.prepare('DELETE FROM account_defaults WHERE capability = ? AND account_id = ?');
  const eraseReceived = db.prepare('DELETE FROM received WHERE account_id = ?');
  const askSoon = db.prepare('UPDATE syncs SET due_at = 0 WHERE account_id = ?');
  const eraseSyncs = ['syncs', 'sync_records'].map((table) => db.prepare(`DELETE FROM ${table} WHERE account_id = ?`));
  const eraseHook = db.prepare('DELETE FROM vendor_hooks WHERE account_id = ?');
  const setDefault = db.prepare(
    `INSERT INTO account_defaults (capability, account_id) VALUES (?, ?)
     ON CONFLICT (capability) DO UPDATE SET account_id = excluded.account_id`,
  );
  const readDefault = db
    .prepare<[string], string>('SELECT account_id FROM account_defaults WHERE capability = ?')
    .pluck();
  const setPause = db.prepare('UPDATE accounts SET paused_until = ?, paused_reason = ? WHERE id = ?');
  const setSignIn = db.prepare('UPDATE accounts SET sign_in = ?, sign_in_needed = ? WHERE id = ?');
  const signInNeeded = db.prepare<[string], string | null>('SELECT sign_in_needed FROM accounts WHERE id = ?').pluck();
  const pausedUntil = db.prepare<[string], number | null>('SELECT paused_until FROM accounts WHERE id = ?').pluck();
  const setPrices = db.prepare('UPDATE accounts SET prices = ? WHERE id = ?');
  const setCheck = db.prepare('UPDATE accounts SET checked_at = ?, check_result = ? WHERE id = ?');
  const setCursor = db.prepare('UPDATE accounts SET cursor = ?, polled_at = ? WHERE id = ?');
  const users = db
    .prepare<[string, string], string>(
      `SELECT name FROM flows f WHERE EXISTS (SELECT 1 FROM json_each(f.bindings) b WHERE b.value = ?)
         OR (f.status IN ('running', 'paused') AND EXISTS (
           SELECT 1 FROM versions v, json_each(v.plan, '$.accounts') a
           WHERE v.flow_id = f.id AND v.number = f.version AND a.value = ?))
       ORDER BY name`,
    )
    .pluck();
  const receive = db.prepare('INSERT INTO received (account_id, id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING');
  const numbered = db.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck();
  const number = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );

  const get = (id: string): Account | null => {
    const row = one.get(id);
    return row === undefined ? null : shape(row);
  };

  /** `telegram`, then `telegram-2` ...; a number is never used again, so that old messages keep pointing to the right one. */
  const newId = (type: string): string => {
    const key = `account-number:${type}`;
    const next = Number(numbered.get(key) ?? '0') + 1;
    number.run(key, String(next));
    return next === 1 ? type : `${type}-${next}`;
  };

  const makeDefault = (id: string, capabilities: readonly string[]): void => {
    for (const capability of capabilities) setDefault.run(capability, id);
  };

  const inherit = (capabilities: readonly string[]): void => {
    if (capabilities.length === 0) return;
    const accounts = all.all().map(shape);
    for (const capability of capabilities) {
      const heir = accounts.find((one) => one.capabilities.includes(capability));
      if (heir !== undefined) setDefault.run(capability, heir.id);
    }
  };

  return {
    get,
    /** Like get; throws `account-missing`. */
    need(id: string): Account {
      const found = get(id);
      if (found === null) {
        throw new KaskadError('account-missing', `There is no account "${id}". See: kaskad accounts list`, {
          account: id,
        });
      }
      return found;
    },
    /** Oldest first. */
    list: (): Account[] => all.all().map(shape),
    /** The same accounts in the same order, and of each only what costs nothing to read. */
    paces: (): AccountPace[] => paces.all().map((row) => ({ ...row, awaitsSignIn: row.awaitsSignIn === 1 })),
    /** Becomes the default for every capability that has none yet, or for all it has with `makeDefault`. Returns the id. */
    add: db.transaction(
      (account: {
        type: string;
        name: string;
        config: Record<string, unknown>;
        capabilities: readonly string[];
        at: Millis;
        makeDefault?: boolean;
      }): string => {
        const id = newId(account.type);
        insert.run(
          id,
          account.type,
          account.name,
          JSON.stringify(account.config),
          JSON.stringify(account.capabilities),
          account.at,
        );
        const free = account.capabilities.filter((capability) => readDefault.get(capability) === undefined);
        makeDefault(id, account.makeDefault === true ? account.capabilities : free);
        return id;
      },
    ),
    /** Defaults for what it can do no more go to the oldest other account that can. */
    update: db.transaction(
      (
        id: string,
        account: { name: string; config: Record<string, unknown>; capabilities: readonly string[] },
      ): void => {
        const lost = get(id)?.defaultFor.filter((capability) => !account.capabilities.includes(capability)) ?? [];
        change.run(account.name, JSON.stringify(account.config), JSON.stringify(account.capabilities), id);
        for (const capability of lost) eraseDefault.run(capability, id);
        inherit(lost);
      },
    ),
    /** Its defaults go to the oldest other account that has the capability. Messages it sent stay. */
    remove: db.transaction((id: string): void => {
      const account = get(id);
      if (account === null) return;
      eraseDefaults.run(id);
      eraseReceived.run(id);
      for (const gone of eraseSyncs) gone.run(id);
      eraseHook.run(id);
      erase.run(id);
      inherit(account.defaultFor);
    }),
    /** Names of the flows bound to it, or running with it. */
    usedBy: (id: string): string[] => users.all(id, id),
    /** Account id, or null. */
    defaultFor: (capability: string): string | null => readDefault.get(capability) ?? null,
    makeDefault: db.transaction(makeDefault),
    /** Never shortens a longer pause. */
    pause(id: string, until: Millis, reason: string): void {
      if ((pausedUntil.get(id) ?? 0) < until) setPause.run(until, reason, id);
    },
    /** The same as `get(id)?.pausedUntil`, for the outbox that asks with every turn. */
    pausedUntil: (id: string): Millis | null => pausedUntil.get(id) ?? null,
    /** The same as `get(id)?.signInNeeded != null`, for the outbox that asks with every turn. */
    awaitsSignIn: (id: string): boolean => signInNeeded.get(id) != null,
    /** Where its tokens are; `needed` says why somebody has to sign in. */
    keepSignIn: (id: string, reference: string | null, needed: SignInNeeded | null = null) =>
      void setSignIn.run(reference, needed === null ? null : JSON.stringify(needed), id),
    setPrices: (id: string, prices: Record<string, ListPrice>) => void setPrices.run(JSON.stringify(prices), id),
    /** What comes in from it is looked for at once. */
    resume(id: string): void {
      setPause.run(null, null, id);
      askSoon.run(id);
    },
    keepCheck(id: string, check: AccountCheck, at: Millis): void {
      setCheck.run(at, JSON.stringify(check), id);
    },
    /** Call it in the transaction that stores what was found. */
    keepCursor(id: string, cursor: unknown, at: Millis): void {
      setCursor.run(JSON.stringify(cursor ?? null), at, id);
    },
    /** True the first time; false when this notice of the vendor was applied before. */
    firstTime: (id: string, noticeId: string, at: Millis): boolean => receive.run(id, noticeId, at).changes === 1,
  };
}
