/** Taking an import back leads to the workspace as it was, and never takes what came since. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { importContacts } from '../contacts/import-contacts.ts';
import { importEvents } from '../contacts/import-events.ts';
import type { UndoCounts } from './imports.ts';
import type { Store } from './store.ts';

const workspace = makeWorkspace();
const { store } = workspace;
beforeAll(() => void store.db.pragma('synchronous = OFF'));
afterAll(() => workspace.remove());

function emptied(): Store {
  store.db.exec(
    'UPDATE contacts SET merged_into = NULL; DELETE FROM contacts; DELETE FROM contact_history; DELETE FROM consent_log; DELETE FROM imports;',
  );
  return store;
}

/** All that is known of people, without the hour at which a row was last touched. */
const people = ({ db }: Store): unknown =>
  [
    `SELECT id, key, email, phone, first_name, last_name, language, country, timezone, json(attributes) AS a, created_at, reach
     FROM contacts WHERE deleted_at IS NULL ORDER BY id`,
    `SELECT a.contact_id, a.kind, a.value, a.state, a.state_at, a.reason FROM addresses a JOIN contacts c ON c.id = a.contact_id
     WHERE c.deleted_at IS NULL ORDER BY a.contact_id, a.id`,
    'SELECT contact_id, channel, topic, granted, at, source FROM consents ORDER BY 1, 2, 3',
    'SELECT contact_id, tag FROM contact_tags ORDER BY 1, 2',
    'SELECT contact_id, type, at, key, json(props) AS p FROM events ORDER BY id',
  ].map((sql) => db.prepare(sql).all());

const csv = (rows: readonly Record<string, string>[]): Buffer => {
  const columns = [
    'key',
    'email',
    'phone',
    'first_name',
    'country',
    'tags',
    'email_consent',
    'size',
    'address.telegram',
  ];
  return Buffer.from(
    [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))].map((row) => row.join(';')).join('\n'),
  );
};
const cell = (...values: string[]) => fc.constantFrom('', ...values);
const row = fc.record({
  key: cell('k1', 'k2', 'k3', 'k4'),
  email: cell('a@example.com', 'b@example.com', 'c@example.com', 'not one'),
  phone: cell('+380501112233', '+380504445566'),
  first_name: cell('Ann', 'Bob'),
  country: cell('UA', 'DE'),
  tags: cell('vip', 'new', 'vip,new'),
  email_consent: cell('yes', 'no'),
  size: cell('1', '2', 'x'),
  'address.telegram': cell('7', '8'),
});
const rows = fc.array(row, { minLength: 1, maxLength: 6 });

async function bring(list: readonly Record<string, string>[], now: number, record: boolean): Promise<number> {
  const source = { bytes: csv(list), name: 'people.csv' };
  const options = record ? { now, record: { origin: 'screen' } } : { now };
  return (await importContacts(store, source, options)).import ?? 0;
}
function finished(steps: Generator<UndoCounts, UndoCounts>): UndoCounts {
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return value;
  }
}

