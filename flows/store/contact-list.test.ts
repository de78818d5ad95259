/** A window over a filtered table is the same whichever way it was found. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { contactSorts } from './contact-list.ts';

const people = 8_000;
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await testWorkspace();
  ws.store.db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})
    INSERT INTO contacts (id, key, email, first_name, last_name, country, attributes, created_at, updated_at)
      SELECT i, CASE i % 3 WHEN 0 THEN NULL ELSE 'c' || (i * 7919 % ${people}) END, 'm' || (i * 31 % 977) || '@x.io',
        'F' || (i % 5), CASE i % 7 WHEN 0 THEN NULL ELSE 'L' || (i % 90) END, CASE i % 9 WHEN 0 THEN NULL ELSE 'UA' END,
        jsonb_object('points', i * 104729 % 5000), i * 13 % 500, 0 FROM n;
    UPDATE contacts SET deleted_at = 1 WHERE id % 50 = 7;
  `);
  ws.store.segments.save({ name: 'Points', rule: points(4000) }, 0);
});
afterAll(() => ws.dispose());

/** From everybody down to a handful: some fill their window near the top, some never do. */
const points = (from: number): RuleGroup => ({
  combinator: 'and',
  rules: [
    { field: 'country', operator: '=', value: 'UA' },
    { field: 'attributes.points', operator: '>=', value: from },
  ],
});

it('shows the same people as all that fit, sorted', () => {
  const context = { now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null };
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
    fc.property(query, fc.constantFrom(0, 2500, 4000, 4900, 4998, 5000), (asked, from) => {
      const order = columns[asked.sort].replaceAll(',', asked.descending ? ' DESC,' : ',');
      const expected = ws.store.db
        .prepare(
          `SELECT id FROM contacts WHERE deleted_at IS NULL AND country = 'UA' AND attributes ->> 'points' >= ?
           ORDER BY ${order} ${asked.descending ? 'DESC' : ''}`,
        )
        .pluck()
        .all(from)
        .slice(asked.offset, asked.offset + asked.limit);
      const { rows } = ws.store.contacts.list({ ...asked, rule: points(from) }, context);
      expect(rows.map(({ id }) => id)).toEqual(expected);
    }),
    { numRuns: 150 },
  );
});
