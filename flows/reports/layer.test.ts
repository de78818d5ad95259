/** Figures of a span, of versions, of one way: equal to counting the journal by hand, and to the kept counts at the end. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plansOf, scansIn } from '../../tests/kit/plans.ts';
import { email, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowDocument } from '../document/schema.ts';
import { journalOf, type Way } from '../store/journal.ts';
import { bucketOf, layerReport } from './layer.ts';
import { bucketsOf, readLayer } from './read-layer.ts';
import { readReport } from './report.ts';

const hour = 3_600_000;
const day = 24 * hour;

/** A start, two arms, a day's wait in one of them, a letter, a wait for an order. */
const course = (subject: string): FlowDocument =>
  flowOf(
    [
      ['start', 'trigger-event', { event: 'form.submitted' }],
      [
        'test',
        'split',
        {
          arms: [
            { id: 'a', weight: 5000 },
            { id: 'b', weight: 5000 },
          ],
        },
      ],
      ['pause', 'wait', { for: 'P1D' }],
      email('letter', { content: { en: { subject, html: '<p>Hello</p>' } } }),
      ['order', 'wait-for', { outcomes: [{ id: 'bought', event: 'order.created' }], timeout: 'P2D' }],
      ['bye', 'exit', { reason: 'done' }],
    ],
    ['start.next>test', 'test.a>pause', 'test.b>letter', 'pause.next>letter', 'letter.next>order', 'order.bought>bye'],
    { goal: { event: 'order.created', value: 'event.total', within: 'P5D' } },
  );

let ws: TestWorkspace;
let flow: string;
let began: number;
let now: number;

