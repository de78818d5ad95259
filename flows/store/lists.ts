/** Members of segments by hand. Whoever changes them writes the history of the contact, as with tags. */
import type { Millis } from '../sdk/time.ts';
import { contactHistory } from './contact-history.ts';
import type { Db } from './open.ts';

export type ListStore = ReturnType<typeof listStore>;

export function listStore(db: Db) {
  const history = contactHistory(db);
  const join = db.prepare(
    'INSERT INTO list_members (list, contact_id, added_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const leave = db.prepare('DELETE FROM list_members WHERE list = ? AND contact_id = ?');
  const of = db.prepare<[number], string>('SELECT list FROM list_members WHERE contact_id = ? ORDER BY list').pluck();
  return {
    /** True when the contact was not in it. */
    add(list: string, contact: number, at: Millis): boolean {
      const done = join.run(list, contact, at).changes > 0;
      if (done) history.note(contact, at, `list.${list}`, null);
      return done;
    },
    /** True when the contact was in it. */
    remove(list: string, contact: number, at: Millis): boolean {
      const done = leave.run(list, contact).changes > 0;
      if (done) history.note(contact, at, `list.${list}`, true);
      return done;
    },
    /** Lists that the contact stands in. */
    of: (contact: number): string[] => of.all(contact),
  };
}
