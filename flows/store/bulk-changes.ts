/** Changes of a step for everybody on the walk at once: those whose values do not depend on the contact. */
import type { ContactChange } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { Catalogue } from './catalogue.ts';
import { attributeName, isProfileField } from './contact-input.ts';
import type { Db } from './open.ts';

export type BulkChangeStore = ReturnType<typeof bulkChangeStore>;

export function bulkChangeStore(db: Db, names: Catalogue) {
  const touch = 'updated_at = @at';
  // As contact-history.ts says; the journal of this node is written next, so its rows are counted in.
  const past = (field: string, old: string, where: string) =>
    db.prepare(
      `INSERT INTO contact_history (contact_id, at, field, old, mark)
       SELECT c.id, @at, ${field}, ${old},
         (SELECT coalesce(max(id), 0) FROM steps) + (SELECT count(*) FROM temp.walk WHERE node = @node)
       FROM temp.walk w JOIN contacts c ON c.id = w.contact WHERE w.node = @node AND ${where}`,
    );
  const hasTag = 'EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = w.contact AND t.tag = @tag)';
  const pastUntagged = past("'tag.' || @tag", 'NULL', `NOT ${hasTag}`);
  const pastTagged = past("'tag.' || @tag", "'true'", hasTag);
  const pastOther = past(
    "'attributes.' || @name",
    'c.attributes -> @path',
    '(c.attributes -> @path) IS NOT json(@value)',
  );
  const pastAny = past("'attributes.' || @name", 'c.attributes -> @path', 'json_type(c.attributes, @path) IS NOT NULL');
  const pastAll = past("'attributes.' || @name", 'c.attributes -> @path', 'true');
  const addTag = db.prepare(
    `INSERT INTO contact_tags (contact_id, tag) SELECT contact, @tag FROM temp.walk WHERE node = @node
     ON CONFLICT DO NOTHING`,
  );
  const touchUntagged = db.prepare(
    `UPDATE contacts SET ${touch} FROM temp.walk w WHERE contacts.id = w.contact AND w.node = @node
     AND NOT EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = w.contact AND t.tag = @tag)`,
  );
  const touchTagged = db.prepare(
    `UPDATE contacts SET ${touch} FROM temp.walk w WHERE contacts.id = w.contact AND w.node = @node
     AND EXISTS (SELECT 1 FROM contact_tags t WHERE t.contact_id = w.contact AND t.tag = @tag)`,
  );
  const dropTag = db.prepare(
    'DELETE FROM contact_tags WHERE tag = @tag AND contact_id IN (SELECT contact FROM temp.walk WHERE node = @node)',
  );
  const set = db.prepare(
    `UPDATE contacts SET attributes = jsonb_set(attributes, @path, jsonb(@value)), ${touch} FROM temp.walk w
     WHERE contacts.id = w.contact AND w.node = @node AND (attributes -> @path) IS NOT json(@value)`,
  );
  const remove = db.prepare(
    `UPDATE contacts SET attributes = jsonb_remove(attributes, @path), ${touch} FROM temp.walk w
     WHERE contacts.id = w.contact AND w.node = @node AND json_type(attributes, @path) IS NOT NULL`,
  );
  // The sum is JavaScript's, as in the form for one contact.
  db.function('kaskad_add', { deterministic: true }, (old: unknown, by: unknown) => {
    const value: unknown = typeof old === 'string' ? JSON.parse(old) : null;
    return JSON.stringify((typeof value === 'number' ? value : 0) + Number(by));
  });
  const add = db.prepare(
    `UPDATE contacts SET ${touch}, attributes = jsonb_set(attributes, @path, jsonb(kaskad_add(attributes -> @path, @by)))
     FROM temp.walk w WHERE contacts.id = w.contact AND w.node = @node`,
  );
  function applyToAttribute(node: string, change: Extract<ContactChange, { field: string }>, at: Millis): void {
    const name = attributeName(change.field);
    const path = pathOf(change.field);
    if (change.op === 'add') {
      pastAll.run({ node, name, path, at });
      add.run({ node, path, by: change.value, at });
      names.note('', { [name]: change.value });
    } else if (change.op === 'remove' || (change.op === 'set' && change.value === null)) {
      pastAny.run({ node, name, path, at });
      remove.run({ node, path, at });
    } else if (change.op === 'set') {
      const value = JSON.stringify(change.value);
      pastOther.run({ node, name, path, value, at });
      set.run({ node, path, value, at });
      names.note('', { [name]: change.value });
    }
  }
  const pathOf = (field: string): string => `$.${JSON.stringify(attributeName(field))}`;

  return {
    canApply(change: ContactChange): boolean {
      if (change.op === 'tag' || change.op === 'untag') return true;
      if (!('field' in change) || isProfileField(change.field) || /["\\]/.test(change.field)) return false;
      if (change.op === 'add') return change.value !== 0;
      return change.op === 'set' ? !Array.isArray(change.value) : change.op === 'remove' && change.value === undefined;
    },
    /** For everybody who stands at the node; each contact at most once. */
    apply(node: string, changes: readonly ContactChange[], at: Millis): void {
      for (const change of changes) {
        if (change.op === 'tag') {
          pastUntagged.run({ node, tag: change.tag, at });
          touchUntagged.run({ node, tag: change.tag, at });
          addTag.run({ node, tag: change.tag });
        } else if (change.op === 'untag') {
          pastTagged.run({ node, tag: change.tag, at });
          touchTagged.run({ node, tag: change.tag, at });
          dropTag.run({ node, tag: change.tag });
        } else if ('field' in change) applyToAttribute(node, change, at);
      }
    },
  };
}