beforeAll(async () => {
  ws = await testWorkspace({ timezone: 'Europe/Kyiv' });
  began = ws.clock.now;
  const people = Array.from({ length: 40 }, (_, n) =>
    ws.contact(`p${n}`, {
      addresses: n % 7 === 0 ? [] : [{ kind: 'email', value: `p${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: n % 5 !== 0 }],
    }),
  );
  flow = ws.flow(course('Hi'));
  ws.engine.startFlow(flow, began);
  const run = async (until: number): Promise<void> => {
    const from = ws.clock.now;
    ws.clock.now = until;
    await ws.engine.runVirtual(from, until, { reallySend: false });
  };
  for (const [n, contact] of people.entries()) {
    ws.event(contact, 'form.submitted', began + n * 5 * hour);
    if (n % 3 === 0) ws.event(contact, 'order.created', began + n * 5 * hour + 30 * hour, { total: n + 0.5 });
  }
  await run(began + 4 * day + 7 * hour);
  const { revision } = ws.store.flows.need(flow);
  ws.store.flows.save(flow, { revision, document: course('Hello again') }, ws.clock.now);
  ws.engine.startFlow(flow, ws.clock.now, { inside: 'move' });
  await run(began + 9 * day);
  now = ws.clock.now + 1;
});
afterAll(() => ws.dispose());

interface Asked {
  version: number | 'all';
  from: number | undefined;
  to: number;
  way: Way | undefined;
}

/** By hand: every row of the journal, looked at once. */
function counted({ version, from, to, way }: Asked) {
  const { db } = ws.store;
  const rows = <Row>(sql: string): Row[] => db.prepare<[], Row>(sql).all();
  const ids = new Map(ws.store.flows.versions(flow).map(({ id, number }) => [id, number]));
  const steps = rows<{
    journey_id: number;
    version_id: number;
    node: string;
    arrived_at: number;
    left_at: number;
    outlet: string | null;
    exit_reason: string | null;
  }>('SELECT * FROM steps');
  const went = new Set(
    steps.filter((step) => step.node === way?.node && step.outlet === way.outlet).map((step) => step.journey_id),
  );
  const asked = (row: { version_id: number; journey: number }): boolean =>
    (version === 'all' || ids.get(row.version_id) === version) && (way === undefined || went.has(row.journey));
  const within = (at: number | null): boolean => at !== null && at < to && (from === undefined || at >= from);
  const counts: Record<string, number> = {};
  const count = (key: string, n = 1): void => {
    counts[key] = (counts[key] ?? 0) + n;
  };
  const journeys = rows<{
    id: number;
    version_id: number;
    node: string | null;
    arrived_at: number;
    entered_at: number;
    exited_at: number | null;
    goal_at: number | null;
    goal_value: number | null;
  }>('SELECT * FROM journeys');
  const visits = [
    ...steps.map((step) => ({ ...step, journey: step.journey_id })),
    ...journeys
      .filter(({ node }) => node !== null)
      .map((journey) => ({
        journey: journey.id,
        version_id: journey.version_id,
        node: journey.node as string,
        arrived_at: journey.arrived_at,
        left_at: Number.POSITIVE_INFINITY,
        outlet: null,
        exit_reason: null,
      })),
  ].filter(asked);
  for (const visit of visits) {
    if (within(visit.arrived_at)) count(`${visit.node} came`);
    if (visit.arrived_at < to && visit.left_at >= to) count(`${visit.node} stands`);
    if (!within(visit.left_at)) continue;
    if (visit.exit_reason !== null) count(`${visit.node} ended ${visit.exit_reason}`);
    else count(`${visit.node} left ${visit.outlet}`);
  }
  for (const journey of journeys.map((row) => ({ ...row, journey: row.id })).filter(asked)) {
    if (within(journey.entered_at)) count('entered');
    if (journey.entered_at < to && (journey.exited_at ?? Number.POSITIVE_INFINITY) >= to) count('active');
    if (within(journey.goal_at)) {
      count('goal');
      count('value', journey.goal_value ?? 0);
    }
  }
  type Message = {
    journey: number;
    version_id: number;
    node: string;
    state: string;
    reason: string;
    state_at: number;
    cost: number | null;
  } & Record<`${'sent' | 'delivered' | 'read' | 'failed'}_at`, number | null>;
  for (const message of rows<Message>('SELECT *, journey_id AS journey FROM messages').filter(asked)) {
    for (const state of ['sent', 'delivered', 'read', 'failed'] as const)
      if (within(message[`${state}_at`])) count(`${message.node} ${state}`);
    if (message.state === 'suppressed' && within(message.state_at)) count(`${message.node} not sent ${message.reason}`);
    if (message.cost !== null && within(message.sent_at ?? message.state_at))
      count(`${message.node} cost`, message.cost);
  }
  return nonzero(counts);
}

const nonzero = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts)
      .filter(([, n]) => n !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );

function told(report: ReturnType<typeof layerReport>): Record<string, number> {
  const counts: Record<string, number> = {
    entered: report.entered,
    active: report.active,
    goal: report.goal.reached,
    value: report.goal.value,
  };
  for (const node of report.nodes) {
    counts[`${node.id} came`] = node.entered;
    counts[`${node.id} stands`] = node.waiting;
    for (const [outlet, n] of Object.entries(node.left)) counts[`${node.id} left ${outlet}`] = n;
    for (const [reason, n] of Object.entries(node.exited)) counts[`${node.id} ended ${reason}`] = n;
  }
  for (const row of report.messages) {
    for (const state of ['sent', 'delivered', 'read', 'failed', 'cost'] as const)
      counts[`${row.node} ${state}`] = row[state];
    for (const [reason, n] of Object.entries(row.suppressed)) counts[`${row.node} not sent ${reason}`] = n;
  }
  return nonzero(counts);
}

describe('the figures of a layer', () => {
  const layers = fc.record({
    version: fc.constantFrom<(number | 'all')[]>(1, 2, 'all'),
    hours: fc.tuple(fc.integer({ min: -5, max: 225 }), fc.integer({ min: 1, max: 225 })),
    whole: fc.boolean(),
    way: fc.constantFrom<(Way | undefined)[]>(
      undefined,
      { node: 'test', outlet: 'a' },
      { node: 'test', outlet: 'b' },
      { node: 'order', outlet: 'bought' },
    ),
  });

  it('are those counted by hand, at the end of every bucket', async () => {
    let busy = 0;
    await fc.assert(
      fc.asyncProperty(layers, fc.nat(), async ({ version, hours: [first, length], whole, way }, pick) => {
        const from = whole ? undefined : began + first * hour;
        const to = whole ? now : began + (first + length) * hour;
        const layer = await readLayer(ws.store, { flow, version, from, to, way });
        const tick = pick % layer.at.length;
        const until = Date.parse(layer.at[tick] as string);
        const byHand = counted({ version, from, to: until, way });
        expect(told(layerReport(layer, tick))).toEqual(byHand);
        busy += Object.keys(byHand).length;
      }),
      { numRuns: 60 },
    );
    expect(busy).toBeGreaterThan(500);
  });

  it.each<number | 'all'>([1, 2, 'all'])('over the whole time are the kept ones: version %s', async (version) => {
    const layer = await readLayer(ws.store, { flow, version, to: now });
    const kept = readReport(ws.store, ws.registry, flow, { version });
    expect(told(layerReport(layer, layer.at.length - 1))).toEqual(told(kept));
    expect(kept.entered).toBeGreaterThan(5);
  });

  it('begin with the first who came, though the version was published later', async () => {
    const first = ws.store.db.prepare<[], number>('SELECT min(entered_at) FROM journeys').pluck().get() ?? 0;
    ws.store.db.prepare('UPDATE versions SET published_at = ?').run(now);
    const layer = await readLayer(ws.store, { flow, version: 'all', to: now });
    expect(Date.parse(layer.from)).toBe(first);
    expect(layerReport(layer, 0).entered).toBeLessThan(10);
  });

  it('of both arms are those of all who came to the test', async () => {
    const arm = async (outlet: string) => {
      const layer = await readLayer(ws.store, { flow, version: 'all', to: now, way: { node: 'test', outlet } });
      return layerReport(layer, layer.at.length - 1);
    };
    const [a, b] = [await arm('a'), await arm('b')];
    expect(Math.min(a.entered, b.entered)).toBeGreaterThan(3);
    expect(a.entered + b.entered).toBe(readReport(ws.store, ws.registry, flow, { version: 'all' }).entered);
    expect(b.nodes.find(({ id }) => id === 'pause')?.entered).toBe(0);
  });

  it('tell how far they are, and stop when nobody listens', async () => {
    const shares: number[] = [];
    await readLayer(ws.store, { flow, to: now }, { onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual([...shares].sort((x, y) => x - y));
    const gone = new AbortController();
    gone.abort(new Error('nobody listens'));
    await expect(readLayer(ws.store, { flow, to: now }, { signal: gone.signal })).rejects.toThrow('nobody listens');
  });
});

describe('buckets', () => {
  const zone = 'Europe/Kyiv';
  it('are days of the calendar, through the change of the clock', () => {
    const from = Date.parse('2026-03-26T10:00:00Z');
    const ends = bucketsOf(from, Date.parse('2026-03-31T10:00:00Z'), zone);
    expect(ends.map((end) => new Date(end).toISOString().slice(0, 13))).toEqual([
      '2026-03-26T22',
      '2026-03-27T22',
      '2026-03-28T22',
      '2026-03-29T21',
      '2026-03-30T21',
      '2026-03-31T10',
    ]);
  });

  it('cover every span without a gap, and each moment has one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 * 24 }), fc.nat(1_000_000), (hours, offset) => {
        const from = began - hours * hour;
        const ends = bucketsOf(from, began, zone);
        expect(ends.at(-1)).toBe(began);
        expect(ends.length).toBeLessThan(140);
        expect(ends.every((end, n) => end > (n === 0 ? from : (ends[n - 1] as number)))).toBe(true);
        const at = from + (offset / 1_000_000) * (began - from);
        const found = bucketOf({ from, ends }, at);
        expect(ends.findIndex((end) => at < end)).toBe(at >= began ? -1 : found);
      }),
    );
  });
});

it('reads every page by an index', () => {
  const plans = plansOf(ws.store.db, (db) => {
    journalOf(db, { node: 'x', outlet: 'y' });
    journalOf(db, null);
  });
  expect(plans.length).toBeGreaterThan(15);
  expect(scansIn(plans)).toEqual([]);
});
