/** Who came and went between two looks is who the rule says came and went; timelines tell it; hours are thinned to days. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { crossingsTold } from './segment-sizes.ts';

const workspace = makeWorkspace();
const { store } = workspace;
beforeAll(() => void store.db.pragma('synchronous = OFF'));
afterAll(() => workspace.remove());

const hour = 3_600_000;
const big: RuleGroup = { combinator: 'and', rules: [{ field: 'attributes.n', operator: '>=', value: 5 }] };
const at = (ms: number) => ({ now: { ms, zone: 'Europe/Kyiv' }, segments: () => null });
const look = (id: string, ms: number) => {
  const segment = store.segments.get(id);
  if (segment === null) throw new Error('gone');
  for (const _ of store.segmentSizes.look(segment, at(ms)));
};
function emptied(): void {
  store.db.exec('DELETE FROM contacts; DELETE FROM segments; DELETE FROM contact_history;');
}
const inside = () => new Set<number>(store.contacts.idsAfter(big, at(0), 0, 1000));
const told = (type: string, ms: number) =>
  store.db
    .prepare<[string, number], number>('SELECT contact_id FROM events WHERE type = ? AND at = ? ORDER BY contact_id')
    .pluck()
    .all(type, ms);

it('counts and tells who came and went, whatever happens between two looks', () => {
  const step = fc.array(
    fc.oneof(
      fc.record({ add: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ change: fc.nat(20), n: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ remove: fc.nat(20) }),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (steps) => {
      emptied();
      const id = store.segments.save({ name: 'Big', rule: big }, 0);
      let before: Set<number> | null = null;
      for (const [index, changes] of steps.entries()) {
        const now = (index + 1) * hour;
        store.db.transaction(() => {
          for (const one of changes) {
            const known = store.db
              .prepare<[], number>('SELECT id FROM contacts WHERE deleted_at IS NULL ORDER BY id')
              .pluck()
              .all();
            if ('add' in one) store.contacts.save({ attributes: { n: one.add } }, now, 'test');
            else if (known.length === 0) continue;
            else if ('change' in one) {
              store.contacts.set(known[one.change % known.length] as number, 'attributes.n', one.n, now);
            } else {
              store.db
                .prepare('UPDATE contacts SET deleted_at = ? WHERE id = ?')
                .run(now, known[one.remove % known.length]);
            }
          }
        })();
        look(id, now);
        const after = inside();
        const point = store.segmentSizes.points(id, now)[0];
        expect(point?.size).toBe(after.size);
        if (before !== null) {
          const came = [...after].filter((one) => before?.has(one) !== true);
          const went = [...before].filter((one) => !after.has(one));
          expect(point).toMatchObject({ entered: came.length, left: went.length });
          expect(told('segment.entered', now)).toEqual(came.sort((a, b) => a - b));
          expect(new Set(told('segment.left', now))).toEqual(
            new Set(went.filter((one) => !store.contacts.isDeleted(one))),
          );
        }
        before = after;
      }
    }),
    { numRuns: 60 },
  );
});

it('begins anew with another rule, and forgets with the segment', () => {
  emptied();
  const id = store.segments.save({ name: 'Big', rule: big }, 0);
  store.db.transaction(() => store.contacts.save({ attributes: { n: 7 } }, 0, 'test'))();
  look(id, hour);
  expect(store.segmentSizes.lookOf(id)).toEqual({ since: hour, at: hour });
  store.segments.save({ id, name: 'Small', rule: { ...big, not: true } }, 0);
  look(id, 2 * hour);
  expect(store.segmentSizes.lookOf(id)).toEqual({ since: 2 * hour, at: 2 * hour });
  expect(store.segmentSizes.points(id, 0)).toEqual([{ at: 2 * hour, size: 0, entered: 0, left: 0 }]);
  store.segments.remove(id);
  expect(store.segmentSizes.points(id, 0)).toEqual([]);
});

it('keeps hours for two days, then days, and loses nobody', () => {
  emptied();
  const id = store.segments.save({ name: 'Big', rule: big }, 0);
  const begin = Date.UTC(2026, 2, 25);
  for (let n = 0; n < 24 * 6; n++) {
    store.db.transaction(() => store.contacts.save({ attributes: { n: 9 } }, begin, 'test'))();
    look(id, begin + n * hour);
  }
  const points = store.segmentSizes.points(id, 0);
  expect(points.at(-1)?.size).toBe(24 * 6);
  // Everybody but who was there at the first look.
  expect(points.reduce((sum, one) => sum + one.entered, 0)).toBe(24 * 6 - 1);
  const old = points.filter((one) => one.at < begin + (24 * 6 - 1 - 48) * hour);
  expect(old.length).toBeLessThanOrEqual(6);
  expect(points.length - old.length).toBe(49);
});

it('of a crowd at once only the number is told', () => {
  emptied();
  const id = store.segments.save({ name: 'Big', rule: big }, 0);
  look(id, hour);
  const many = Array.from({ length: crossingsTold + 1 }, () => ({ attributes: { n: 8 } }));
  store.db.transaction(() => store.contacts.saveAll(many, hour, 'test'))();
  look(id, 2 * hour);
  expect(store.segmentSizes.points(id, 2 * hour)).toMatchObject([{ entered: crossingsTold + 1 }]);
  expect(told('segment.entered', 2 * hour)).toEqual([]);
});
