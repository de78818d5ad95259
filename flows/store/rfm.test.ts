/** Scores of purchases: by fifths of those who bought, counted as a plain loop counts them. */
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { rfmScore } from '../segments/rfm.ts';
import type { RfmSettings } from './rfm.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { store } = workspace;
const { db } = store;

function refresh(settings: RfmSettings, now: number) {
  const steps = store.rfm.refresh(settings, now);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
const rfmOf = db.prepare<[number], number | null>('SELECT rfm FROM contacts WHERE id = ?').pluck();

const order = fc.record({
  type: fc.constantFrom('order', 'order', 'order', 'page'),
  at: fc.integer({ min: 1, max: 60 }),
  total: fc.constantFrom(5, 10, 10.5, '20', 'free', null, undefined),
});
const buyers = fc.array(fc.array(order, { maxLength: 4 }), { minLength: 1, maxLength: 25 });

/** The score of a value among all: how many fifths of them it is above. */
function plain(values: number[], value: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  let score = 1;
  for (let k = 1; k < 5; k++) if (value > (sorted[Math.ceil((sorted.length * k) / 5) - 1] ?? 0)) score++;
  return score;
}

it('are those of a plain loop, and null for who never bought', () => {
  fc.assert(
    fc.property(buyers, fc.integer({ min: 20, max: 70 }), (people, now) => {
      db.exec('BEGIN');
      try {
        const ids = people.map((orders, n) => {
          const { id } = store.contacts.save({ key: `k${n}` }, 1, 'test');
          for (const { type, at, total } of orders) {
            store.events.insert({
              contactId: id,
              type,
              at,
              props: total === undefined ? {} : { total },
              source: 'test',
            });
          }
          return id;
        });
        const state = refresh({ event: 'order', prop: 'total' }, now);
        const facts = people.map((orders) => {
          const bought = orders.filter(({ type, at }) => type === 'order' && at <= now);
          if (bought.length === 0) return null;
          const total = bought.reduce(
            (sum, one) => sum + (Number.isNaN(Number(one.total ?? 0)) ? 0 : Number(one.total ?? 0)),
            0,
          );
          return { r: Math.max(...bought.map(({ at }) => at)), f: bought.length, m: total };
        });
        const known = facts.filter((one) => one !== null);
        expect(state.people).toBe(known.length);
        for (const [n, one] of facts.entries()) {
          const expected =
            one === null
              ? null
              : 100 *
                  plain(
                    known.map(({ r }) => r),
                    one.r,
                  ) +
                10 *
                  plain(
                    known.map(({ f }) => f),
                    one.f,
                  ) +
                plain(
                  known.map(({ m }) => m),
                  one.m,
                );
          expect(rfmOf.get(ids[n] ?? 0)).toBe(expected);
        }
        const grid = store.rfm.grid();
        expect(grid.reduce((sum, { contacts }) => sum + contacts, 0)).toBe(known.length);
      } finally {
        db.exec('ROLLBACK');
      }
    }),
    { numRuns: 80 },
  );
});

it('change when somebody buys again, and the change stands in the history', () => {
  const ids = Array.from({ length: 10 }, (_, n) => store.contacts.save({ key: `b${n}` }, 1, 'test').id);
  for (const [n, id] of ids.entries()) {
    store.events.insert({ contactId: id, type: 'order', at: n + 1, props: { total: n }, source: 'test' });
  }
  const [first = 0] = ids;
  refresh({ event: 'order', prop: 'total' }, 50);
  expect(rfmScore(rfmOf.get(first) ?? 0, 'recency')).toBe(1);
  store.events.insert({ contactId: first, type: 'order', at: 40, props: { total: 100 }, source: 'test' });
  refresh({ event: 'order', prop: 'total' }, 50);
  expect(
    ['recency', 'frequency', 'monetary'].map((part) => rfmScore(rfmOf.get(first) ?? 0, part as 'recency')),
  ).toEqual([5, 5, 5]);
  expect(store.rfm.state()).toMatchObject({ event: 'order', at: 50, people: 10 });
  const noted = db
    .prepare("SELECT old FROM contact_history WHERE contact_id = ? AND field = 'rfm' ORDER BY id")
    .pluck();
  expect(noted.all(first)).toEqual([null, '111']);
});
