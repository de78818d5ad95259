/**
 * Changes of many contacts at once, by hand. They go on in portions, each a transaction of its own that remembers how far it
 * came and what was before; so a million keep nobody waiting, a crash loses nothing, and the whole can be taken back.
 */
import type { AttributeValue } from '../sdk/contact.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import type { ContactStore } from './contacts.ts';
import { listStore } from './lists.ts';
import type { Db } from './open.ts';

export type BulkChange =
  | { kind: 'tag' | 'untag'; tag: string }
  /** Null empties the field. */
  | { kind: 'set'; field: string; value: string | number | boolean | null }
  | { kind: 'list' | 'unlist'; list: string };

/** Chosen one by one, or all that match but for a few. */
export type BulkTarget =
  | { ids: number[] }
  | { rule?: RuleGroup | undefined; search?: string | undefined; except: number[] };

export type BulkState = 'running' | 'done' | 'canceled' | 'undoing' | 'undone';

export interface BulkAction {
  id: number;
  at: Millis;
  change: BulkChange;
  state: BulkState;
  total: number;
  seen: number;
  changed: number;
  undone: number;
}

interface Row extends Omit<BulkAction, 'change'> {
  change: string;
  target: string | null;
  position: number;
}

export type BulkActionStore = ReturnType<typeof bulkActionStore>;

