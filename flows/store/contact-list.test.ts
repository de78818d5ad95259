/** A window over a filtered table is the same whichever way it was found. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { contactSorts } from './contact-order.ts';
import { contactWindow } from './contact-window.ts';

const people = 8_000;
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await testWorkspace();
  ws.store.db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})
    INSERT INTO contacts (id, key, email, first_name, last_name, country, attributes, created_at, updated_at)
      SELECT i, CASE i % 3 WHEN 0 THEN NULL ELSE 'c' || (i * 7919 % ${people}) END, 'm' || (i * 31 % 977) || '@x.io',
        'F' || (i % 5), CASE i % 7 WHEN 0 THEN NULL ELSE 'L' || (i % 90) END, CASE i % 9 WHEN 0 THEN NULL ELSE 'UA' END,
        jsonb_object('points', i * 104729 % 5000, 'steps', i * 7907 % 5000), i * 13 % 500, 0 FROM n;
    UPDATE contacts SET deleted_at = 1 WHERE id % 50 = 7;
  `);
  // From now on an index answers for points; for steps none does.
  ws.store.segments.save({ name: 'Points', rule: atLeast('points', 4000) }, 0);
});
afterAll(() => ws.dispose());

/** From everybody down to a handful: some fill their window near the top, some never do. */
const atLeast = (name: string, from: number): RuleGroup => ({
  combinator: 'and',
  rules: [
    { field: 'country', operator: '=', value: 'UA' },
    { field: `attributes.${name}`, operator: '>=', value: from },
  ],
});

const context = () => ({ now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null });

it('shows the same people as all that fit, sorted', () => {
  const columns = {
    createdAt: 'created_at, id',
    last_name: 'last_name, first_name, id',
    email: 'email, id',
    key: 'key, id',
  };
  const query = fc.record({
    sort: fc.constantFrom(...contactSorts),
    descending: fc.boolean(),
    offset: fc.integer({ min: 0, max: 4000 }),
    limit: fc.integer({ min: 1, max: 200 }),
  });
  fc.assert(
    fc.property(
      query,
      fc.constantFrom('points', 'steps'),
      fc.constantFrom(0, 2500, 4900, 4998, 5000),
      (asked, name, from) => {
        const order = columns[asked.sort].replaceAll(',', asked.descending ? ' DESC,' : ',');
        const expected = ws.store.db
          .prepare(
            `SELECT id FROM contacts WHERE deleted_at IS NULL AND country = 'UA' AND attributes ->> '${name}' >= ?
           ORDER BY ${order} ${asked.descending ? 'DESC' : ''}`,
          )
          .pluck()
          .all(from)
          .slice(asked.offset, asked.offset + asked.limit);
        const { rows } = ws.store.contacts.list({ ...asked, rule: atLeast(name, from) }, context());
        expect(rows.map(({ id }) => id)).toEqual(expected);
      },
    ),
    { numRuns: 150 },
  );
});

it.each(contactSorts.flatMap((sort) => [true, false].map((descending) => ({ sort, descending }))))(
  'looks at everybody without keeping others waiting: $sort, descending $descending',
  ({ sort, descending }) => {
    const texts = new Set<string>();
    const window = contactWindow(
      (text) => {
        texts.add(text);
        return ws.store.db.prepare(text);
      },
      { single: () => false },
    );
    const query = { sort, descending, offset: 0, limit: 10 };
    const steps = window(atLeast('steps', 5000), query, context(), () => false);
    let turns = 0;
    while (steps.next().done !== true) turns++;
    expect(turns).toBeGreaterThan(10);
    for (const text of texts) {
      const plan = ws.store.db
        .prepare(`EXPLAIN QUERY PLAN ${text}`)
        .all(...Array(text.split('?').length - 1).fill(null)) as { detail: string }[];
      const [first = '', ...others] = plan.map(({ detail }) => detail);
      expect(first, text).toMatch(/^(SCAN|SEARCH) c USING INDEX (sqlite_autoindex_)?contacts_/);
      expect(others.join(), text).not.toContain('TEMP B-TREE');
    }
  },
);
