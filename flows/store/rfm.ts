/**
 * Scores who bought, over everybody, a stretch of contacts at a time so that others have their turn. What an order is, and what
 * it was worth, is an event and one of its properties. Above a hundred thousand buyers the fifths are those of a sample.
 */
import type { Millis } from '../sdk/time.ts';
import { raw, sql } from '../segments/fragment.ts';
import { fifths } from '../segments/rfm.ts';
import { memberNumber } from '../segments/sql-values.ts';
import { metaStore } from './meta.ts';
import type { Db } from './open.ts';

export interface RfmSettings {
  /** Type of the event that is an order. */
  event: string;
  /** The property that says what it was worth; null: orders have no worth, and everybody's third score is 1. */
  prop: string | null;
}

export interface RfmState extends RfmSettings {
  at: Millis;
  /** Who bought. */
  people: number;
}

export interface RfmCell {
  recency: number;
  frequency: number;
  contacts: number;
}

const stretch = 20_000;
const sampleSize = 100_000;

export type RfmStore = ReturnType<typeof rfmStore>;

export function rfmStore(db: Db) {
  const meta = metaStore(db);
  db.exec(
    'CREATE TEMP TABLE rfm_facts (contact INTEGER PRIMARY KEY, last INTEGER, n INTEGER, total REAL, code INTEGER)',
  );
  const clear = db.prepare('DELETE FROM temp.rfm_facts');
  const lastContact = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();
  /** What an order is worth is read as the rule `sum.<type>.<property>` reads it. */
  const gatherer = (prop: string | null) => {
    const total = prop === null ? raw('0') : sql`kaskad_sum(${memberNumber('e.props', prop)})`;
    const statement = db.prepare(
      `INSERT INTO temp.rfm_facts (contact, last, n, total)
       SELECT c.id, max(e.at), count(*), ${total.text}
       FROM contacts c CROSS JOIN events e ON e.contact_id = c.id AND e.type = ? AND e.at <= ?
       WHERE c.id > ? AND c.id <= ? AND c.deleted_at IS NULL GROUP BY c.id`,
    );
    return (event: string, now: Millis, after: number, upTo: number) =>
      void statement.run(...total.params, event, now, after, upTo);
  };
  const people = db.prepare<[], number>('SELECT count(*) FROM temp.rfm_facts').pluck();
  const sample = db.prepare<[number], { last: number; n: number; total: number }>(
    'SELECT last, n, total FROM temp.rfm_facts WHERE contact % ? = 0',
  );
  const above = (column: string, name: string): string =>
    `(1 + ${[1, 2, 3, 4].map((k) => `(${column} > @${name}${k})`).join(' + ')})`;
  const score = db.prepare(
    `UPDATE temp.rfm_facts SET code = 100 * ${above('last', 'r')} + 10 * ${above('n', 'f')} + ${above('total', 'm')}`,
  );
  const next = '(SELECT f.code FROM temp.rfm_facts f WHERE f.contact = contacts.id)';
  const changed = `id > @after AND id <= @upTo AND deleted_at IS NULL AND rfm IS NOT ${next}`;
  const note = db.prepare(
    `INSERT INTO contact_history (contact_id, at, field, old, mark)
     SELECT id, @now, 'rfm', CAST(rfm AS TEXT), (SELECT coalesce(max(id), 0) FROM steps) FROM contacts WHERE ${changed}`,
  );
  const write = db.prepare(`UPDATE contacts SET rfm = ${next} WHERE ${changed}`);
  const cells = db.prepare<[], RfmCell>(
    `SELECT rfm / 100 AS recency, rfm / 10 % 10 AS frequency, count(*) AS contacts FROM contacts
     WHERE rfm IS NOT NULL AND deleted_at IS NULL GROUP BY 1, 2`,
  );

  const bounds = (name: string, values: readonly number[]): [string, number][] =>
    fifths(values).map((bound, index) => [`${name}${index + 1}`, bound]);

  return {
    /** What was scored last; null: nothing yet. */
    state: (): RfmState | null => meta.value<RfmState>('rfm'),
    /** How many contacts have each pair of the first two scores. */
    grid: (): RfmCell[] => cells.all(),
    /** Scores everybody. One run at a time; a run that is not finished leaves some scores old. */
    *refresh(settings: RfmSettings, now: Millis): Generator<undefined, RfmState> {
      const { event, prop } = settings;
      const gather = gatherer(prop);
      clear.run();
      const upTo = lastContact.get() ?? 0;
      for (let after = 0; after < upTo; after += stretch) {
        gather(event, now, after, after + stretch);
        yield;
      }
      const count = people.get() ?? 0;
      const some = sample.all(Math.max(1, Math.ceil(count / sampleSize)));
      score.run(
        Object.fromEntries([
          ...bounds(
            'r',
            some.map(({ last }) => last),
          ),
          ...bounds(
            'f',
            some.map(({ n }) => n),
          ),
          ...bounds(
            'm',
            some.map(({ total }) => total),
          ),
        ]),
      );
      yield;
      for (let after = 0; after < upTo; after += stretch) {
        const range = { now, after, upTo: after + stretch };
        db.transaction(() => {
          note.run(range);
          write.run({ after: range.after, upTo: range.upTo });
        }).immediate();
        yield;
      }
      clear.run();
      const state: RfmState = { event, prop, at: now, people: count };
      meta.setValue('rfm', state);
      return state;
    },
  };
}
