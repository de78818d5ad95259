/** What a step knew of an offer when it was taken: the marks of codes say after which step of the journal each change came. */
import { type Offer, type OfferView, offerState } from '../sdk/offer.ts';
import type { Millis } from '../sdk/time.ts';
import type { StepMoment } from './contact-history.ts';
import { mergePast } from './merge-past.ts';
import type { Db } from './open.ts';

export interface OfferMoment extends StepMoment {
  at: Millis;
  /** The journey whose step it is. */
  journey: number;
}

interface MarkedIssue {
  id: number;
  code: string;
  issued_at: number | null;
  issued_mark: number | null;
  redeemed_at: number | null;
  redeemed_mark: number | null;
}

export function offersAsOf(db: Db, offerAt: (id: string, at: Millis) => Offer | null) {
  const selfOf = mergePast(db);
  const heldBy = db.prepare<[number, string], MarkedIssue>(
    `SELECT id, code, issued_at, issued_mark, redeemed_at, redeemed_mark
     FROM offer_issues WHERE contact_id = ? AND offer_id = ? ORDER BY id`,
  );
  const wasLeft = db
    .prepare<[{ offer: string; step: number; after: number; at: number }], 1>(
      `SELECT 1 FROM offer_codes WHERE offer_id = @offer AND added_mark < @step
         AND (issued_mark IS NULL OR issued_mark >= @step OR (issued_mark >= @after AND issued_at > @at)) LIMIT 1`,
    )
    .pluck();
  return (id: string, contact: number, moment: OfferMoment): OfferView | null => {
    const offer = offerAt(id, moment.at);
    if (offer === null) return null;
    const step = moment.step ?? Number.MAX_SAFE_INTEGER;
    const after = moment.arrival?.after ?? Number.MAX_SAFE_INTEGER;
    const arrivedAt = moment.arrival?.at ?? moment.at;
    const seen = (mark: number | null, when: Millis | null): boolean =>
      mark !== null && mark < step && !(mark >= after && (when ?? 0) > arrivedAt);
    const { had } = selfOf(contact, moment, moment.journey);
    const held = heldBy.all(contact, id).filter((one) => had('offer_issues', one.id));
    const given = held.find(({ issued_mark, issued_at }) => seen(issued_mark, issued_at));
    return {
      id,
      state: offerState(offer, moment.at),
      kind: offer.code.kind,
      code: given?.code ?? null,
      redeemed: held.some(({ redeemed_mark, redeemed_at }) => seen(redeemed_mark, redeemed_at)),
      available:
        given !== undefined ||
        offer.code.kind === 'same' ||
        (offer.code.kind === 'pool' && wasLeft.get({ offer: id, step, after, at: arrivedAt }) !== undefined),
    };
  };
}