describe('an import taken back', () => {
  it('leaves everything as it was before, and did what was foreseen', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rows, { maxLength: 2 }), rows, async (before, file) => {
        emptied();
        for (const [index, one] of before.entries()) await bring(one, 1000 * index, false);
        const was = people(store);
        const id = await bring(file, 5000, true);
        const foreseen = finished(store.imports.foresee(id));
        expect(finished(store.imports.undo(id, 6000))).toEqual(foreseen);
        expect(people(store)).toEqual(was);
        expect(foreseen.kept + foreseen.changedSince).toBe(0);
        // The same file can be brought again, and has the same effect.
        const again = await bring(file, 7000, true);
        finished(store.imports.undo(again, 8000));
        expect(people(store)).toEqual(was);
      }),
      { numRuns: 60 },
    );
  });

  it('two imports taken back, the last one first, leave everything as it was', async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, rows, async (before, first, second) => {
        emptied();
        await bring(before, 1000, false);
        const was = people(store);
        const one = await bring(first, 2000, true);
        const two = await bring(second, 3000, true);
        finished(store.imports.undo(two, 4000));
        finished(store.imports.undo(one, 5000));
        expect(people(store)).toEqual(was);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps what was changed by hand since', async () => {
    const hand = fc.array(
      fc.oneof(
        fc.record({ field: fc.constantFrom('first_name', 'attributes.size'), value: fc.constantFrom('by hand', null) }),
        fc.record({ tag: fc.constant('by-hand') }),
        fc.record({ untag: fc.constantFrom('vip', 'new') }),
      ),
      { minLength: 1, maxLength: 3 },
    );
    const change = (contact: number, list: readonly Record<string, string | null>[], at: number) => {
      for (const one of list) {
        if (typeof one.tag === 'string') store.contacts.update(contact, { tags: [one.tag] }, at, 'manual');
        else if (typeof one.untag === 'string') store.contacts.removeTags(contact, [one.untag], at);
        else store.contacts.set(contact, one.field as string, one.value ?? null, at);
      }
    };
    await fc.assert(
      fc.asyncProperty(rows, rows, hand, async (before, file, changes) => {
        emptied();
        await bring(before, 1000, false);
        const id = await bring(file, 2000, true);
        const known = store.db.prepare<[], number>('SELECT id FROM contacts WHERE created_at = 1000').pluck().all();
        for (const contact of known) change(contact, changes, 3000);
        const kept = known.map((contact) => store.contacts.view(contact, { workspace: 'UTC' }));
        finished(store.imports.undo(id, 4000));
        for (const [index, contact] of known.entries()) {
          const now = store.contacts.view(contact, { workspace: 'UTC' });
          for (const one of changes as Record<string, string | null>[]) {
            if (one.tag !== undefined) expect(now?.tags).toContain(one.tag);
            // Emptied, or taken away, where there was something: it stays so.
            if (one.field === 'first_name' && one.value !== null) expect(now?.first_name).toBe(kept[index]?.first_name);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('keeps new contacts to whom something happened, and says how many', async () => {
    emptied();
    const list = ['k1', 'k2', 'k3', 'k4'].map((key) => ({ key, email: `${key}@example.com` }));
    const id = await bring(list, 1000, true);
    const of = (key: string) => store.contacts.byKey(key) as number;
    store.events.insert({ contactId: of('k1'), type: 'order.created', at: 1500, props: {}, source: 'api' });
    store.contacts.set(of('k2'), 'attributes.size', 5, 1500);
    store.db.transaction(() =>
      store.contacts.setConsent(of('k3'), { channel: 'email', topic: '', granted: false }, 1500, 'link'),
    )();
    expect(finished(store.imports.undo(id, 2000))).toEqual({ removed: 1, kept: 3, restored: 0, changedSince: 0 });
    expect(store.contacts.byKey('k4')).toBeNull();
    expect(store.imports.get(id)).toMatchObject({ state: 'undone', undoneAt: 2000 });
    expect(() => finished(store.imports.undo(id, 3000))).toThrow(/undone already/);
  });

  it('gives no number of a removed contact to anybody else', async () => {
    emptied();
    const id = await bring([{ key: 'k1', email_consent: 'yes' }], 1000, true);
    const number = store.contacts.byKey('k1') as number;
    finished(store.imports.undo(id, 2000));
    await bring([{ key: 'k1' }], 3000, true);
    expect(store.contacts.byKey('k1')).toBeGreaterThan(number);
  });

  it('takes events back, but not those that began a journey', async () => {
    emptied();
    await bring([{ key: 'k1' }, { key: 'k2' }], 1000, false);
    const contact = store.contacts.byKey('k1') as number;
    store.events.insert({ contactId: contact, type: 'order.created', at: 1500, key: 'old', props: {}, source: 'api' });
    const was = people(store);
    const file = 'who,at,id\nk1,2026-01-01,old\nk1,2026-01-02,a\nk2,2026-01-03,b\nnobody,2026-01-03,c\n';
    const of = { type: 'order.created', contact: 'who', at: 'at', key: 'id', record: { origin: 'screen' } };
    const done = await importEvents(store, { bytes: Buffer.from(file), name: 'orders.csv' }, of);
    expect(done).toMatchObject({ created: 2, unchanged: 1 });
    expect(store.imports.refusedRows(done.import ?? 0)).toEqual([
      { line: 5, cells: ['nobody', '2026-01-03', 'c'], reasons: [{ column: 'who', reason: 'unknown-contact' }] },
    ]);
    expect(finished(store.imports.undo(done.import ?? 0, 2000))).toMatchObject({ removed: 2, kept: 0 });
    expect(people(store)).toEqual(was);
  });

  it('stops between two pieces, and what was stored until then can be taken back', async () => {
    emptied();
    const was = people(store);
    const lines = Array.from({ length: 30_000 }, (_, n) => `k${n},user${n}@example.com`).join('\n');
    const stop = new AbortController();
    const source = { bytes: Buffer.from(`key,email\n${lines}\n`), name: 'many.csv' };
    const done = await importContacts(
      store,
      source,
      { now: 1000, record: { origin: 'screen' }, signal: stop.signal },
      () => stop.abort(),
    );
    expect(done.canceled).toBe(true);
    expect(done.created).toBeGreaterThan(0);
    expect(done.created).toBeLessThan(30_000);
    expect(store.imports.get(done.import ?? 0)).toMatchObject({ state: 'canceled', created: done.created });
    expect(finished(store.imports.undo(done.import ?? 0, 2000)).removed).toBe(done.created);
    expect(people(store)).toEqual(was);
  });
});
