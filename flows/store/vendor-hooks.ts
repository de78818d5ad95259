/** Addresses at which vendors deliver what they have to tell, one an account, and what came there. */
import { createHash, randomBytes } from 'node:crypto';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface VendorHookRow {
  account: string;
  path: string;
  /** Since when the vendor knows the address: it was told by us, asked whether it is ours, or delivered something. */
  knownAt: Millis | null;
  lastAt: Millis | null;
  /** Deliveries, and those turned away. */
  taken: number;
  refused: number;
  refusedAt: Millis | null;
  refusedFor: string | null;
}

/** What came since it was last written down. */
export interface HookTally {
  taken: number;
  lastAt: Millis | null;
  refused: number;
  refusedAt: Millis | null;
  refusedFor: string | null;
}

const pathBytes = 16;
const digestOf = (path: string): string => createHash('sha256').update(path).digest('hex');

export type VendorHookStore = ReturnType<typeof vendorHookStore>;

export function vendorHookStore(db: Db) {
  const columns = `account_id AS account, path, known_at AS knownAt, last_at AS lastAt, taken, refused, refused_at AS refusedAt,
    refused_for AS refusedFor`;
  const get = db.prepare<[string], VendorHookRow>(`SELECT ${columns} FROM vendor_hooks WHERE account_id = ?`);
  const find = db.prepare<[string], VendorHookRow>(`SELECT ${columns} FROM vendor_hooks WHERE digest = ?`);
  const insert = db.prepare(
    `INSERT INTO vendor_hooks (account_id, path, digest, made_at) VALUES (@account, @path, @digest, @at)
     ON CONFLICT (account_id) DO UPDATE SET path = excluded.path, digest = excluded.digest, made_at = excluded.made_at, known_at = NULL`,
  );
  const known = db.prepare('UPDATE vendor_hooks SET known_at = ? WHERE account_id = ? AND known_at IS NULL');
  const count = db.prepare(
    `UPDATE vendor_hooks SET taken = taken + @taken, known_at = coalesce(known_at, @lastAt), last_at = coalesce(max(last_at, @lastAt), last_at, @lastAt),
       refused = refused + @refused, refused_at = coalesce(@refusedAt, refused_at), refused_for = coalesce(@refusedFor, refused_for)
     WHERE account_id = @account`,
  );
  const make = (account: string, at: Millis): VendorHookRow => {
    const path = randomBytes(pathBytes).toString('base64url');
    insert.run({ account, path, digest: digestOf(path), at });
    return get.get(account) as VendorHookRow;
  };

  return {
    get: (account: string): VendorHookRow | null => get.get(account) ?? null,
    /** Whose path it is. */
    find: (path: string): VendorHookRow | null => find.get(digestOf(path)) ?? null,
    /** Makes an address where there is none. */
    need: (account: string, at: Millis): VendorHookRow => get.get(account) ?? make(account, at),
    /** The old address leads nowhere any more. */
    renew: (account: string, at: Millis): VendorHookRow => make(account, at),
    known: (account: string, at: Millis): void => void known.run(at, account),
    count: (account: string, tally: HookTally): void => void count.run({ account, ...tally }),
  };
}
