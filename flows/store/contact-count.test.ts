import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { strideOver } from './contact-count.ts';

const people = 30_000;
let ws: TestWorkspace;
beforeAll(async () => {
  ws = await testWorkspace();
  const { db } = ws.store;
  db.exec(`
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${people})
    INSERT INTO contacts (id, key, country, attributes, created_at, updated_at)
      SELECT i, 'c' || i, CASE i % 5 WHEN 0 THEN 'UA' ELSE 'PL' END, jsonb_object('points', i % 1000), 0, 0 FROM n;
    INSERT INTO events (contact_id, type, at, source, pending)
      SELECT id, 'bought', 0, 'test', 0 FROM contacts WHERE id % 4 = 0;
    UPDATE contacts SET deleted_at = 1 WHERE id % 50 = 7;
  `);
});
afterAll(() => ws.dispose());

const context = () => ({ now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null });
const rule = (field: string, operator: string, value: string | number): RuleGroup => ({
  combinator: 'and',
  rules: [{ field, operator: operator as '=', value }],
});
const bought: RuleGroup = {
  combinator: 'and',
  rules: [{ field: 'events.bought', operator: '=', match: { mode: 'atLeast', threshold: 1 } }],
};

describe('counting a little at a time', () => {
  it.each([
    ['an attribute', rule('attributes.points', '<', 300)],
    ['events', bought],
    ['nobody', rule('attributes.points', '>', 5000)],
  ])('comes to the same: %s', (_, asked) => {
    const exact = ws.store.contacts.count(asked, context());
    const steps = ws.store.contacts.countSteps(asked, context());
    let [looks, estimates] = [0, 0];
    for (;;) {
      const { value, done } = steps.next();
      if (done === true) {
        expect(value).toEqual({ count: exact, exact: true });
        break;
      }
      looks++;
      if (looks > 40 && Math.abs(value.count - exact) > people * 0.05) estimates++;
    }
    expect(looks).toBeGreaterThan(50);
    expect(estimates).toBe(0);
  });

  it('is done at once where an index answers, also where none did before', () => {
    const asked = rule('country', '=', 'UA');
    expect(ws.store.contacts.countSteps(asked, context()).next().done).toBe(false);
    ws.store.segments.save({ name: 'UA', rule: rule('country', '=', 'UA') }, 0);
    const { value, done } = ws.store.contacts.countSteps(asked, context()).next();
    expect(ws.store.contacts.countWithin({ combinator: 'and', rules: [] }, context(), 0).exact).toBe(true);
    expect({ value, done }).toEqual({ value: { count: 6000, exact: true }, done: true });
  });

  it('says what it can within its time', () => {
    const soon = ws.store.contacts.countWithin(bought, context(), 0);
    expect(soon.exact).toBe(false);
    expect(ws.store.contacts.countWithin(bought, context(), 60_000)).toEqual({
      count: ws.store.contacts.count(bought, context()),
      exact: true,
    });
  });

  it('goes to each place once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (n) => {
        const stride = strideOver(n);
        const seen = new Set<number>();
        for (let i = 0, at = 0; i < n; i++, at = (at + stride) % n) seen.add(at);
        expect(seen.size).toBe(n);
      }),
    );
  });
});

describe('a search', () => {
  it('of too many lists some of them and says so', () => {
    const list = (search: string) =>
      ws.store.contacts.list({ search, sort: 'key', descending: false, offset: 0, limit: 3 }, context());
    expect(list('c')).toMatchObject({ total: 2000, more: true });
    expect(list('c2999')).toMatchObject({ total: 11, more: false });
    expect(list('c2999').rows.map(({ key }) => key)).toEqual(['c2999', 'c29990', 'c29991']);
    expect(list('zz')).toMatchObject({ total: 0, more: false, rows: [] });
  });
});
