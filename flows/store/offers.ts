/** Offers and their codes. A code is given to a contact once, and then is theirs in every channel. */

import { type Offer, type OfferView, offerSchema, offerState } from '../sdk/offer.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { mark } from './contact-history.ts';
import { offersAsOf } from './offers-as-of.ts';
import type { Db } from './open.ts';
import { slugOf } from './slug.ts';

export interface OfferRecord {
  /** Made of its first name; a slot of this name means it unless told otherwise. */
  id: string;
  offer: Offer;
  updatedAt: Millis;
}

/** How it became known that a code was used. */
export type RedeemedHow = 'event' | 'flow' | 'hand';

export interface OfferCounts {
  issued: number;
  redeemed: number;
  /** Codes given or used, each counted once. */
  held: number;
  /** Codes that nobody was given yet; 0 unless each person gets their own. */
  left: number;
}

/** A code that somebody was given or used. */
export interface IssuedCode {
  id: number;
  offer: string;
  contact: number;
  code: string;
  issuedAt: Millis | null;
  redeemedAt: Millis | null;
  how: RedeemedHow | null;
}

interface OfferRow {
  id: string;
  content: string;
  updated_at: number;
}

interface IssueRow {
  id: number;
  offer_id: string;
  contact_id: number;
  code: string;
  issued_at: number | null;
  redeemed_at: number | null;
  redeemed_how: RedeemedHow | null;
}

const read = (content: string): Offer => offerSchema.parse(JSON.parse(content));

const recordOf = (row: OfferRow): OfferRecord => ({
  id: row.id,
  offer: read(row.content),
  updatedAt: row.updated_at,
});

const issueOf = (row: IssueRow): IssuedCode => ({
  id: row.id,
  offer: row.offer_id,
  contact: row.contact_id,
  code: row.code,
  issuedAt: row.issued_at,
  redeemedAt: row.redeemed_at,
  how: row.redeemed_how,
});

const none: readonly OfferRecord[] = [];

export type OfferStore = ReturnType<typeof offerStore>;