export function bulkActionStore(db: Db, contacts: ContactStore) {
  const lists = listStore(db);
  const columns = 'id, at, action AS change, target, state, position, total, seen, changed, undone';
  const byId = db.prepare<[number], Row>(`SELECT ${columns} FROM bulk_actions WHERE id = ?`);
  const recent = db.prepare<[number], Row>(`SELECT ${columns} FROM bulk_actions ORDER BY id DESC LIMIT ?`);
  const open = db
    .prepare<[], number>("SELECT id FROM bulk_actions WHERE state IN ('running', 'undoing') ORDER BY id LIMIT 1")
    .pluck();
  const insert = db.prepare(
    "INSERT INTO bulk_actions (at, action, target, state, total) VALUES (?, ?, ?, 'running', ?)",
  );
  const advance = db.prepare(
    `UPDATE bulk_actions SET position = @position, seen = seen + @seen, changed = changed + @changed WHERE id = @id`,
  );
  const end = db.prepare('UPDATE bulk_actions SET state = ?, ended_at = ?, target = NULL, position = 0 WHERE id = ?');
  const beginUndo = db.prepare("UPDATE bulk_actions SET state = 'undoing', position = 0 WHERE id = ?");
  const advanceUndo = db.prepare(
    'UPDATE bulk_actions SET position = @position, undone = undone + @undone WHERE id = @id',
  );
  const remember = db.prepare(
    'INSERT INTO bulk_before (action_id, contact_id, before) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const before = db.prepare<[number, number, number], { contact: number; before: string | null }>(
    `SELECT contact_id AS contact, before FROM bulk_before WHERE action_id = ? AND contact_id > ?
     ORDER BY contact_id LIMIT ?`,
  );
  const zone = { workspace: 'UTC' };

  const view = ({ target: _, position: __, change, ...rest }: Row): BulkAction => ({
    ...rest,
    change: JSON.parse(change) as BulkChange,
  });
  function need(id: number): Row {
    const row = byId.get(id);
    if (row !== undefined) return row;
    throw new KaskadError('bulk-missing', 'This change is not in the list any more. Refresh it.', { action: id });
  }

  /** What stands in the field now; a column or an attribute. */
  function valueIn(contact: number, field: string): AttributeValue {
    const one = contacts.live(contact, zone);
    if (one === null) return null;
    if (field === 'timezone') return contacts.profile(contact, zone)?.timezone ?? null;
    if (field === 'language' || field === 'country') return one[field];
    const name = field.slice('attributes.'.length);
    return Object.hasOwn(one.attributes, name) ? (one.attributes[name] ?? null) : null;
  }

  /** JSON of what was before; undefined: nothing changed. */
  function apply(contact: number, change: BulkChange, at: Millis): string | null | undefined {
    switch (change.kind) {
      case 'tag':
        return contacts.update(contact, { tags: [change.tag] }, at, 'bulk') ? null : undefined;
      case 'untag':
        return contacts.removeTags(contact, [change.tag], at) ? 'true' : undefined;
      case 'list':
        return lists.add(change.list, contact, at) ? null : undefined;
      case 'unlist':
        return lists.remove(change.list, contact, at) ? 'true' : undefined;
      case 'set': {
        const old = JSON.stringify(valueIn(contact, change.field));
        if (old === JSON.stringify(change.value)) return undefined;
        contacts.set(contact, change.field, change.value, at);
        return old;
      }
    }
  }

  /** Back to what was before, where nobody changed it since. True when it is a change. */
  function takeBack(contact: number, change: BulkChange, old: string | null, at: Millis): boolean {
    switch (change.kind) {
      case 'tag':
        return contacts.removeTags(contact, [change.tag], at);
      case 'untag':
        return contacts.update(contact, { tags: [change.tag] }, at, 'bulk');
      case 'list':
        return lists.remove(change.list, contact, at);
      case 'unlist':
        return lists.add(change.list, contact, at);
      case 'set': {
        if (JSON.stringify(valueIn(contact, change.field)) !== JSON.stringify(change.value)) return false;
        contacts.set(contact, change.field, old === null ? null : (JSON.parse(old) as AttributeValue), at);
        return true;
      }
    }
  }

  /** Who comes next of those it is about, ascending. */
  function nextOf(target: BulkTarget, context: RuleContext, after: number, limit: number): number[] {
    if ('ids' in target) return target.ids.filter((id) => id > after).slice(0, limit);
    return contacts.matchingAfter(target, context, after, limit);
  }

  return {
    /** Numbers of some of those it would be about, and of how many in all the caller counts. */
    some: (target: BulkTarget, context: RuleContext, limit: number): number[] => {
      const found = nextOf(target, context, 0, limit);
      return 'ids' in target ? found : found.filter((id) => !target.except.includes(id));
    },
    apply,
    begin(change: BulkChange, target: BulkTarget, total: number, at: Millis): number {
      const kept = 'ids' in target ? { ids: [...new Set(target.ids)].sort((a, b) => a - b) } : target;
      return Number(insert.run(at, JSON.stringify(change), JSON.stringify(kept), total).lastInsertRowid);
    },
    /** The oldest that goes on; null when none does. */
    open: (): number | null => open.get() ?? null,
    get: (id: number): BulkAction => view(need(id)),
    recent: (limit: number): BulkAction[] => recent.all(limit).map(view),
    /** The next portion, forward or back; true when there is more. The rule is asked as of when the change began. */
    step(id: number, contextAt: (at: Millis) => RuleContext, limit: number, now: Millis): boolean {
      return db
        .transaction(() => {
          const row = need(id);
          const change = JSON.parse(row.change) as BulkChange;
          if (row.state === 'undoing') return undoSome(row, change, limit, now);
          if (row.state !== 'running' || row.target === null) return false;
          const target = JSON.parse(row.target) as BulkTarget;
          const ids = nextOf(target, contextAt(row.at), row.position, limit);
          let [seen, changed] = [0, 0];
          for (const contact of ids) {
            if ('except' in target && target.except.includes(contact)) continue;
            if (contacts.live(contact, zone) === null) continue;
            seen++;
            const old = apply(contact, change, now);
            if (old === undefined) continue;
            changed++;
            remember.run(id, contact, old);
          }
          advance.run({ id, position: ids.at(-1) ?? row.position, seen, changed });
          if (ids.length === limit) return true;
          end.run('done', now, id);
          return false;
        })
        .immediate();
    },
    /** What was changed so far stays, and can be taken back. */
    cancel(id: number, now: Millis): void {
      if (need(id).state === 'running') end.run('canceled', now, id);
    },
    /** Goes on with `step`. Throws `bulk-not-done`. */
    undo(id: number): void {
      const { state } = need(id);
      if (state !== 'done' && state !== 'canceled') {
        throw new KaskadError('bulk-not-done', 'Only a change that is over, and was not undone yet, can be undone.', {
          action: id,
        });
      }
      beginUndo.run(id);
    },
  };

  function undoSome(row: Row, change: BulkChange, limit: number, now: Millis): boolean {
    const rows = before.all(row.id, row.position, limit);
    let undone = 0;
    for (const one of rows) {
      if (contacts.live(one.contact, zone) === null) continue;
      if (takeBack(one.contact, change, one.before, now)) undone++;
    }
    advanceUndo.run({ id: row.id, position: rows.at(-1)?.contact ?? row.position, undone });
    if (rows.length === limit) return true;
    end.run('undone', now, row.id);
    return false;
  }
}
