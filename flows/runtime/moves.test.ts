/** Publishing a change of a running flow: those inside stay, move or exit. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowDocument } from '../document/schema.ts';
import { replayJourneys } from '../explain/replay.ts';
import { onCrashPoint } from './crash-points.ts';

const hour = 3_600_000;
const day = 24 * hour;
let ws: TestWorkspace;
let start: number;

const letter = (id: string, subject: string) =>
  email(id, { topic: 'service', content: { en: { subject, html: '<p>Hello</p>' } } });
/** Start, a day, a letter, a day, another letter. */
function course(subject: string, second: ReturnType<typeof letter> | null = letter('second', 'Bye')): FlowDocument {
  return flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      ['pause', 'wait', { for: 'P1D' }],
      letter('first', subject),
      ['rest', 'wait', { for: 'P1D' }],
      ...(second === null ? [] : [second]),
    ],
    ['start.next>pause', 'pause.next>first', 'first.next>rest', ...(second === null ? [] : [`rest.next>${second[0]}`])],
  );
}
const change = (flow: string, document: FlowDocument): void => {
  const { revision } = ws.store.flows.need(flow);
  ws.store.flows.save(flow, { revision, document }, ws.clock.now);
};
const run = async (days: number): Promise<void> => {
  const from = ws.clock.now;
  ws.clock.now = from + days * day;
  await ws.engine.runVirtual(from, ws.clock.now, { reallySend: false });
};
const subjects = (): string[] =>
  ws.store.db
    .prepare<[], string>("SELECT content ->> '$.parts.subject' FROM messages WHERE sent_at IS NOT NULL ORDER BY id")
    .pluck()
    .all();
const versionsOf = (flow: string): Record<number, number> =>
  Object.fromEntries(ws.store.flows.versions(flow).map(({ number, active }) => [number, active]));
/** The kept counts of every version of every flow are those made anew from the log; report() asks the newest only. */
function addUp(): void {
  for (const { id: flow } of ws.store.flows.list()) {
    for (const { id, number } of ws.store.flows.versions(flow)) {
      const nodes = Object.values(ws.store.flows.version(flow, number)?.plan.nodes ?? {});
      const splits = nodes.flatMap(({ id: node, type }) => (type === 'split' ? [node] : []));
      const sorted = (rows: readonly { node: string; what: string; n: number }[]) =>
        rows.map(({ node, what, n }) => `${node} ${what} ${n}`).sort();
      const kept = ws.store.counters.of(id).filter(({ what }) => !what.startsWith('refused:'));
      expect({ flow, number, counts: sorted(kept) }).toEqual({
        flow,
        number,
        counts: sorted(ws.store.counters.rebuild(id, splits)),
      });
    }
  }
}

