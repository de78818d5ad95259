/** What a contact's row repeats of its addresses: the first e-mail, the first phone, and by which kinds it can be reached. */
import { reachBits } from '../segments/reach-bits.ts';
import type { Db } from './open.ts';

/** Returns what brings the row of one contact up to date. Every change of addresses ends with it. */
export function contactMirror(db: Db): (contact: number) => void {
  const addresses = db.prepare<[number], { kind: string; value: string; state: string }>(
    'SELECT kind, value, state FROM addresses WHERE contact_id = ? ORDER BY id',
  );
  const write = db.prepare('UPDATE contacts SET email = ?, phone = ?, reach = ? WHERE id = ?');
  return (contact) => {
    const all = addresses.all(contact);
    const first = (kind: string) => all.find((one) => one.kind === kind)?.value ?? null;
    write.run(first('email'), first('phone'), reachBits(all), contact);
  };
}
