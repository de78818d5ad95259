/**
 * Takes an import back: new contacts go unless something happened to them since, changed contacts get their old values back where
 * nobody changed them since, events go unless a journey began with one. What the contacts were before stands in their history
 * (contact-history.ts); which of its rows an import wrote, in `import_parts`. A stretch at a time, so that others have their turn.
 */
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import { importedValues } from './import-values.ts';
import { importStore, type UndoCounts } from './imports.ts';
import { mergeProfiles } from './merge-profile.ts';
import type { Db } from './open.ts';

/** Numbers looked at together. */
const stretch = 2000;

interface Range {
  first: number;
  last: number;
}

export type ImportUndo = ReturnType<typeof importUndo>;

export function importUndo(db: Db) {
  const imports = importStore(db);
  const profiles = mergeProfiles(db);
  const values = importedValues(db);
  const parts = db.prepare<[number, string], Range>(
    'SELECT first, last FROM import_parts WHERE import_id = ? AND what = ? ORDER BY first',
  );
  const dropParts = db.prepare('DELETE FROM import_parts WHERE import_id = ? AND what = ?');
  const finish = db.prepare("UPDATE imports SET state = 'undone', undone_at = ?, undo = ? WHERE id = ?");

  /** Rows of the table that no import wrote: neither this one, nor one that was taken back. */
  const foreign = (table: string, also = ''): string =>
    `EXISTS (SELECT 1 FROM ${table} x WHERE x.contact_id = c.id ${also} AND NOT coalesce((
       SELECT p.last >= x.id AND (p.import_id = @id OR i.undone_at IS NOT NULL)
       FROM import_parts p JOIN imports i ON i.id = p.import_id
       WHERE p.what = '${table}' AND p.first <= x.id ORDER BY p.first DESC LIMIT 1), 0))`;
  const any = (table: string, column = 'contact_id'): string =>
    `EXISTS (SELECT 1 FROM ${table} x WHERE x.${column} = c.id)`;
  const happened = [
    any('events'),
    any('journeys'),
    any('messages'),
    any('tasks'),
    any('operations'),
    any('offer_issues'),
    any('contact_pauses'),
    any('contact_merges', 'survivor'),
    any('contact_merges', 'merged'),
    foreign('consent_log'),
    // Scores follow from what happened, and are no news of their own.
    foreign('contact_history', "AND x.field <> 'rfm'"),
  ].join(' OR ');

  db.exec('CREATE TEMP TABLE import_stretch (contact INTEGER PRIMARY KEY)');
  const clear = db.prepare('DELETE FROM temp.import_stretch');
  const choose = db.prepare(
    `INSERT INTO temp.import_stretch SELECT c.id FROM contacts c
     WHERE c.id BETWEEN @first AND @last AND c.deleted_at IS NULL AND NOT (${happened})`,
  );
  const chosen = db.prepare<[], number>('SELECT count(*) FROM temp.import_stretch').pluck();
  const living = db
    .prepare<[Range], number>('SELECT count(*) FROM contacts WHERE id BETWEEN @first AND @last AND deleted_at IS NULL')
    .pluck();
  const these = '(SELECT contact FROM temp.import_stretch)';
  // The number stays taken: it must never be another person's.
  const remove = [
    `DELETE FROM addresses WHERE contact_id IN ${these}`,
    `DELETE FROM contact_tags WHERE contact_id IN ${these}`,
    `DELETE FROM consents WHERE contact_id IN ${these}`,
    `UPDATE contact_history SET old = NULL WHERE contact_id IN ${these}`,
  ].map((sql) => db.prepare(sql));
  const blank = db.prepare(
    `UPDATE contacts SET key = NULL, email = NULL, phone = NULL, first_name = NULL, last_name = NULL, language = NULL,
       country = NULL, timezone = NULL, attributes = jsonb('{}'), rfm = NULL, reach = 0, deleted_at = @at, updated_at = @at
     WHERE id IN ${these}`,
  );

  const changedIn = db
    .prepare<[Range], number>(
      'SELECT DISTINCT contact_id FROM contact_history WHERE id BETWEEN @first AND @last ORDER BY contact_id',
    )
    .pluck();

  // Where the profile was merged since, its events may have gone over: those stay.
  const cameOf = `(EXISTS (SELECT 1 FROM journeys j WHERE j.contact_id = events.contact_id AND j.event_id = events.id)
    OR EXISTS (SELECT 1 FROM contact_merges m WHERE m.survivor = events.contact_id))`;
  const goingEvents = db
    .prepare<[Range], number>(`SELECT count(*) FROM events WHERE id BETWEEN @first AND @last AND NOT ${cameOf}`)
    .pluck();
  const allEvents = db
    .prepare<[Range], number>('SELECT count(*) FROM events WHERE id BETWEEN @first AND @last')
    .pluck();
  const look = db.prepare(
    `INSERT OR IGNORE INTO contact_changes SELECT contact_id FROM events
     WHERE id BETWEEN @first AND @last AND EXISTS (SELECT 1 FROM watches)`,
  );
  const dropEvents = db.prepare(`DELETE FROM events WHERE id BETWEEN @first AND @last AND NOT ${cameOf}`);

  function* stretches(id: number, what: string): Generator<Range> {
    for (const { first, last } of parts.all(id, what)) {
      for (let from = first; from <= last; from += stretch)
        yield { first: from, last: Math.min(last, from + stretch - 1) };
    }
  }

  /** Contacts that this import made: they go or stay whole. */
  const isNew = (id: number, contact: number): boolean =>
    parts.all(id, 'contacts').some(({ first, last }) => contact >= first && contact <= last);

  /** What would be done to a contact; writes it when `at` is given. */
  function restore(id: number, contact: number, at: Millis | null): { restored: boolean; changedSince: number } {
    const now = profiles.read(contact);
    if (now === null || now.deletedAt !== null) return { restored: false, changedSince: 0 };
    const { next, changedSince, restored } = values.before(id, contact, now);
    if (at !== null && restored) {
      profiles.write(contact, now, next, at);
      if (next.columns.key !== now.columns.key) values.setKey(contact, next.columns.key);
    }
    return { restored, changedSince };
  }

  function* run(id: number, at: Millis | null): Generator<UndoCounts, UndoCounts> {
    const row = imports.get(id);
    if (row.state === 'undone' || row.state === 'running') {
      throw row.state === 'undone'
        ? new KaskadError('import-undone', 'This import was undone already.', { import: id })
        : new KaskadError('import-running', 'This import is still under way. Stop it first, or wait.', { import: id });
    }
    const counts: UndoCounts = { removed: 0, kept: 0, restored: 0, changedSince: 0 };
    /** One stretch, in a transaction of its own when something is written. */
    const turn = (work: () => void): UndoCounts => {
      if (at === null) work();
      else db.transaction(() => imports.recorded(id, work)).immediate();
      return counts;
    };
    const seen = new Set<number>();
    for (const range of [...stretches(id, 'contact_history')]) {
      yield turn(() => {
        for (const contact of changedIn.all(range)) {
          if (seen.has(contact) || isNew(id, contact)) continue;
          seen.add(contact);
          const done = restore(id, contact, at);
          if (done.restored) counts.restored++;
          counts.changedSince += done.changedSince;
        }
      });
    }
    for (const range of [...stretches(id, 'contacts')]) {
      yield turn(() => {
        clear.run();
        const all = living.get(range) ?? 0;
        choose.run({ ...range, id });
        const going = chosen.get() ?? 0;
        counts.removed += going;
        counts.kept += all - going;
        if (at !== null) {
          for (const statement of remove) statement.run();
          blank.run({ at });
        }
        clear.run();
      });
    }
    for (const range of [...stretches(id, 'events')]) {
      yield turn(() => {
        const going = goingEvents.get(range) ?? 0;
        counts.removed += going;
        counts.kept += (allEvents.get(range) ?? 0) - going;
        if (at === null) return;
        look.run(range);
        dropEvents.run(range);
      });
    }
    if (at !== null) {
      db.transaction(() => {
        // Their numbers may be given again.
        dropParts.run(id, 'events');
        finish.run(at, JSON.stringify(counts), id);
      }).immediate();
    }
    return counts;
  }

  return {
    /** What taking it back would do. Throws `import-missing`, `import-undone` or `import-running`. */
    foresee: (id: number) => run(id, null),
    /** Takes it back. Broken off, it can be begun again. */
    undo: (id: number, at: Millis) => run(id, at),
  };
}