describe.each([
  ['one by one', Number.POSITIVE_INFINITY],
  ['together', 1],
])('[V2] publishing a change, journeys moved %s', (_, smallestSet) => {
  let flow: string;
  beforeEach(async () => {
    ws = await testWorkspace({ smallestSet });
    start = ws.clock.now;
    for (const key of ['a', 'b', 'c']) ws.contact(key, { addresses: [{ kind: 'email', value: `${key}@example.com` }] });
    flow = ws.flow(course('Old'));
    ws.engine.startFlow(flow, start);
  });
  afterEach(async () => {
    onCrashPoint(null);
    addUp();
    // The steps asked again say what the journal says, across versions too.
    expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
    await ws.dispose();
  });

  it('says who stands where, what changed there, and what usually becomes of them', () => {
    change(flow, course('New'));
    expect(ws.engine.standing(flow)).toEqual([
      {
        version: 1,
        node: 'pause',
        name: null,
        type: 'wait',
        people: 3,
        change: 'same',
        choices: ['stay', 'move', 'exit'],
        usual: 'move',
      },
    ]);
    change(flow, course('New', null));
    expect(ws.engine.standing(flow)).toMatchObject([{ node: 'pause', change: 'same', usual: 'stay' }]);
  });

  it('moves them when only texts changed: they keep their wait and get the new text', async () => {
    await run(0.5);
    change(flow, course('New'));
    ws.engine.startFlow(flow);
    expect(versionsOf(flow)).toEqual({ 1: 0, 2: 3 });
    await run(1);
    expect(subjects()).toEqual(['New', 'New', 'New']);
    const first = ws.store.db.prepare('SELECT min(sent_at) FROM messages').pluck().get();
    expect(first).toBe(start + day);
    // Both versions add up; report() compares the kept counts with those made anew from the log.
    ws.report(flow);
    expect(ws.store.counters.of(ws.store.flows.versions(flow)[1]?.id ?? 0)).toContainEqual({
      node: 'pause',
      what: 'left:moved',
      n: 3,
    });
  });

  it('lets them stay when more changed, on the old version to its end', async () => {
    change(flow, course('New', null));
    ws.engine.startFlow(flow);
    expect(versionsOf(flow)).toEqual({ 1: 3, 2: 0 });
    await run(3);
    expect(subjects()).toEqual(['Old', 'Old', 'Old', 'Bye', 'Bye', 'Bye']);
  });

  it('does as it is told by block, and an exit has its reason', async () => {
    await run(0.5);
    change(flow, course('New', null));
    ws.engine.startFlow(flow, undefined, { inside: { pause: 'exit' } });
    expect(versionsOf(flow)).toEqual({ 1: 0, 2: 0 });
    const reasons = ws.store.db.prepare('SELECT DISTINCT exit_reason FROM journeys').pluck().all();
    expect(reasons).toEqual(['version-changed']);
    await run(3);
    expect(subjects()).toEqual([]);
  });

  it('takes nobody to a block that is gone, and forgets nothing of it', async () => {
    await run(1.5);
    const without: FlowDocument = course('Old');
    const document = {
      ...without,
      nodes: without.nodes.filter(({ id }) => id !== 'rest'),
      edges: [
        ...without.edges.filter(({ from, to }) => from !== 'rest' && to !== 'rest'),
        { from: 'first', outlet: 'next', to: 'second' },
      ],
    };
    change(flow, document);
    expect(ws.engine.standing(flow)).toMatchObject([{ node: 'rest', change: 'removed', choices: ['stay', 'exit'] }]);
    expect(() => ws.engine.startFlow(flow, undefined, { inside: { rest: 'move' } })).toThrow(/cannot move/);
    // Nothing was published.
    expect(versionsOf(flow)).toEqual({ 1: 3 });
    ws.engine.startFlow(flow, undefined, { inside: 'move' });
    expect(versionsOf(flow)).toEqual({ 1: 3, 2: 0 });
    await run(2);
    expect(subjects()).toEqual(['Old', 'Old', 'Old', 'Bye', 'Bye', 'Bye']);
  });

  it('goes on with what was chosen after a crash in the middle', async () => {
    change(flow, course('New'));
    onCrashPoint((point) => {
      if (point === 'moves-before-commit') throw new Error('killed');
    });
    expect(() => ws.engine.startFlow(flow)).toThrow('killed');
    onCrashPoint(null);
    expect(versionsOf(flow)).toEqual({ 1: 3, 2: 0 });
    ws = await ws.reopen();
    await run(1.5);
    expect(subjects()).toEqual(['New', 'New', 'New']);
    expect(versionsOf(flow)).toEqual({ 1: 0, 2: 3 });
    ws.report(flow);
  });

  it('goes on letting an audience in when a change is published in the middle of it', async () => {
    for (let n = 0; n < 6000; n++) ws.contact(`more-${n}`);
    await ws.engine.runUntilIdle();
    const many = ws.flow(course('Old'));
    ws.engine.startFlow(many, undefined, { letIn: { within: 1 } });
    expect(ws.store.flows.versions(many)[0]?.entered).toBeLessThan(6003);
    change(many, course('New', null));
    ws.engine.startFlow(many, undefined, { letIn: 'later' });
    await run(0.1);
    expect(Object.values(versionsOf(many)).reduce((a, b) => a + b, 0)).toBe(6003);
  });

  it.each(['stop', 'exit'] as const)('calls back a message that was queued before the move: %s', async (how) => {
    const quiet = (subject: string): FlowDocument => ({
      ...course(subject),
      settings: { quietHours: { from: '00:00', to: '23:59' } },
    });
    const other = ws.flow(quiet('Old'));
    ws.engine.startFlow(other, start);
    // On the wall clock, as the outbox keeps it back.
    ws.clock.now = start + day;
    await ws.engine.runUntilIdle();
    const queued = () =>
      ws.store.db.prepare<[string], string>('SELECT state FROM messages WHERE flow_id = ?').pluck().all(other);
    expect(queued()).toEqual(['queued', 'queued', 'queued']);
    change(other, quiet('New'));
    ws.engine.startFlow(other);
    expect(versionsOf(other)).toEqual({ 1: 0, 2: 3 });
    addUp();
    if (how === 'stop') ws.engine.stopFlow(other);
    else {
      change(other, { ...quiet('New'), name: 'Renamed' });
      ws.engine.startFlow(other, undefined, { inside: 'exit' });
    }
    expect(queued()).toEqual(['canceled', 'canceled', 'canceled']);
  });

  it('moves nobody to a version whose publication was rolled back', async () => {
    change(flow, course('New'));
    onCrashPoint((point) => {
      if (point === 'publish-before-commit') throw new Error('no room');
    });
    expect(() => ws.engine.startFlow(flow)).toThrow('no room');
    onCrashPoint(null);
    // The same engine works on: nothing of the attempt is left in its memory.
    await run(1.5);
    expect(subjects()).toEqual(['Old', 'Old', 'Old']);
    expect(versionsOf(flow)).toEqual({ 1: 3 });
  });

  it('has nothing left to do once the flow was stopped', async () => {
    change(flow, course('New'));
    ws.engine.startFlow(flow, undefined, { letIn: 'later' });
    expect(versionsOf(flow)).toEqual({ 1: 3, 2: 0 });
    ws.engine.stopFlow(flow);
    expect(ws.store.meta.value('moves')).toEqual([]);
    await run(1);
    expect(versionsOf(flow)).toEqual({ 1: 0, 2: 0 });
  });

  it('refuses a block that no version has, and publishes nothing', () => {
    change(flow, course('New'));
    expect(() => ws.engine.startFlow(flow, undefined, { inside: { paus: 'move' } })).toThrow(/has a block "paus"/);
    expect(versionsOf(flow)).toEqual({ 1: 3 });
  });

  it('goes on counting visits where it was', async () => {
    const round = (subject: string): FlowDocument =>
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P1D' }],
          letter('first', subject),
        ],
        ['start.next>pause', 'pause.next>first', 'first.next>pause'],
      );
    const other = ws.flow(round('Old'));
    ws.engine.startFlow(other, start);
    await run(1.5);
    change(other, round('New'));
    ws.engine.startFlow(other);
    await run(1);
    const keys = ws.store.db
      .prepare<[string], string>('SELECT key FROM messages WHERE flow_id = ? ORDER BY id')
      .pluck()
      .all(other);
    expect(keys.map((key) => key.split(':').at(-1))).toEqual(['1', '1', '1', '2', '2', '2']);
    const visits = ws.store.db
      .prepare("SELECT DISTINCT visit FROM journeys WHERE flow_id = ? AND node = 'pause'")
      .pluck()
      .all(other);
    expect(visits).toEqual([3]);
  });

  it('counts a goal under the version in which its arm was taken', async () => {
    const split = (subject: string): FlowDocument => ({
      ...course(subject),
      settings: { goal: { event: 'order.paid', within: 'P30D' } },
      nodes: [
        ...course(subject).nodes,
        {
          id: 'arms',
          type: 'split',
          version: 1,
          config: {
            arms: [
              { id: 'one', weight: 5000 },
              { id: 'two', weight: 5000 },
            ],
          },
        },
      ],
      edges: [
        ...course(subject).edges.filter(({ from }) => from !== 'start'),
        { from: 'start', outlet: 'next', to: 'arms' },
        { from: 'arms', outlet: 'one', to: 'pause' },
        { from: 'arms', outlet: 'two', to: 'pause' },
      ],
    });
    const other = ws.flow(split('Old'));
    ws.engine.startFlow(other, start);
    await run(0.5);
    change(other, split('New'));
    ws.engine.startFlow(other);
    ws.event(1, 'order.paid', ws.clock.now + hour);
    await run(1);
    ws.report(other);
    const goals = ws.store.db
      .prepare(
        `SELECT v.number, c.n FROM counters c JOIN versions v ON v.id = c.version_id
         WHERE v.flow_id = ? AND c.what LIKE 'goal:%' AND c.n <> 0`,
      )
      .all(other);
    expect(goals).toEqual([{ number: 1, n: 1 }]);
  });
});
