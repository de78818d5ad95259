/** Contacts to whom nothing is sent automatically for a while, because a person speaks with them. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export type PauseStore = ReturnType<typeof pauseStore>;

export function pauseStore(db: Db) {
  const put = db.prepare(
    `INSERT INTO contact_pauses (contact_id, until) VALUES (?, ?)
     ON CONFLICT (contact_id) DO UPDATE SET until = excluded.until WHERE excluded.until > contact_pauses.until`,
  );
  const get = db.prepare<[number], number>('SELECT until FROM contact_pauses WHERE contact_id = ?').pluck();
  const drop = db.prepare('DELETE FROM contact_pauses WHERE contact_id = ?');
  return {
    /** Never shortens a pause that lasts longer. */
    pause: (contact: number, until: Millis) => void put.run(contact, until),
    /** When the contact's pause ends; null without one. It may be over. */
    until: (contact: number): Millis | null => get.get(contact) ?? null,
    /** True when there was one. */
    resume: (contact: number): boolean => drop.run(contact).changes > 0,
  };
}
