/** Who comes into a segment enters at once; what only time changes is found by looking again. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowSettings } from '../document/schema.ts';
import type { RuleGroup } from '../sdk/rule.ts';

const start = at('2026-03-02T09:00:00Z');
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
let ws: TestWorkspace;
afterEach(() => ws.dispose());

const is = (field: string, operator: 'contains' | '=' | 'withinLast' | 'notWithinLast', value: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field, operator, value }],
});
const vip = is('tags', '=', 'vip');
const bought = (times: number): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'events.bought', operator: '=', value: '', match: { mode: 'atLeast', threshold: times } }],
});

const watching = (config: object, settings: FlowSettings = {}, name = 'Watch') => ({
  ...flowOf(
    [
      ['in', 'trigger-segment', { audience: vip, on: 'enter', ...config }],
      ['mark', 'update-contact', { changes: [{ op: 'tag', value: 'seen' }] }],
      ['nap', 'wait', { for: 'PT1H' }],
    ],
    ['in.next>mark', 'mark.next>nap'],
    settings,
  ),
  name,
});
const keysIn = (flow: string): (string | null)[] => {
  const version = ws.store.flows.versions(flow)[0]?.id ?? 0;
  const { value } = ws.store.people
    .list({ versions: [version], nodes: ['in'], what: 'entered', by: null, limit: 100 })
    .next();
  return (value?.rows ?? []).map(({ contact_id: id }) => ws.store.contacts.row(id)?.key ?? null).sort();
};
const tag = (contact: number, name: string) =>
  ws.store.contacts.applyChanges(contact, [{ op: 'tag', tag: name }], ws.clock.now);
const untag = (contact: number, name: string) =>
  ws.store.contacts.applyChanges(contact, [{ op: 'untag', tag: name }], ws.clock.now);

describe('a segment that lets people in', () => {
  it.each([
    ['later', [], ['ben']],
    ['now', ['ann'], ['ann']],
    ['both', ['ann'], ['ann', 'ben']],
  ])('[E2] takes those of %s', async (who, first, then) => {
    ws = await testWorkspace();
    ws.contact('ann', { tags: ['vip'] });
    const ben = ws.contact('ben');
    ws.contact('cleo');
    const flow = ws.flow(watching({ who }));
    expect(ws.engine.startFlow(flow).entered).toBe(first.length);
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual(first);
    tag(ben, 'vip');
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual(then);
  });

  it('takes who leaves it, but not who was deleted', async () => {
    ws = await testWorkspace();
    const [ann, ben] = [ws.contact('ann', { tags: ['vip'] }), ws.contact('ben', { tags: ['vip'] })];
    const flow = ws.flow(watching({ on: 'leave' }));
    ws.engine.startFlow(flow);
    untag(ann, 'vip');
    ws.store.db.prepare('UPDATE contacts SET deleted_at = 1 WHERE id = ?').run(ben);
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual(['ann']);
  });

  it('takes who comes back, as the entry rules allow', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann');
    const [often, once] = [ws.flow(watching({})), ws.flow(watching({}, { entry: { maxPerContact: 1 } }, 'Once'))];
    for (const flow of [often, once]) ws.engine.startFlow(flow);
    for (let n = 0; n < 3; n++) {
      tag(ann, 'vip');
      await ws.engine.runUntilIdle();
      untag(ann, 'vip');
      ws.clock.now += 2 * hour;
      await ws.engine.runUntilIdle();
    }
    expect(ws.report(often).entered).toBe(3);
    expect(ws.report(once).entered).toBe(1);
  });

  it('[E3] is asked in the transaction of the event, and of the step, that changed the contact', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann');
    ws.engine.startFlow(ws.flow(watching({ audience: bought(2) }, {}, 'Buyers')), start);
    const seen = ws.flow(watching({ audience: is('tags', '=', 'seen') }, {}, 'Seen'));
    ws.engine.startFlow(seen, start);
    ws.event(ann, 'bought', start + minute);
    ws.event(ann, 'bought', start + hour);
    await ws.engine.runVirtual(start, start + day, { reallySend: false });
    expect(ws.report('buyers').entered).toBe(1);
    const [journey] = ws.store.journeys.activeOf(ann).concat();
    expect(journey).toBeUndefined();
    const entered = ws.store.db.prepare('SELECT flow_id, entered_at FROM journeys ORDER BY id').all() as {
      flow_id: string;
      entered_at: number;
    }[];
    // The tag that the first flow puts on brings the contact into the second, at the same instant.
    expect(entered).toEqual([
      { flow_id: 'buyers', entered_at: start + hour },
      { flow_id: seen, entered_at: start + hour },
    ]);
  });

  it('is asked within the transaction of what a vendor tells us', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann', { addresses: [{ kind: 'telegram', value: '77' }] });
    const flow = ws.flow(
      watching({
        audience: { combinator: 'and', rules: [{ field: 'events.message.received', operator: '=', value: '' }] },
      }),
    );
    ws.engine.startFlow(flow);
    const account = ws.store.accounts.list().find(({ type }) => type === 'sandbox')?.id ?? '';
    ws.engine.receive(account, [
      { kind: 'message', id: 'm1', channel: 'telegram', from: '77', at: ws.clock.now, text: 'hi' },
    ]);
    expect(ws.store.journeys.activeOf(ann)).toHaveLength(1);
  });

  it('finds what only time changes: by the minute on the wall clock, by the hour on a virtual one', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann', {});
    ws.event(ann, 'bought', start - day + 90 * minute);
    const quiet = is('lastEventAt.bought', 'notWithinLast', 'PT24H');
    const real = ws.flow(watching({ audience: quiet }));
    ws.engine.startFlow(real, start);
    for (let at_ = start; at_ <= start + 91 * minute; at_ += minute) {
      ws.clock.now = at_;
      await ws.engine.runUntilIdle();
    }
    const when = (flow: string) =>
      (ws.store.db.prepare('SELECT entered_at FROM journeys WHERE flow_id = ?').pluck().get(flow) as number) - start;
    expect(when(real)).toBe(91 * minute);
    ws.engine.stopFlow(real);
    const virtual = ws.flow(watching({ audience: quiet }, {}, 'Virtual'));
    ws.engine.startFlow(virtual, start);
    await ws.engine.runVirtual(start, start + day, { reallySend: false });
    expect(when(virtual)).toBe(2 * hour);
  });

  it('forgets nothing: not while paused, not over a restart, not when a change is published', async () => {
    ws = await testWorkspace();
    const [ann, ben, cleo] = ['ann', 'ben', 'cleo'].map((key) => ws.contact(key)) as [number, number, number];
    const flow = ws.flow(watching({}));
    ws.engine.startFlow(flow);
    ws.engine.pauseFlow(flow);
    tag(ann, 'vip');
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual([]);
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual(['ann']);
    tag(ben, 'vip');
    ws = await ws.reopen();
    ws.engine.startFlow(flow);
    tag(cleo, 'vip');
    await ws.engine.runUntilIdle();
    expect(keysIn(flow)).toEqual(['ben', 'cleo']);
    ws.engine.stopFlow(flow);
    expect(ws.store.db.prepare('SELECT count(*) FROM segment_members').pluck().get()).toBe(0);
    tag(ann, 'more');
    expect(ws.store.watches.changed(10)).toEqual([]);
  });

  it('does not spin when two flows undo each other’s work, and says so', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann');
    const turn = (on: string, op: string, name: string) => ({
      ...flowOf(
        [
          ['in', 'trigger-segment', { audience: vip, on }],
          ['do', 'update-contact', { changes: [{ op, value: 'vip' }] }],
        ],
        ['in.next>do'],
      ),
      name,
    });
    const off = ws.flow(turn('enter', 'untag', 'Off'));
    const on = ws.flow(turn('leave', 'tag', 'On'));
    for (const flow of [off, on]) ws.engine.startFlow(flow);
    tag(ann, 'vip');
    await ws.engine.runUntilIdle();
    expect(ws.report(off).entered).toBe(10);
    expect(ws.store.notices.list(10).map(({ code }) => code)).toEqual(['segment-circle']);
  });

  it('lets a whole import in', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(watching({}));
    ws.engine.startFlow(flow);
    ws.store.db.transaction(() => {
      for (let n = 0; n < 1234; n++) ws.contact(`c${n}`, { tags: n % 2 === 0 ? ['vip'] : [] });
    })();
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).entered).toBe(617);
  });
});

describe('exit rules', () => {
  const inside = (rule: RuleGroup) => ({
    ...flowOf(
      [
        ['all', 'trigger-manual', { audience: { combinator: 'and', rules: [] } }],
        ['nap', 'wait', { for: 'P30D' }],
      ],
      ['all.next>nap'],
      { exit: { when: [{ rule }] } },
    ),
  });

  it('[X1] take effect in the step that makes them true', async () => {
    ws = await testWorkspace();
    ws.contact('ann');
    const flow = ws.flow(inside(is('tags', '=', 'seen')));
    ws.engine.startFlow(flow, start);
    ws.engine.startFlow(
      ws.flow({
        ...flowOf(
          [
            ['in', 'trigger-manual', { audience: { combinator: 'and', rules: [] } }],
            ['nap', 'wait', { for: 'P1D' }],
            ['mark', 'update-contact', { changes: [{ op: 'tag', value: 'seen' }] }],
          ],
          ['in.next>nap', 'nap.next>mark'],
        ),
        name: 'Marks',
      }),
      start,
    );
    await ws.engine.runVirtual(start, start + 2 * day, { reallySend: false });
    expect(ws.report(flow).exited).toEqual({ rule: 1 });
    expect(ws.store.db.prepare('SELECT exited_at FROM journeys WHERE flow_id = ?').pluck().get(flow)).toBe(start + day);
  });

  it('are found by time, on a virtual clock too, and by the rules of one’s own version', async () => {
    ws = await testWorkspace();
    ws.contact('ann');
    const flow = ws.flow(inside(is('createdAt', 'notWithinLast', 'P2D')));
    ws.engine.startFlow(flow, start);
    const row = ws.store.flows.need(flow);
    ws.store.flows.save(
      flow,
      {
        revision: row.revision,
        document: { ...row.draft, settings: { exit: { when: [{ rule: is('tags', '=', 'x') }] } } },
      },
      start,
    );
    ws.engine.startFlow(flow, start);
    await ws.engine.runVirtual(start, start + 3 * day, { reallySend: false });
    const left = ws.store.db.prepare('SELECT exit_reason, exited_at FROM journeys').all();
    expect(left).toEqual([{ exit_reason: 'rule', exited_at: start + 2 * day + hour }]);
  });
});
