/** Changes of many at once: whoever matches, no one else; and back again. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { everybody, type RuleGroup } from '../sdk/rule.ts';
import type { RuleContext } from '../segments/facts.ts';
import type { BulkChange, BulkTarget } from './bulk-actions.ts';

let workspace: ReturnType<typeof makeWorkspace>;
beforeEach(() => {
  workspace = makeWorkspace();
});
afterEach(() => workspace.remove());

const contextAt = (ms: number): RuleContext => ({
  now: { ms, zone: 'UTC' },
  segments: (id) => workspace.store.segments.get(id)?.rule ?? null,
});
const tagged = (tag: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'tags', operator: '=', value: tag }],
});

function people(n: number): number[] {
  return Array.from(
    { length: n },
    (_, i) =>
      workspace.store.contacts.save(
        {
          key: `k${i}`,
          profile: { last_name: i % 2 === 0 ? 'Even' : 'Odd', country: i % 3 === 0 ? 'UA' : null },
          tags: i % 2 === 0 ? ['even'] : [],
          attributes: i % 3 === 0 ? { points: i } : {},
        },
        0,
        'test',
      ).id,
  );
}

const picture = (ids: readonly number[]): string =>
  JSON.stringify(
    ids.map((id) => [workspace.store.contacts.view(id, { workspace: 'UTC' }), workspace.store.lists.of(id)]),
  );

function run(id: number, limit = 7): void {
  while (workspace.store.bulkActions.step(id, contextAt, limit, 100));
}
const begin = (change: BulkChange, target: BulkTarget): number =>
  workspace.store.bulkActions.begin(change, target, 0, 100);

describe('a change of many', () => {
  it('of any kind changes whom it is about, says how many, and is undone to the last value', () => {
    const ids = people(40);
    const list = workspace.store.segments.saveList({ name: 'By hand' }, 0);
    const some = fc.oneof(
      fc.subarray(ids, { minLength: 1 }).map((chosen): BulkTarget => ({ ids: chosen })),
      fc
        .record({ rule: fc.constantFrom(everybody, tagged('even'), tagged('none')), except: fc.subarray(ids) })
        .map((one): BulkTarget => one),
      fc.constant<BulkTarget>({ search: 'Odd', except: [] }),
    );
    const change = fc.oneof(
      fc
        .constantFrom('even', 'new')
        .chain((tag) => fc.constantFrom<BulkChange[]>({ kind: 'tag', tag }, { kind: 'untag', tag })),
      fc
        .tuple(fc.constantFrom('attributes.points', 'country'), fc.constantFrom(null, 'UA', 'PL'))
        .map(([field, value]): BulkChange => ({ kind: 'set', field, value })),
      fc.constantFrom<BulkChange[]>({ kind: 'list', list }, { kind: 'unlist', list }),
    );
    fc.assert(
      fc.property(some, change, fc.integer({ min: 1, max: 50 }), (target, what, limit) => {
        const { bulkActions } = workspace.store;
        const before = picture(ids);
        const matched = ids.filter((id) =>
          'ids' in target ? target.ids.includes(id) : bulkActions.some(target, contextAt(100), 100).includes(id),
        );
        const id = begin(what, target);
        run(id, limit);
        const done = bulkActions.get(id);
        const states = JSON.parse(picture(ids)) as unknown[];
        const was = JSON.parse(before) as unknown[];
        const differing = ids.filter((_, i) => JSON.stringify(states[i]) !== JSON.stringify(was[i]));
        expect(done).toMatchObject({ state: 'done', seen: matched.length, changed: differing.length });
        expect(differing.every((one) => matched.includes(one))).toBe(true);
        bulkActions.undo(id);
        run(id, limit);
        expect(bulkActions.get(id)).toMatchObject({ state: 'undone', undone: differing.length });
        expect(picture(ids)).toBe(before);
        expect(() => bulkActions.undo(id)).toThrowError(expect.objectContaining({ code: 'bulk-not-done' }));
      }),
      { numRuns: 120 },
    );
  });

  it('asks a rule that it changes itself of each contact once', () => {
    const ids = people(40);
    const id = begin({ kind: 'untag', tag: 'even' }, { rule: tagged('even'), except: [] });
    run(id);
    expect(workspace.store.bulkActions.get(id)).toMatchObject({ seen: 20, changed: 20 });
    expect(ids.some((one) => workspace.store.contacts.row(one)?.tags.includes('even'))).toBe(false);
  });

  it('that is stopped leaves what it did, and that can be undone; what was changed since stays', () => {
    const ids = people(40);
    const { bulkActions, contacts } = workspace.store;
    const id = begin({ kind: 'set', field: 'country', value: 'PL' }, { ids });
    expect(bulkActions.step(id, contextAt, 10, 100)).toBe(true);
    bulkActions.cancel(id, 100);
    expect(bulkActions.step(id, contextAt, 10, 100)).toBe(false);
    expect(bulkActions.get(id)).toMatchObject({ state: 'canceled', changed: 10 });
    contacts.set(ids[0] as number, 'country', 'DE', 200);
    bulkActions.undo(id);
    run(id);
    expect(bulkActions.get(id)).toMatchObject({ state: 'undone', undone: 9 });
    expect(ids.slice(0, 4).map((one) => contacts.row(one)?.country)).toEqual(['DE', null, null, 'UA']);
  });

  it('goes on where it was after the workspace was closed', () => {
    const ids = people(20);
    const id = begin({ kind: 'tag', tag: 'x' }, { ids });
    workspace.store.bulkActions.step(id, contextAt, 5, 100);
    expect(workspace.store.bulkActions.open()).toBe(id);
    run(id, 6);
    expect(workspace.store.bulkActions.open()).toBeNull();
    expect(workspace.store.bulkActions.get(id)).toMatchObject({ state: 'done', seen: 20, changed: 20 });
  });

  it('finds its portions by an index', () => {
    const plan = workspace.store.db
      .prepare<[], { detail: string }>(
        'EXPLAIN QUERY PLAN SELECT contact_id FROM bulk_before WHERE action_id = 1 AND contact_id > 1 ORDER BY contact_id',
      )
      .all();
    expect(plan.map(({ detail }) => detail).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  });
});

describe('a segment by hand', () => {
  it('is asked like any other, and forgets who leaves', () => {
    const ids = people(6);
    const { store } = workspace;
    const list = store.segments.saveList({ name: 'Guests' }, 0);
    const rule: RuleGroup = { combinator: 'and', rules: [{ field: 'segment', operator: '=', value: list }] };
    const inside = () => store.contacts.idsAfter(rule, contextAt(1), 0, 100);
    run(begin({ kind: 'list', list }, { ids: ids.slice(0, 3) }));
    expect(inside()).toEqual(ids.slice(0, 3));
    run(begin({ kind: 'unlist', list }, { ids: ids.slice(1, 2) }));
    expect(inside()).toEqual([ids[0], ids[2]]);
    store.segments.remove(list);
    expect(store.lists.of(ids[0] as number)).toEqual([]);
  });

  it('takes in the profile that two become, and lets both go again', () => {
    const [one, other] = people(2) as [number, number];
    const { store } = workspace;
    const list = store.segments.saveList({ name: 'Guests' }, 0);
    store.lists.add(list, other, 1);
    const { id } = store.db.transaction(() =>
      store.merges.merge(one, other, { take: new Set(), at: 2, source: 'manual', batch: null }),
    )();
    expect(store.lists.of(one)).toEqual([list]);
    store.db.transaction(() => store.merges.undo(id, 3))();
    expect([store.lists.of(one), store.lists.of(other)]).toEqual([[], [list]]);
  });
});
