/** Who is in the segments that flows watch, and whose dates come when. What each is for: runtime/watches.ts. */
import type Database from 'better-sqlite3';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';

export interface WatchRow {
  id: number;
  flow_id: string;
  node: string;
  what: string;
  filled: number;
}

/** A contact whose membership is not what the table says. */
export interface Crossing {
  contact: number;
  /** Was it in the segment before? */
  was: boolean;
  /** Deleted contacts are in no segment, and leave none. */
  alive: boolean;
}

/** What a contact's date is read from. */
export interface DatedContact {
  id: number;
  value: unknown;
  timezone: string | null;
  country: string | null;
  phone: string | null;
}

export interface DateTimer {
  contact_id: number;
  due_at: Millis | null;
  day: string | null;
  last: string | null;
}

export type WatchStore = ReturnType<typeof watchStore>;

export function watchStore(db: Db) {
  const find = db.prepare<[string, string], WatchRow>('SELECT * FROM watches WHERE flow_id = ? AND node = ?');
  const ofFlow = db.prepare<[string], WatchRow>('SELECT * FROM watches WHERE flow_id = ? ORDER BY node');
  const add = db.prepare('INSERT INTO watches (flow_id, node, what) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM watches WHERE id = ?');
  const any = db.prepare<[], 1>('SELECT 1 FROM watches LIMIT 1').pluck();
  const fill = db.prepare('UPDATE watches SET filled = ? WHERE id = ?');
  const setWhat = db.prepare('UPDATE watches SET what = ? WHERE id = ?');

  const mark = db.prepare('INSERT INTO contact_changes VALUES (?) ON CONFLICT DO NOTHING');
  const changed = db
    .prepare<[number], number>('SELECT contact_id FROM contact_changes ORDER BY contact_id LIMIT ?')
    .pluck();
  const forget = db.prepare('DELETE FROM contact_changes WHERE contact_id <= ?');
  const forgetAll = db.prepare('DELETE FROM contact_changes');

  const initial = db
    .prepare<[number, number], number>(
      'SELECT contact_id FROM segment_members WHERE watch_id = ? AND initial = 1 ORDER BY contact_id LIMIT ?',
    )
    .pluck();
  const admitted = db.prepare(
    'UPDATE segment_members SET initial = 0 WHERE watch_id = ? AND contact_id <= ? AND initial = 1',
  );
  const join = db.prepare('INSERT INTO segment_members (watch_id, contact_id) VALUES (?, ?) ON CONFLICT DO NOTHING');
  const leave = db.prepare('DELETE FROM segment_members WHERE watch_id = ? AND contact_id = ?');
  const size = db.prepare<[number], number>('SELECT count(*) FROM segment_members WHERE watch_id = ?').pluck();
  const lastContact = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM contacts').pluck();

  const dated = 'c.id, c.attributes ->> ? AS value, c.timezone, c.country, c.phone FROM contacts c';
  const datedAfter = db.prepare<[string, number, number], DatedContact>(
    `SELECT ${dated} WHERE c.id > ? AND c.deleted_at IS NULL ORDER BY c.id LIMIT ?`,
  );
  const datedOne = db.prepare<[string, number], DatedContact>(
    `SELECT ${dated} WHERE c.id = ? AND c.deleted_at IS NULL`,
  );
  const timer = db.prepare<[number, number], DateTimer>(
    'SELECT contact_id, due_at, day, last FROM date_timers WHERE watch_id = ? AND contact_id = ?',
  );
  const putTimer = db.prepare(
    `INSERT INTO date_timers (watch_id, contact_id, due_at, day, last) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (watch_id, contact_id) DO UPDATE SET due_at = excluded.due_at, day = excluded.day, last = excluded.last`,
  );
  const dropTimer = db.prepare('DELETE FROM date_timers WHERE watch_id = ? AND contact_id = ?');
  const dueTimers = db.prepare<[number, number, number], DateTimer>(
    `SELECT contact_id, due_at, day, last FROM date_timers WHERE watch_id = ? AND due_at <= ?
     ORDER BY due_at, contact_id LIMIT ?`,
  );
  const nextTimer = db
    .prepare<[number], number>(
      'SELECT due_at FROM date_timers WHERE watch_id = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1',
    )
    .pluck();

  // Rules are few and repeat: their statements are kept.
  const statements = new Map<string, Database.Statement<unknown[]>>();
  const prepare = (text: string): Database.Statement<unknown[]> => {
    const kept = statements.get(text);
    if (kept !== undefined) return kept;
    if (statements.size >= 200) statements.clear();
    const made = db.prepare<unknown[]>(text);
    statements.set(text, made);
    return made;
  };

  /** `from` names contacts as `c`; only those whose membership has changed come back. */
  function crossings(
    from: string,
    order: string,
    where: string,
    params: unknown[],
    watch: number,
    rule: RuleGroup,
    context: RuleContext,
  ) {
    const inside = ruleToSql(rule, context);
    const rows = prepare(
      `SELECT c.id AS contact, m.contact_id IS NOT NULL AS was, c.deleted_at IS NULL AS alive
       FROM ${from} LEFT JOIN segment_members m ON m.watch_id = ? AND m.contact_id = c.id
       WHERE ${where} AND ((c.deleted_at IS NULL AND ${inside.where}) IS TRUE) <> (m.contact_id IS NOT NULL)
       ORDER BY ${order}`,
    ).all(watch, ...params, ...inside.params) as { contact: number; was: number; alive: number }[];
    return rows.map((row): Crossing => ({ contact: row.contact, was: row.was === 1, alive: row.alive === 1 }));
  }

  return {
    find: (flow: string, node: string): WatchRow | null => find.get(flow, node) ?? null,
    ofFlow: (flow: string): WatchRow[] => ofFlow.all(flow),
    add: (flow: string, node: string, what: string): number => Number(add.run(flow, node, what).lastInsertRowid),
    /** With all that it knew. Where nothing is watched any more, changes are not either. */
    drop(id: number): void {
      drop.run(id);
      if (any.get() === undefined) forgetAll.run();
    },
    setFilled: (id: number, filled: boolean) => void fill.run(filled ? 1 : 0, id),
    setWhat: (id: number, what: string) => void setWhat.run(what, id),

    /** The contact is to be looked at, for a reason that its own rows do not show. */
    mark: (contact: number) => void mark.run(contact),
    /** Contacts that changed since they were last looked at, ascending. */
    changed: (limit: number): number[] => changed.all(limit),
    /** Nobody is to be looked at. */
    forgetAll: () => void forgetAll.run(),
    forgetUpTo: (contact: number) => void forget.run(contact),

    /** Everybody who satisfies the rule now, in one statement. Returns how many. */
    snapshot(watch: number, rule: RuleGroup, context: RuleContext, letIn: boolean): number {
      const { where, params } = ruleToSql(rule, context);
      return prepare(
        `INSERT INTO segment_members (watch_id, contact_id, initial)
         SELECT ?, c.id, ? FROM contacts c WHERE c.deleted_at IS NULL AND ${where} ORDER BY c.id`,
      ).run(watch, letIn ? 1 : 0, ...params).changes;
    },
    /** Some of those of the start who are still to be let in, ascending. */
    initial: (watch: number, limit: number): number[] => initial.all(watch, limit),
    admittedUpTo: (watch: number, contact: number) => void admitted.run(watch, contact),
    /** Among the contacts that changed, up to one: whose membership is another now. */
    crossedByChange: (watch: number, rule: RuleGroup, context: RuleContext, upTo: number): Crossing[] =>
      crossings(
        'contact_changes h CROSS JOIN contacts c ON c.id = h.contact_id',
        'h.contact_id',
        'h.contact_id <= ?',
        [upTo],
        watch,
        rule,
        context,
      ),
    /** The same among the contacts with numbers in (after, upTo]. */
    crossedWithin: (watch: number, rule: RuleGroup, context: RuleContext, after: number, upTo: number): Crossing[] =>
      crossings('contacts c', 'c.id', 'c.id > ? AND c.id <= ?', [after, upTo], watch, rule, context),
    join: (watch: number, contact: number) => void join.run(watch, contact),
    leave: (watch: number, contact: number) => void leave.run(watch, contact),
    size: (watch: number): number => size.get(watch) ?? 0,
    /** The highest number of a contact. */
    lastContact: (): number => lastContact.get() ?? 0,

    /** Contacts in order of their numbers, with what an attribute holds. */
    datedAfter: (attribute: string, after: number, limit: number): DatedContact[] =>
      datedAfter.all(label(attribute), after, limit),
    /** Null for a deleted contact. */
    dated: (attribute: string, contact: number): DatedContact | null => datedOne.get(label(attribute), contact) ?? null,
    dateTimer: (watch: number, contact: number): DateTimer | null => timer.get(watch, contact) ?? null,
    putDateTimer(watch: number, next: DateTimer): void {
      if (next.due_at === null && next.last === null) dropTimer.run(watch, next.contact_id);
      else putTimer.run(watch, next.contact_id, next.due_at, next.day, next.last);
    },
    dueDates: (watch: number, now: Millis, limit: number): DateTimer[] => dueTimers.all(watch, now, limit),
    nextDate: (watch: number): Millis | null => nextTimer.get(watch) ?? null,
  };
}

/** SQLite reads a label that begins with $ as a path. */
const label = (attribute: string): string => (attribute.startsWith('$') ? `$."${attribute}"` : attribute);
