/** Every number of a report, of any part of what happened, has as many people behind it, page by page. */
import { createRouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import type { Layer } from '../../api/live.ts';
import type { Report } from '../../api/shapes.ts';
import { layerReport } from '../../reports/layer.ts';
import { procedures } from '../router.ts';

const day = 86_400_000;
let ws: TestWorkspace;
let flow: string;
const api = () => createRouterClient(procedures, { context: ws });

beforeAll(async () => {
  ws = await testWorkspace();
  for (let n = 0; n < 23; n++) {
    const contact = ws.contact(`p${n}`, {
      addresses: n % 4 === 0 ? [] : [{ kind: 'email', value: `p${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: n % 5 !== 0 }],
    });
    if (n % 6 === 1) ws.event(contact, 'order.created', ws.clock.now + (n / 10) * day);
  }
  flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
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
        email('mail'),
        ['pause', 'wait', { for: 'P9D' }],
      ],
      ['start.next>test', 'test.a>mail', 'test.b>pause', 'mail.next>pause'],
      { exit: { when: [{ event: 'order.created' }] }, goal: { event: 'order.created', within: 'P5D' } },
    ),
  );
  ws.engine.startFlow(flow);
  const from = ws.clock.now;
  ws.clock.now = from + 4 * day;
  await ws.engine.runVirtual(from, ws.clock.now, { reallySend: false });
});
afterAll(() => ws.dispose());

type Asked = Parameters<ReturnType<typeof api>['flows']['people']>[0];

/** All of them, in pages of five. */
async function people(asked: Omit<Asked, 'flow'>): Promise<{ total: number | null; found: number }> {
  let found = 0;
  for (let after: string | undefined; ; ) {
    const page = await api().flows.people({ flow, limit: 5, ...asked, ...(after === undefined ? {} : { after }) });
    found += page.rows.length;
    if (page.next === null) return { total: page.total, found };
    after = page.next;
  }
}

/** What can be asked of a report, with its number. */
function numbersOf(report: Report): (Pick<Asked, 'node' | 'what' | 'by'> & { n: number })[] {
  const ofNodes = report.nodes.flatMap(({ id: node, entered, waiting, left, exited }) => [
    { node, what: 'entered' as const, n: entered },
    { node, what: 'here' as const, n: waiting },
    ...Object.entries(left).map(([by, n]) => ({ node, what: 'left' as const, by, n })),
    ...Object.entries(exited).map(([by, n]) => ({ node, what: 'ended' as const, by, n })),
  ]);
  const ofMessages = report.messages.flatMap(({ node, sent, suppressed }) => [
    { node, what: 'message' as const, by: 'sent', n: sent },
    ...Object.entries(suppressed).map(([why, n]) => ({ node, what: 'message' as const, by: `suppressed:${why}`, n })),
  ]);
  const whole = [
    { what: 'entered' as const, n: report.entered },
    { what: 'here' as const, n: report.active },
    { what: 'goal' as const, n: report.goal.reached },
    ...Object.entries(report.exited).map(([by, n]) => ({ what: 'ended' as const, by, n })),
  ].map((one) => ({ node: '', ...one }));
  return [...ofNodes, ...ofMessages, ...whole];
}

it('of the kept figures', async () => {
  const numbers = numbersOf(await api().flows.report({ flow }));
  expect(numbers.filter(({ n }) => n > 0).length).toBeGreaterThan(12);
  for (const { n, ...asked } of numbers)
    expect({ asked, ...(await people(asked)) }).toEqual({ asked, total: n, found: n });
  const notSent = await people({ node: 'mail', what: 'message', by: 'not-sent' });
  expect(notSent.found).toBe(notSent.total);
  expect(notSent.found).toBeGreaterThan(2);
  const lost = await people({ node: '', what: 'lost' });
  expect(lost).toEqual({ total: 4, found: 4 });
});

it('of a span, and of one way of a test', async () => {
  const began = Date.parse('2026-03-02T09:00:00Z');
  const from = new Date(began + 0.5 * day).toISOString();
  for (const part of [{ from, to: new Date(began + 2 * day).toISOString() }, { way: { node: 'test', outlet: 'b' } }]) {
    let layer: Layer | null = null;
    for await (const item of await api().live.layer({ flow, ...part })) if (item.kind === 'done') layer = item.layer;
    if (layer === null) throw new Error('The stream ended without figures');
    const numbers = numbersOf(layerReport(layer, layer.at.length - 1));
    expect(numbers.filter(({ n }) => n > 0).length).toBeGreaterThan(4);
    const { to, ...rest } = { to: undefined, ...part };
    for (const { n, ...asked } of numbers) {
      const { found } = await people({ ...asked, ...rest, ...(to === undefined ? {} : { before: to }) });
      expect({ asked, found }).toEqual({ asked, found: n });
    }
  }
});

it('in words, where a version or a time is none', async () => {
  await expect(api().live.waiting({ flow, version: 7 })).rejects.toMatchObject({ data: { code: 'version-missing' } });
  await expect(people({ node: 'mail', what: 'here', from: 'soon' })).rejects.toMatchObject({
    data: { code: 'bad-time' },
  });
  const broken = async () => {
    for await (const _ of await api().live.layer({ flow, from: 'soon' }));
  };
  await expect(broken()).rejects.toMatchObject({ data: { code: 'bad-time' } });
});
