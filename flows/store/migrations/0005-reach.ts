/**
 * `contacts.reach`: the kinds of address by which a contact can be reached, as bits, so that "reachable by e-mail" is a test of
 * one column that an index can hold. Who adds an address sets it in the same breath (contact-write.ts: a trigger would double the
 * cost of an import); what happens to an address later is followed by triggers. The bits are those of
 * flows/segments/reach-bits.ts; kinds without one are looked up in `addresses`.
 */
const kinds = ['email', 'phone', 'telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'web-push'];
const bit = (kind: string): string =>
  `CASE ${kind} ${kinds.map((name, index) => `WHEN '${name}' THEN ${2 ** index}`).join(' ')} ELSE 0 END`;
const usable = (state: string): string => `${state} IN ('valid', 'unconfirmed')`;

/** Afresh from the addresses of one contact: a sum of different bits is their union. */
const afresh = (contact: string): string =>
  `(SELECT coalesce(sum(DISTINCT ${bit('a.kind')}), 0) FROM addresses a
    WHERE a.contact_id = ${contact} AND ${usable('a.state')})`;

export const sql = `
ALTER TABLE contacts ADD COLUMN reach INTEGER NOT NULL DEFAULT 0;
UPDATE contacts SET reach = ${afresh('contacts.id')};

CREATE TRIGGER addresses_reach_changed AFTER UPDATE OF contact_id, kind, state ON addresses BEGIN
  UPDATE contacts SET reach = ${afresh('contacts.id')} WHERE id IN (OLD.contact_id, NEW.contact_id);
END;
CREATE TRIGGER addresses_reach_removed AFTER DELETE ON addresses BEGIN
  UPDATE contacts SET reach = ${afresh('OLD.contact_id')} WHERE id = OLD.contact_id;
END;
`;
