/** The print queue called as a screen calls it: from letters that wait to journeys that go on when they are printed. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readPdf } from '../../../tests/kit/pdf-text.ts';
import { everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { hasPostalAddress } from '../../sdk/postal.ts';
import { undoMs } from '../printed.ts';
import { procedures } from '../router.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace({ timezone: 'Europe/Kyiv' });
});
afterEach(async () => {
  vi.useRealTimers();
  await ws.dispose();
});

const api = () => createRouterClient(procedures, { context: ws }).print;
const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) });

const address = (street: string) => ({ street, postcode: '01001', city: 'Київ' });
const letter = (over: object = {}) => ({
  account: 'paper',
  topic: 'service',
  format: 'letter-a4',
  content: { en: { text: 'Dear {{ contact.first_name }}' } },
  ...over,
});

/** A letter to everybody; who has it in hand goes on to the end, who has no address by another way. */
async function posted(over: object = {}): Promise<string> {
  const flow = ws.flow(
    flowOf(
      [
        ['in', 'trigger-manual', { audience: everybody }],
        ['page', 'print', letter(over)],
        ['hold', 'wait-for', { outcomes: [{ id: 'done', event: 'message.delivered', node: 'page' }], timeout: 'P30D' }],
        ['end', 'exit', { reason: 'printed' }],
        ['none', 'exit', { reason: 'nowhere' }],
      ],
      ['in.next>page', 'page.next>hold', 'page.no-address>none', 'hold.done>end'],
      {},
      { accounts: { paper: { capability: 'send.print' } } },
    ),
  );
  ws.contact('a', { profile: { first_name: 'Олена' }, attributes: address('Хрещатик, 22') });
  ws.contact('b', { profile: { first_name: 'Borys' }, attributes: address('Sadova 1') });
  ws.contact('c', { profile: { first_name: 'Clara' }, attributes: { street: ' ', city: 'Lviv' } });
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  return flow;
}

const all = async () => {
  const { waiting } = await api().queue();
  return { kinds: waiting.map(({ flow, node, format }) => ({ flow, node, format })) };
};

async function pdfOf(job: number) {
  const { file } = await api().begin({ job });
  await vi.waitFor(async () => expect((await api().file({ file })).bytes).not.toBeNull(), { timeout: 30_000 });
  const { base64 } = await api().read({ file, offset: 0 });
  await api().end({ file });
  await expect(api().file({ file })).rejects.toEqual(refused('print-file-missing'));
  return Buffer.from(base64, 'base64');
}

it('holds what was accepted, and lets those without an address out by their own way', async () => {
  const flow = await posted();
  const { waiting, jobs } = await api().queue();
  expect(jobs).toEqual([]);
  expect(waiting).toMatchObject([{ flow, flowName: 'Test flow', node: 'page', format: 'letter-a4', count: 2 }]);
  const report = ws.report(flow);
  expect(report.nodes.find(({ id }) => id === 'page')?.left).toEqual({ next: 2, 'no-address': 1 });
  expect(report.exited).toMatchObject({ nowhere: 1 });
});

it('makes a PDF of exactly those, the same each time, and puts them back', async () => {
  await posted();
  const { job, pieces } = await api().make(await all());
  expect(pieces).toBe(2);
  expect((await api().queue()).waiting).toEqual([]);
  const [one, two] = [await pdfOf(job), await pdfOf(job)];
  expect(one.equals(two)).toBe(true);
  const said = readPdf(one).pages.map((page) => page.map(({ text }) => text));
  expect(said).toHaveLength(2);
  expect(said[0]).toEqual(expect.arrayContaining(['Хрещатик, 22', '01001 Київ', 'Dear Олена']));
  expect(said[1]).toEqual(expect.arrayContaining(['Sadova 1', 'Dear Borys']));
  await api().putBack({ job });
  expect((await api().queue()).waiting).toMatchObject([{ count: 2 }]);
  await expect(api().begin({ job })).rejects.toEqual(refused('print-job-missing'));
});