export function offerStore(db: Db) {
  const all = db.prepare<[], OfferRow>('SELECT id, content, updated_at FROM offers ORDER BY id');
  const write = db.prepare(
    `INSERT INTO offers (id, content, updated_at) VALUES (@id, @content, @at)
     ON CONFLICT (id) DO UPDATE SET content = excluded.content, updated_at = excluded.updated_at`,
  );
  const remember = db.prepare(
    `INSERT INTO offer_history (offer_id, at, content) VALUES (@id, @at, @content)
     ON CONFLICT (offer_id, at) DO UPDATE SET content = excluded.content`,
  );
  const drop = db.prepare('DELETE FROM offers WHERE id = ?');
  const before = db
    .prepare<[string, number], string>(
      'SELECT content FROM offer_history WHERE offer_id = ? AND at <= ? ORDER BY at DESC LIMIT 1',
    )
    .pluck();
  const addCode = db.prepare(
    `INSERT INTO offer_codes (offer_id, code, added_at, added_mark) VALUES (?, ?, ?, ${mark}) ON CONFLICT DO NOTHING`,
  );
  const dropLeft = db.prepare('DELETE FROM offer_codes WHERE offer_id = ? AND issued_at IS NULL');
  const firstLeft = db.prepare<[string], { id: number; code: string }>(
    'SELECT id, code FROM offer_codes WHERE offer_id = ? AND issued_at IS NULL ORDER BY id LIMIT 1',
  );
  const takeCode = db.prepare(
    `UPDATE offer_codes SET issued_at = ?, issued_mark = ${mark} WHERE offer_id = ? AND code = ? AND issued_at IS NULL`,
  );
  const take = db.prepare(`UPDATE offer_codes SET issued_at = ?, issued_mark = ${mark} WHERE id = ?`);
  const columns = 'id, offer_id, contact_id, code, issued_at, redeemed_at, redeemed_how';
  const heldBy = db.prepare<[number, string], IssueRow>(
    `SELECT ${columns} FROM offer_issues WHERE contact_id = ? AND offer_id = ? ORDER BY id`,
  );
  const ofContact = db.prepare<[number], IssueRow>(
    `SELECT ${columns} FROM offer_issues WHERE contact_id = ? ORDER BY id`,
  );
  const withCode = db.prepare<[string, string], IssueRow>(
    `SELECT ${columns} FROM offer_issues WHERE offer_id = ? AND code = ? ORDER BY id LIMIT 20`,
  );
  const isKnown = db.prepare<[string, string], 1>('SELECT 1 FROM offer_codes WHERE offer_id = ? AND code = ?').pluck();
  const give = db.prepare(
    `INSERT INTO offer_issues (offer_id, contact_id, code, issued_at, issued_mark)
     VALUES (@offer, @contact, @code, @at, ${mark})`,
  );
  const use = db.prepare(
    `UPDATE offer_issues SET redeemed_at = ?, redeemed_how = ?, redeemed_mark = ${mark} WHERE id = ?`,
  );
  const used = db.prepare(
    `INSERT INTO offer_issues (offer_id, contact_id, code, redeemed_at, redeemed_how, redeemed_mark)
     VALUES (@offer, @contact, @code, @at, @how, ${mark})`,
  );
  const issuedCount = db
    .prepare<[string], number>('SELECT count(*) FROM offer_issues WHERE offer_id = ? AND issued_at IS NOT NULL')
    .pluck();
  const redeemedCount = db
    .prepare<[string], number>('SELECT count(*) FROM offer_issues WHERE offer_id = ? AND redeemed_at IS NOT NULL')
    .pluck();
  const heldCount = db.prepare<[string], number>('SELECT count(*) FROM offer_issues WHERE offer_id = ?').pluck();
  const leftCount = db
    .prepare<[string], number>('SELECT count(*) FROM offer_codes WHERE offer_id = ? AND issued_at IS NULL')
    .pluck();

  // Read for every message that names one, changed by hand.
  let kept: ReadonlyMap<string, OfferRecord> | null = null;
  let byEvent: ReadonlyMap<string | null, readonly OfferRecord[]> | null = null;
  const forget = (): void => {
    kept = null;
    byEvent = null;
  };
  const records = (): ReadonlyMap<string, OfferRecord> => {
    kept ??= new Map(all.all().map((row) => [row.id, recordOf(row)]));
    return kept;
  };
  const need = (id: string): OfferRecord => {
    const found = records().get(id);
    if (found === undefined) {
      throw new KaskadError('offer-missing', 'This offer is no longer there. Choose another one.', { offer: id });
    }
    return found;
  };
  const freshId = (name: string): string => {
    const base = slugOf(name, 'offer');
    let id = base;
    for (let n = 2; records().has(id); n++) id = `${base}-${n}`;
    return id;
  };
  /** What is remembered is read anew, whether the change came about or not. */
  const changing = <T>(change: () => T): T => {
    try {
      return change();
    } finally {
      forget();
    }
  };

  /** As it was at that time, or as it first was if it was made later; null when there is none of this id. */
  function asOf(id: string, at: Millis): Offer | null {
    const text = before.get(id, at);
    return text === undefined ? (records().get(id)?.offer ?? null) : read(text);
  }

  /** What the contact has, else would be given now; null: nothing is left, or the offer has no code. */
  function codeFor(id: string, contact: number): string | null {
    const [held] = heldBy.all(contact, id);
    if (held !== undefined) return held.code;
    const { code } = need(id).offer;
    if (code.kind === 'same') return code.code;
    return code.kind === 'pool' ? (firstLeft.get(id)?.code ?? null) : null;
  }

  /** Everybody's, or one that was put in or given? */
  function knows(id: string, code: string): boolean {
    const { offer } = need(id);
    const plain = code.trim();
    if (offer.code.kind === 'same' && offer.code.code.toUpperCase() === plain.toUpperCase()) return true;
    return isKnown.get(id, plain) !== undefined || withCode.get(id, plain) !== undefined;
  }

  return {
    list: (): OfferRecord[] => [...records().values()].sort((a, b) => a.offer.name.localeCompare(b.offer.name)),
    get: (id: string): OfferRecord | null => records().get(id) ?? null,
    need,
    asOf,
    /**
     * Without an id a new one is made. `codes` are for people to be given, in this order, after those that are there; known
     * ones, in any case of letters, are left as they are. Returns the id.
     */
    save: (
      id: string | null,
      offer: Offer,
      at: Millis,
      codes: readonly string[] = [],
    ): { id: string; added: number; known: number } =>
      changing(
        db.transaction(() => {
          const saved = id === null ? freshId(offer.name) : need(id).id;
          const content = JSON.stringify(offerSchema.parse(offer));
          write.run({ id: saved, content, at });
          remember.run({ id: saved, content, at });
          let added = 0;
          for (const code of codes) added += addCode.run(saved, code, at).changes;
          return { id: saved, added, known: codes.length - added };
        }).immediate,
      ),
    remove: (id: string): boolean => changing(() => drop.run(id).changes > 0),

    counts: (id: string): OfferCounts => ({
      issued: issuedCount.get(id) ?? 0,
      redeemed: redeemedCount.get(id) ?? 0,
      held: heldCount.get(id) ?? 0,
      left: leftCount.get(id) ?? 0,
    }),
    /** Takes out those that nobody was given. */
    dropCodes: (id: string): number => dropLeft.run(id).changes,

    /** Those whose codes come back by events of the type. */
    redeemedBy(type: string): readonly OfferRecord[] {
      byEvent ??= Map.groupBy(records().values(), ({ offer }) => offer.redeemedBy?.event ?? null);
      return byEvent.get(type) ?? none;
    },
    codeFor,
    /** The code is the contact's from now on. Within the caller's transaction, so that it leaves together with the message. */
    issue(id: string, contact: number, at: Millis): string | null {
      const code = codeFor(id, contact);
      if (code === null || heldBy.all(contact, id).some(({ issued_at }) => issued_at !== null)) return code;
      const left = need(id).offer.code.kind === 'pool' ? firstLeft.get(id) : undefined;
      if (left?.code === code) take.run(at, left.id);
      give.run({ offer: id, contact, code, at });
      return code;
    },
    /** What a step may know now. */
    view(id: string, contact: number, at: Millis): OfferView | null {
      const offer = records().get(id)?.offer;
      if (offer === undefined) return null;
      const held = heldBy.all(contact, id);
      const given = held.find(({ issued_at }) => issued_at !== null);
      return {
        id,
        state: offerState(offer, at),
        kind: offer.code.kind,
        code: given?.code ?? null,
        redeemed: held.some(({ redeemed_at }) => redeemed_at !== null),
        available: codeFor(id, contact) !== null,
      };
    },
    /** What a step knew. */
    viewAsOf: offersAsOf(db, asOf),
    /** The codes a contact was given or used, first given first. */
    ofContact: (contact: number): IssuedCode[] => ofContact.all(contact).map(issueOf),
    /** Who was given, or used, this code; of all offers where none is named. */
    withCode: (id: string | null, code: string): IssuedCode[] =>
      (id === null ? [...records().keys()] : [id]).flatMap((one) => withCode.all(one, code.trim()).map(issueOf)),
    /**
     * The contact has used the offer. `code`: what they used, else their own. Null when there is nothing new: they, or
     * whoever else holds a code of one person, had used it already, or it is no code of this offer.
     */
    redeem(id: string, contact: number, code: string | null, how: RedeemedHow, at: Millis): string | null {
      if (code !== null && code !== '' && !knows(id, code)) return null;
      const given = code?.trim() ?? codeFor(id, contact) ?? (need(id).offer.code.kind === 'none' ? '' : null);
      if (given === null) return null;
      const own = heldBy.all(contact, id).find((one) => one.code.toUpperCase() === given.toUpperCase());
      if (own !== undefined && own.redeemed_at !== null) return null;
      if (need(id).offer.code.kind === 'pool') {
        if (withCode.all(id, given).some(({ redeemed_at }) => redeemed_at !== null)) return null;
        // Used before anybody was given it, as from a leaflet: nobody is given it now.
        takeCode.run(at, id, given);
      }
      if (own === undefined) used.run({ offer: id, contact, code: given, at, how });
      else use.run(at, how, own.id);
      return own?.code ?? given;
    },
  };
}
