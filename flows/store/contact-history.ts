/**
 * What contacts were before each change. Fields: a column by its name (`key`, `first_name` …), `createdAt` (a merge may make a
 * contact older), `attributes.<name>`, `tag.<tag>` and `list.<segment>`
 * (old: true or nothing), `consent.<channel>.<topic>` (old: true, false or nothing; the topic is empty for the channel as a
 * whole) and `addresses` (old: the whole list, in order).
 *
 * `mark` is the last step of the journal at that moment: a step with a higher number saw the change, the others did not. So a
 * step that changes its contact is written into the journal first. Whoever changes many contacts by SQL writes the history
 * after the journal and before the change, in this shape:
 *
 *     INSERT INTO contact_history (contact_id, at, field, old, mark)
 *     SELECT c.id, @at, 'attributes.points', c.attributes -> '$."points"', (SELECT coalesce(max(id), 0) FROM steps)
 *     FROM contacts c WHERE …
 */
import type { AddressView } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface PastValue {
  at: Millis;
  field: string;
  /** JSON; null: there was no value. */
  old: string | null;
}

/** Where in time: changes that the step did not see are undone. */
export interface StepMoment {
  /** The step's number in the journal; null for a visit that is not over. */
  step: number | null;
  /**
   * Also undo what came between the journal's row `after` and the step, if it is dated later than `at`: for what was decided
   * at the visit's beginning.
   */
  arrival?: { after: number; at: Millis } | undefined;
}

/** SQL for the last step of the journal at this moment. */
export const mark = '(SELECT coalesce(max(id), 0) FROM steps)';
const addressList = (contact: string): string =>
  `(SELECT json_group_array(json_object('kind', kind, 'value', value, 'state', state))
    FROM (SELECT kind, value, state FROM addresses WHERE contact_id = ${contact} ORDER BY id))`;

export type ContactHistory = ReturnType<typeof contactHistory>;

export function contactHistory(db: Db) {
  const add = db.prepare(`INSERT INTO contact_history (contact_id, at, field, old, mark) VALUES (?, ?, ?, ?, ${mark})`);
  const addAddresses = db.prepare(
    `INSERT INTO contact_history (contact_id, at, field, old, mark)
     SELECT @contact, @at, 'addresses', ${addressList('@contact')}, ${mark}`,
  );
  const addAddressesOfAll = db.prepare(
    `INSERT INTO contact_history (contact_id, at, field, old, mark)
     SELECT a.contact_id, @at, 'addresses', ${addressList('a.contact_id')}, ${mark}
     FROM addresses a WHERE a.kind = @kind AND a.value = @value AND a.state <> @state`,
  );
  const unseen = db.prepare<[object], PastValue>(
    `SELECT at, field, old FROM contact_history
     WHERE contact_id = @contact AND (mark >= @step OR (mark >= @after AND at > @at)) ORDER BY id DESC`,
  );
  return {
    /** `old` is a JSON value; null or undefined: there was none. */
    note(contact: number, at: Millis, field: string, old: unknown): void {
      add.run(contact, at, field, old === null || old === undefined ? null : JSON.stringify(old));
    },
    /** Before addresses of the contact change. */
    noteAddresses: (contact: number, at: Millis) => void addAddresses.run({ contact, at }),
    /** Before the state of an address changes for everybody who has it. */
    noteAddressState: (address: Pick<AddressView, 'kind' | 'value'>, state: AddressView['state'], at: Millis) =>
      void addAddressesOfAll.run({ kind: address.kind, value: address.value, state, at }),
    /** What the step did not see, newest first: undone in this order they lead back to what it saw. */
    unseenBy({ step, arrival }: StepMoment, contact: number): PastValue[] {
      const never = Number.MAX_SAFE_INTEGER;
      return unseen.all({ contact, step: step ?? never, after: arrival?.after ?? never, at: arrival?.at ?? 0 });
    },
  };
}