it('tells journeys that it was printed, but not before it can be undone no more', async () => {
  const flow = await posted();
  const ended = () => ws.report(flow).exited.printed ?? 0;
  const { job } = await api().make(await all());
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const later = async (ms: number) => {
    ws.clock.now += ms;
    vi.advanceTimersByTime(ms);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    await ws.engine.runUntilIdle();
  };
  expect(await api().printed({ job })).toMatchObject({ undoable: true });
  await later(undoMs - 1000);
  expect(await api().unprinted({ job })).toMatchObject({ printedAt: null, undoable: false });
  await later(undoMs);
  expect(ended()).toBe(0);
  await api().printed({ job });
  await expect(api().putBack({ job })).rejects.toEqual(refused('print-printed'));
  await later(undoMs);
  expect(ended()).toBe(2);
  expect((await api().queue()).jobs).toMatchObject([{ job, undoable: false }]);
  await expect(api().unprinted({ job })).rejects.toEqual(refused('print-told'));
});

it('tells them also when the app was closed meanwhile', async () => {
  const flow = await posted();
  const { job } = await api().make(await all());
  await api().printed({ job });
  ws.clock.now += undoMs;
  ws = await ws.reopen();
  await vi.waitFor(() => expect(ws.store.print.job(job)?.toldAt).not.toBeNull());
  await ws.engine.runUntilIdle();
  expect(ws.report(flow).exited.printed).toBe(2);
});

it('refuses to mix formats, and says when nothing waits any more', async () => {
  await posted();
  const { kinds } = await all();
  const [kind] = kinds;
  if (kind === undefined) throw new Error('nothing waits');
  const mixed = [kind, { ...kind, format: 'flyer-2' as const }];
  await expect(api().make({ kinds: mixed })).rejects.toEqual(refused('print-mixed'));
  ws.store.db.prepare('UPDATE contacts SET deleted_at = ? WHERE id = ?').run(ws.clock.now, ws.contact('a'));
  expect((await api().make({ kinds })).pieces).toBe(1);
  await expect(api().make({ kinds })).rejects.toEqual(refused('print-nothing'));
});

it('is foreseen as it then happens: whom post can reach is the same before a start, in rules and when it leaves', async () => {
  await posted();
  ws.contact('d', { attributes: { street: 12, city: 'Lviv' } });
  ws.contact('e', { attributes: { street: ['a'], city: 'Lviv' } });
  ws.contact('f', { attributes: { street: 'Sadova 2' } });
  const context = { now: { ms: ws.clock.now, zone: 'UTC' }, segments: () => null };
  const entry = { flow: 'none', maxActive: null, maxPerContact: null, notSince: null };
  const post = { channel: 'print', topic: 'service', template: false };
  expect(ws.store.channelStops.of(everybody, context, entry, post)).toEqual({
    total: 6,
    noAddress: 3,
    badAddress: 0,
    noConsent: 0,
    outsideWindow: 0,
  });
  const rule = {
    combinator: 'and' as const,
    rules: [{ field: 'reachable.print', operator: '=' as const, value: true }],
  };
  expect(ws.store.reach.audience(rule, context, entry)).toBe(3);
  const views = ['a', 'b', 'c', 'd', 'e', 'f'].map((key) =>
    ws.store.contacts.view(ws.contact(key), { workspace: 'UTC' }),
  );
  expect(views.map((view) => view !== null && hasPostalAddress(view))).toEqual([true, true, false, true, false, false]);
});

it('counts a letter by its pages', async () => {
  const flow = await posted({ price: 2, content: { en: { text: 'A long story. '.repeat(400) } } });
  const [message] = ws.report(flow).messages;
  const sheets = readPdf(await pdfOf((await api().make(await all())).job)).pages.length;
  expect(sheets).toBeGreaterThan(2);
  expect(message?.cost).toBe(2 * sheets);
});

it('finds what it shows by indexes', () => {
  const { sql } = ws.store.print;
  const plan = (text: string, ...parameters: unknown[]) =>
    (ws.store.db.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...parameters) as { detail: string }[])
      .map(({ detail }) => detail)
      .join('\n');
  expect(plan(sql.waiting)).toMatch(/USING (?:COVERING )?INDEX messages_to_print/);
  expect(plan(sql.waiting)).not.toContain('TEMP B-TREE');
  expect(plan(sql.pieces, 1, 0, 10)).toContain('INDEX messages_of_print_job (print_job=? AND id>?)');
  expect(plan(sql.taken, 1, 0, 10)).toContain('INDEX messages_of_print_job (print_job=? AND id>?)');
  expect(plan(sql.untold, 0)).toContain('INDEX print_jobs_untold');
  expect(plan(sql.take, { job: 1, flow: 'f', version: 1, node: 'n', format: 'letter-a4', limit: 1 })).toMatch(
    /INDEX messages_to_print \(flow_id=\? AND version_id=\? AND node=\? AND <expr>=\?\)/,
  );
});
