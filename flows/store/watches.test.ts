/** What is asked of watches again and again is found by an index, whatever the size of the base. */
import type Database from 'better-sqlite3';
import { afterEach, expect, it } from 'vitest';
import { type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { everybody, type RuleGroup } from '../sdk/rule.ts';

let ws: TestWorkspace;
afterEach(() => ws.dispose());

const context = { now: { ms: 0, zone: 'UTC' }, segments: () => null };
const rule: RuleGroup = { combinator: 'and', rules: [{ field: 'tags', operator: '=', value: 'vip' }] };

/** Every statement that the store prepares from now on, with its plan. */
function plansOf(work: () => void): string[] {
  const { db } = ws.store;
  const plans: string[] = [];
  const { prepare } = db;
  db.prepare = ((text: string) => {
    const values: unknown[] = (text.match(/\?/g) ?? []).map(() => 1);
    const rows = (prepare.call(db, `EXPLAIN QUERY PLAN ${text}`) as Database.Statement<unknown[]>).all(...values);
    plans.push(...(rows as { detail: string }[]).map(({ detail }) => detail));
    return prepare.call(db, text);
  }) as typeof db.prepare;
  work();
  db.prepare = prepare;
  return plans;
}

it('asks by index only', async () => {
  ws = await testWorkspace();
  const { watchStore } = await import('./watches.ts');
  const plans = plansOf(() => {
    const watches = watchStore(ws.store.db);
    watches.crossedByChange(1, rule, context, 10);
    watches.crossedWithin(1, rule, context, 0, 10);
    ws.store.live.insideMatching({ flow: 'a', id: 1 }, everybody, context, 0, 10);
  });
  expect(plans.length).toBeGreaterThan(20);
  // The few watches themselves, and the changed contacts, are read as they stand.
  const scans = plans.filter(
    (detail) => /^SCAN/.test(detail) && !/^SCAN (watches|contact_changes|h|CONSTANT ROW)/.test(detail),
  );
  expect(scans).toEqual([]);
  expect(plans.filter((detail) => detail.includes('TEMP B-TREE'))).toEqual([]);
});

it('takes down what changes, only while something is watched', async () => {
  ws = await testWorkspace();
  const { watches, contacts } = ws.store;
  const ann = ws.contact('ann');
  expect(watches.changed(10)).toEqual([]);
  const watch = watches.add('flow', 'node', '');
  const changes: [string, () => unknown][] = [
    ['a field', () => contacts.set(ann, 'first_name', 'Ann', 1)],
    ['an attribute', () => contacts.set(ann, 'attributes.points', 7, 1)],
    ['a tag', () => contacts.applyChanges(ann, [{ op: 'tag', tag: 'vip' }], 1)],
    ['no tag', () => contacts.applyChanges(ann, [{ op: 'untag', tag: 'vip' }], 1)],
    ['a consent', () => contacts.setConsent(ann, { channel: 'email', topic: '', granted: true }, 1, 'test')],
    ['no consent', () => contacts.setConsent(ann, { channel: 'email', topic: '', granted: false }, 2, 'test')],
    ['an address', () => contacts.addAddress(ann, { kind: 'telegram', value: '7' }, 1)],
    [
      'a blocked address',
      () => contacts.setAddressStateEverywhere({ kind: 'telegram', value: '7' }, 'blocked', null, 1),
    ],
    ['no address', () => contacts.removeAddress(ann, { kind: 'telegram', value: '7' }, 1)],
  ];
  for (const [what, change] of changes) {
    change();
    expect(watches.changed(10), what).toEqual([ann]);
    watches.forgetUpTo(ann);
  }
  const ben = ws.contact('ben', { tags: ['vip'], consents: [{ channel: 'email', topic: '', granted: true }] });
  expect(watches.changed(10)).toEqual([ben]);
  watches.drop(watch);
  expect(watches.changed(10)).toEqual([]);
});
