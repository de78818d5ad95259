/**
 * Every answer a person ever gave about being written to. Triggers write it (migration 0015); nothing here changes an entry.
 * Seals are set a little later than the entries, so that an import of a million does not wait for them.
 */
import {
  type ConsentEntry,
  type ConsentProof,
  type ConsentSeal,
  entriesASeal,
  entryHash,
  firstSeal,
  rootOf,
  sealHash,
} from '../contacts/consent-chain.ts';
import { sha256 } from './hash.ts';
import type { Db } from './open.ts';

interface Row extends Omit<ConsentEntry, 'granted'> {
  granted: number | null;
  /** Of an entry whose person was erased: the hash that it had. What it said is gone, the chain holds. */
  kept: string | null;
}

export interface LedgerState {
  entries: number;
  /** Not covered by a seal yet. */
  open: number;
  /** Entries whose person was erased: they keep their hash and say nothing any more. */
  erased: number;
  /** Numbers of the entries under the first seal that does not fit; null: all fit. */
  broken: { from: number; to: number } | null;
  /** The last seal's hash; kept elsewhere, it shows later that nothing was cut off. */
  last: string;
}

/** Seals set, or looked over, before others have their turn: some ten milliseconds. */
const atATurn = 20;

export type ConsentLedger = ReturnType<typeof consentLedger>;

export function consentLedger(db: Db) {
  const columns = 'id, contact_id AS contact, channel, topic, granted, at, source, proof, kept_hash AS kept';
  const after = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM consent_log WHERE id > ? ORDER BY id LIMIT ?`,
  );
  const within = db.prepare<[number, number], Row>(
    `SELECT ${columns} FROM consent_log WHERE id > ? AND id <= ? ORDER BY id`,
  );
  // Under every name the person ever had here.
  const ofContact = db.prepare<[number], Row>(
    `WITH RECURSIVE names (id) AS (
       VALUES (?) UNION
       SELECT m.merged FROM contact_merges m JOIN names n ON m.survivor = n.id WHERE m.undone_at IS NULL
     )
     SELECT ${columns} FROM consent_log WHERE contact_id IN (SELECT id FROM names) ORDER BY id`,
  );
  const lastSeal = db.prepare<[], ConsentSeal>(
    'SELECT up_to AS upTo, root, hash FROM consent_seals ORDER BY up_to DESC LIMIT 1',
  );
  const sealsAfter = db.prepare<[number, number], ConsentSeal>(
    'SELECT up_to AS upTo, root, hash FROM consent_seals WHERE up_to > ? ORDER BY up_to LIMIT ?',
  );
  const sealsFrom = db.prepare<[number], ConsentSeal>(
    'SELECT up_to AS upTo, root, hash FROM consent_seals WHERE up_to >= ? ORDER BY up_to',
  );
  const sealBefore = db.prepare<[number], ConsentSeal>(
    'SELECT up_to AS upTo, root, hash FROM consent_seals WHERE up_to < ? ORDER BY up_to DESC LIMIT 1',
  );
  const addSeal = db.prepare('INSERT INTO consent_seals (up_to, root, hash) VALUES (?, ?, ?)');
  const total = db.prepare<[], number>('SELECT count(*) FROM consent_log').pluck();
  const openCount = db.prepare<[number], number>('SELECT count(*) FROM consent_log WHERE id > ?').pluck();
  const anyOpen = db.prepare<[number], 1>('SELECT 1 FROM consent_log WHERE id > ? LIMIT 1').pluck();

  const nothing: ConsentSeal = { upTo: Number.MIN_SAFE_INTEGER, root: '', hash: firstSeal };
  const entry = ({ kept: _, ...row }: Row): ConsentEntry => ({
    ...row,
    granted: row.granted === null ? null : row.granted === 1,
  });
  const hashes = (rows: readonly Row[]): string[] => rows.map((row) => row.kept ?? entryHash(sha256, entry(row)));

  /** Seals what is open, so many seals at most. True when there is more. */
  function seal(most = atATurn): boolean {
    let more = false;
    db.transaction(() => {
      let last = lastSeal.get() ?? nothing;
      for (let n = 0; n < most; n++) {
        const rows = after.all(last.upTo, entriesASeal);
        const end = rows.at(-1);
        if (end === undefined) return;
        const root = rootOf(sha256, hashes(rows));
        last = { upTo: end.id, root, hash: sealHash(sha256, last.hash, root) };
        addSeal.run(last.upTo, last.root, last.hash);
      }
      more = anyOpen.get(last.upTo) !== undefined;
    }).immediate();
    return more;
  }

  return {
    seal,
    hasOpen: (): boolean => anyOpen.get((lastSeal.get() ?? nothing).upTo) !== undefined,
    /** All that a person answered, in order, under every name that was merged into the contact. */
    of: (contact: number): ConsentEntry[] => ofContact.all(contact).map(entry),
    /** Goes over the whole chain, a portion at each turn, so that others have theirs. */
    *check(): Generator<undefined, LedgerState> {
      let last = nothing;
      let broken: LedgerState['broken'] = null;
      let erased = 0;
      for (let page = sealsAfter.all(last.upTo, atATurn); page.length > 0; page = sealsAfter.all(last.upTo, atATurn)) {
        for (const one of page) {
          const rows = within.all(last.upTo, one.upTo);
          erased += rows.filter(({ kept }) => kept !== null).length;
          const root = rootOf(sha256, hashes(rows));
          if (broken === null && (root !== one.root || sealHash(sha256, last.hash, root) !== one.hash)) {
            broken = { from: Math.max(0, last.upTo) + 1, to: one.upTo };
          }
          last = one;
        }
        yield;
      }
      return { entries: total.get() ?? 0, open: openCount.get(last.upTo) ?? 0, erased, broken, last: last.hash };
    },
    /** What proves a person's answers. All must be sealed. */
    proofOf(contact: number): ConsentProof {
      const rows = ofContact.all(contact);
      const first = rows[0]?.id ?? Number.MAX_SAFE_INTEGER;
      const before = sealBefore.get(first);
      let from = (before ?? nothing).upTo;
      const seals = sealsFrom.all(first).map(({ upTo, root }): ConsentProof['seals'][number] => {
        const [after, holds] = [from, rows.some(({ id }) => id > from && id <= upTo)];
        from = upTo;
        return holds ? { root, hashes: hashes(within.all(after, upTo)) } : { root };
      });
      return {
        format: 'kaskad.consents',
        formatVersion: 1,
        entries: rows.map(entry),
        seals,
        before: before?.hash ?? firstSeal,
        last: lastSeal.get()?.hash ?? firstSeal,
      };
    },
  };
}
