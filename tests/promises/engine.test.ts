/** Promises of docs/promises.md that no other test keeps. */
import { afterEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { type ScriptedVendor, scriptedVendor } from '../kit/scripted-vendor.ts';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

const hour = 3_600_000;
const day = 24 * hour;
const agreed = (address = 'anna@example.com') => ({
  addresses: [{ kind: 'email', value: address }],
  consents: [{ channel: 'email', topic: '', granted: true }],
});
const tagged = (tag: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'tags', operator: 'contains', value: tag }],
});

let ws: TestWorkspace;
let vendor: ScriptedVendor;
afterEach(async () => {
  await ws.dispose();
});

/** A workspace whose letters go to the scripted vendor. */
async function withVendor(options: { now?: string; timezone?: string } = {}): Promise<void> {
  vendor = scriptedVendor(await loadEngineRegistry());
  ws = await testWorkspace({ ...options, registry: vendor.registry });
  await addAccount(ws, { type: 'scripted', name: 'Vendor', config: {}, makeDefault: true });
}

const node = (flow: string, id: string) => ws.report(flow).nodes.find((one) => one.id === id);
const message = (flow: string, id: string) => ws.report(flow).messages.find((one) => one.node === id);
async function runUntil(now: string | number): Promise<void> {
  ws.clock.now = typeof now === 'number' ? now : at(now);
  await ws.engine.runUntilIdle();
}
const change = (flow: string, document: FlowDocument): void => {
  ws.store.flows.save(flow, { revision: ws.store.flows.need(flow).revision, document }, ws.clock.now);
};

describe('what is true when the message leaves counts, not when it was queued', () => {
  it('[S5] unsubscribed in between: not sent; a new address in between: sent there', async () => {
    await withVendor({ now: '2026-03-02T22:00:00Z' });
    const anna = ws.contact('anna', agreed());
    const boris = ws.contact('boris', agreed('old@example.com'));
    ws.contact('clara', agreed('clara@example.com'));
    const flow = ws.flow(
      flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '21:00', to: '09:00' },
      }),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')?.queued).toBe(3);
    ws.store.contacts.setConsent(anna, { channel: 'email', topic: '', granted: false }, ws.clock.now, 'test');
    ws.store.contacts.addAddress(boris, { kind: 'email', value: 'new@example.com' }, ws.clock.now);
    ws.store.contacts.removeAddress(boris, { kind: 'email', value: 'old@example.com' }, ws.clock.now);
    await runUntil('2026-03-03T09:00:00Z');
    expect(message(flow, 'mail')).toMatchObject({ sent: 2, queued: 0 });
    const recipients = ws.store.db
      .prepare<[], string>("SELECT recipient FROM messages WHERE state = 'sent' ORDER BY 1")
      .pluck()
      .all();
    expect(recipients).toEqual(['clara@example.com', 'new@example.com']);
    expect(vendor.acted.size).toBe(2);
  });

  it('[S5] on the virtual clock too a letter leaves when the quiet hours end, whatever else comes later', async () => {
    await withVendor({ now: '2026-04-01T00:00:00Z' });
    const anna = ws.contact('anna', agreed());
    const boris = ws.contact('boris', agreed('boris@example.com'));
    ws.event(anna, 'order', '2026-03-02T23:00:00Z');
    ws.event(boris, 'order', '2026-03-03T15:00:00Z');
    ws.event(boris, 'visit', '2026-03-03T19:00:00Z');
    const flow = ws.flow(
      flowOf([['start', 'trigger-event', { event: 'order' }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '21:00', to: '09:00' },
      }),
    );
    ws.engine.startFlow(flow, at('2026-03-02T00:00:00Z'));
    await ws.engine.runVirtual(at('2026-03-02T00:00:00Z'), at('2026-03-05T00:00:00Z'), { reallySend: true });
    const sent = ws.store.db.prepare<[], number>('SELECT sent_at FROM messages ORDER BY sent_at').pluck().all();
    expect(sent).toEqual([at('2026-03-03T09:00:00Z'), at('2026-03-03T15:00:00Z')]);
  });
});

describe('waits', () => {
  it('[W5] a date from the contact, read from the stored file, is really waited for', async () => {
    ws = await testWorkspace();
    ws.contact('anna', { ...agreed(), attributes: { visit: '2026-03-10T12:00:00Z' } });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['until', 'wait', { until: { attribute: 'visit' } }],
          email('mail'),
        ],
        ['start.next>until', 'until.next>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    await runUntil('2026-03-10T11:59:59Z');
    expect(node(flow, 'until')?.waiting).toBe(1);
    expect(message(flow, 'mail')?.sent).toBe(0);
    await runUntil('2026-03-10T12:00:00Z');
    expect(message(flow, 'mail')?.sent).toBe(1);
  });

  it('[W6] two in a row both wait; seconds and a year outlive a restart', async () => {
    ws = await testWorkspace({ now: '2026-03-02T09:00:00Z' });
    ws.contact('anna');
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['first', 'wait', { for: 'PT20S' }],
          ['second', 'wait', { for: 'PT20S' }],
          ['year', 'wait', { for: 'P1Y' }],
          ['done', 'milestone', { name: 'Done' }],
        ],
        ['start.next>first', 'first.next>second', 'second.next>year', 'year.next>done'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    await runUntil('2026-03-02T09:00:19Z');
    expect(node(flow, 'first')?.waiting).toBe(1);
    await runUntil('2026-03-02T09:00:20Z');
    expect(node(flow, 'second')?.waiting).toBe(1);
    ws = await ws.reopen();
    await runUntil('2026-03-02T09:00:39Z');
    expect(node(flow, 'second')?.waiting).toBe(1);
    await runUntil('2026-03-02T09:00:40Z');
    expect(node(flow, 'year')?.waiting).toBe(1);
    ws = await ws.reopen();
    await runUntil('2027-03-02T09:00:39Z');
    expect(node(flow, 'year')?.waiting).toBe(1);
    await runUntil('2027-03-02T09:00:40Z');
    expect(node(flow, 'done')?.entered).toBe(1);
  });

  it('[W6] quiet hours over midnight are those of a person in Tokyo, not ours', async () => {
    await withVendor({ now: '2026-03-02T12:30:00Z' });
    ws.contact('yuki', { ...agreed('yuki@example.com'), profile: { timezone: 'Asia/Tokyo' } });
    ws.contact('anna', { ...agreed(), profile: { timezone: 'Europe/Kyiv' } });
    const flow = ws.flow(
      flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '21:00', to: '09:00' },
      }),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    // 21:30 in Tokyo, 14:30 in Kyiv.
    expect(message(flow, 'mail')).toMatchObject({ sent: 1, queued: 1 });
    await runUntil('2026-03-02T23:59:59Z');
    expect(message(flow, 'mail')?.queued).toBe(1);
    await runUntil('2026-03-03T00:00:00Z');
    expect(message(flow, 'mail')).toMatchObject({ sent: 2, queued: 0 });
  });

  it('[W3] one wrong zone in the file does not hold up the others', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed());
    const lost = ws.contact('lost', agreed('lost@example.com'));
    ws.contact('boris', agreed('boris@example.com'));
    // An older version, or another hand, may have left it.
    ws.store.db.prepare("UPDATE contacts SET timezone = 'Mars/Olympus' WHERE id = ?").run(lost);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P1D', at: '10:00' }],
          email('mail'),
        ],
        ['start.next>pause', 'pause.next>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await runUntil('2026-03-03T12:00:00Z');
    expect(message(flow, 'mail')?.sent).toBe(3);
  });
});

describe('a letter without a text', () => {
  it('[S2] leaves nobody stuck: it is not sent, and the journey goes on', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed());
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          email('mail', {
            content: { en: { subject: '{{ contact.key | slice: 9, 9 }}', html: '{% if false %}x{% endif %}' } },
          }),
          ['after', 'milestone', { name: 'After' }],
        ],
        ['start.next>mail', 'mail.next>after', 'mail.not-sent>after'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ sent: 0, queued: 0, suppressed: { 'render-failed': 1 } });
    expect(node(flow, 'after')?.entered).toBe(1);
  });
});

describe('changes of a running flow', () => {
  const before = flowOf(
    [['start', 'trigger-manual', { audience: everybody }], ['pause', 'wait', { for: 'P1D' }], email('mail')],
    ['start.next>pause', 'pause.next>mail'],
  );

  it('[V3] removing a block keeps its history and its people, and lets nobody in again', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed());
    const flow = ws.flow(before);
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(node(flow, 'pause')?.waiting).toBe(1);
    change(flow, flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail']));
    expect(ws.engine.startFlow(flow)).toMatchObject({ version: 2, entered: 0 });
    await ws.engine.runUntilIdle();
    await runUntil(ws.clock.now + day);
    const all = ws.store.db
      .prepare(
        "SELECT (SELECT count(*) FROM journeys) AS journeys, (SELECT count(*) FROM messages WHERE state IN ('sent', 'delivered')) AS sent, (SELECT count(*) FROM steps WHERE node = 'pause') AS paused",
      )
      .get();
    expect(all).toEqual({ journeys: 1, sent: 1, paused: 1 });
    expect(ws.store.db.prepare('SELECT count(*) FROM journeys WHERE exited_at IS NULL').pluck().get()).toBe(0);
  });

  it('[V1] a version never changes: who is inside stays on theirs, who comes again gets the new one', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed());
    const of = (name: string): FlowDocument =>
      flowOf(
        [
          ['start', 'trigger-event', { event: 'order' }],
          ['pause', 'wait', { for: 'P1D' }],
          ['told', 'milestone', { name }],
        ],
        ['start.next>pause', 'pause.next>told'],
        { entry: { onRepeat: 'new', maxActivePerKey: 9 } },
      );
    const flow = ws.flow(of('Old'));
    ws.engine.startFlow(flow);
    ws.event(anna, 'order', ws.clock.now + 1);
    await runUntil(ws.clock.now + 1000);
    const hashes = (): unknown[] => ws.store.db.prepare('SELECT number, plan_hash FROM versions ORDER BY number').all();
    const [first] = hashes();
    change(flow, of('New'));
    ws.engine.startFlow(flow);
    ws.event(anna, 'order', ws.clock.now + 1);
    await runUntil(ws.clock.now + 1000);
    await runUntil(ws.clock.now + day);
    expect(hashes()[0]).toEqual(first);
    const versions = ws.store.db
      .prepare('SELECT v.number FROM journeys j JOIN versions v ON v.id = j.version_id ORDER BY j.id')
      .pluck()
      .all();
    expect(versions).toEqual([1, 2]);
    expect(ws.store.db.prepare("SELECT count(*) FROM steps WHERE node = 'told'").pluck().get()).toBe(2);
  });

  it('[V3] resumed after a long pause sends nothing that is too old', async () => {
    await withVendor({ now: '2026-03-02T20:59:00Z' });
    ws.contact('anna', agreed());
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'PT2M' }],
          email('mail', { ttl: 'PT24H' }),
        ],
        ['start.next>pause', 'pause.next>mail'],
        { quietHours: { from: '21:00', to: '09:00' } },
      ),
    );
    ws.engine.startFlow(flow);
    await runUntil('2026-03-02T21:05:00Z');
    expect(message(flow, 'mail')?.queued).toBe(1);
    ws.engine.pauseFlow(flow);
    await runUntil('2026-03-09T12:00:00Z');
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ sent: 0, queued: 0, suppressed: { expired: 1 } });
    expect(vendor.calls).toBe(0);
  });
});

describe('variants of a letter', () => {
  it('[P1] count as the same step for a later "was it read?"', async () => {
    ws = await testWorkspace();
    for (let n = 0; n < 20; n++) ws.contact(`c${n}`, agreed(`c${n}@example.com`));
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          [
            'arms',
            'split',
            {
              arms: [
                { id: 'a', weight: 5000 },
                { id: 'b', weight: 5000 },
              ],
            },
          ],
          email('one'),
          email('two'),
          [
            'read',
            'wait-for',
            {
              outcomes: [
                { id: 'one', event: 'message.read', node: 'one' },
                { id: 'two', event: 'message.read', node: 'two' },
              ],
              timeout: 'P1D',
            },
          ],
        ],
        ['start.next>arms', 'arms.a>one', 'arms.b>two', 'one.next>read', 'two.next>read'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const account = ws.store.accounts.list().find(({ type }) => type === 'sandbox')?.id as string;
    const ids = ws.store.db.prepare<[], string>('SELECT vendor_id FROM messages').pluck().all();
    ws.engine.receive(
      account,
      ids.map((vendorId) => ({ kind: 'receipt', id: `read ${vendorId}`, vendorId, state: 'read', at: ws.clock.now })),
    );
    await ws.engine.runUntilIdle();
    const arms = ws.report(flow).split[0]?.arms.map(({ id }) => id);
    expect(arms).toEqual(['a', 'b']);
    expect(
      ws.store.db.prepare("SELECT outlet, count(*) AS n FROM steps WHERE node = 'read' GROUP BY 1 ORDER BY 1").all(),
    ).toEqual(
      [message(flow, 'one'), message(flow, 'two')].map((of, n) => ({ outlet: ['one', 'two'][n], n: of?.read })),
    );
    expect(node(flow, 'read')?.waiting).toBe(0);
  });
});

describe('a clock that jumps backwards', () => {
  it('[L2] fires nothing twice, loses nothing, and goes on where it was', async () => {
    await withVendor();
    ws.contact('anna', agreed());
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-schedule', { cron: '0 10 * * *', audience: everybody }],
          ['pause', 'wait', { for: 'PT1H' }],
          email('mail'),
        ],
        ['start.next>pause', 'pause.next>mail'],
        { entry: { onRepeat: 'new', maxActivePerKey: 99 } },
      ),
    );
    ws.engine.startFlow(flow);
    for (const then of ['02T10', '02T11', '03T10', '03T11', '04T10', '04T11', '04T12']) {
      await runUntil(`2026-03-${then}:00:00Z`);
    }
    const sent = vendor.acted.size;
    const entered = ws.report(flow).entered;
    expect(sent).toBe(3);
    for (const back of [
      '2026-03-01T00:00:00Z',
      '2026-03-03T11:30:00Z',
      '2026-03-04T11:00:00Z',
      '2026-03-04T12:00:00Z',
    ]) {
      await runUntil(back);
      expect(vendor.acted.size).toBe(sent);
      expect(ws.report(flow).entered).toBe(entered);
    }
    await runUntil('2026-03-05T10:00:00Z');
    await runUntil('2026-03-05T11:00:00Z');
    expect(ws.report(flow).entered).toBe(entered + 1);
    expect(vendor.acted.size).toBe(sent + 1);
    expect([...vendor.acted.values()].every((times) => times === 1)).toBe(true);
  });
});

describe('an event and the segment it makes true', () => {
  it('[E3] a trigger never races its own segment: what the event changed is known in its first step', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const twice: RuleGroup = {
      combinator: 'and',
      rules: [
        {
          field: 'events.order',
          operator: '=',
          match: { mode: 'atLeast', threshold: 2 },
          value: { combinator: 'and', rules: [] },
        },
      ],
    };
    const flow = ws.flow(
      flowOf(
        [
          ['order', 'trigger-event', { event: 'order' }],
          ['loyal', 'segment', { branches: [{ id: 'yes', rule: twice }] }],
        ],
        ['order.next>loyal'],
        { entry: { onRepeat: 'new' } },
      ),
    );
    ws.engine.startFlow(flow);
    for (let n = 1; n <= 3; n++) {
      ws.event(anna, 'order', ws.clock.now + 1);
      await runUntil(ws.clock.now + 1000);
    }
    expect(ws.store.db.prepare("SELECT outlet FROM steps WHERE node = 'loyal' ORDER BY id").pluck().all()).toEqual([
      'else',
      'yes',
      'yes',
    ]);
  });
});

describe('order', () => {
  it('[O1] who is ready at the same instant goes on in the order of entry', async () => {
    await withVendor();
    for (let n = 0; n < 50; n++) ws.contact(`c${n}`, agreed(`c${n}@example.com`));
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { until: { date: '2026-03-05T00:00:00Z' } }],
          email('mail'),
        ],
        ['start.next>pause', 'pause.next>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    await runUntil('2026-03-05T00:00:00Z');
    const left = ws.store.db
      .prepare<[], number>("SELECT journey_id FROM steps WHERE node = 'pause' ORDER BY id")
      .pluck()
      .all();
    expect(left).toHaveLength(50);
    expect(left).toEqual([...left].sort((a, b) => a - b));
    const keys = [...vendor.acted.keys()].map((key) => Number(key.split(':')[0]));
    expect(keys).toEqual([...keys].sort((a, b) => a - b));
  });

  it('[X3] the goal is reached once, and by it one may leave from anywhere', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', { ...agreed(), tags: ['vip'] });
    ws.contact('boris', agreed('boris@example.com'));
    const flow = ws.flow(
      flowOf(
        [['start', 'trigger-manual', { audience: tagged('vip') }], ['pause', 'wait', { for: 'P30D' }], email('mail')],
        ['start.next>pause', 'pause.next>mail'],
        { goal: { event: 'pay', value: 'event.total' }, exit: { when: [{ event: 'pay' }] } },
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.event(anna, 'pay', ws.clock.now + 1, { total: 30 });
    ws.event(anna, 'pay', ws.clock.now + 2, { total: 50 });
    await runUntil(ws.clock.now + 1000);
    expect(ws.report(flow).goal).toMatchObject({ reached: 1, value: 30 });
    expect(ws.report(flow).exited).toEqual({ 'event:pay': 1 });
  });
});

describe('idle', () => {
  it('[O4] costs the same however many wait', async () => {
    ws = await testWorkspace();
    let looked = 0;
    const counted = async (): Promise<number> => {
      const now = Object.getOwnPropertyDescriptor(ws.clock, 'now')?.value as number;
      looked = 0;
      Object.defineProperty(ws.clock, 'now', {
        configurable: true,
        get: () => {
          looked++;
          return now;
        },
      });
      const stop = new AbortController();
      const cpu = process.cpuUsage();
      const running = ws.engine.run(stop.signal);
      await new Promise((resolve) => setTimeout(resolve, 300));
      stop.abort();
      await running;
      const { user } = process.cpuUsage(cpu);
      Object.defineProperty(ws.clock, 'now', { configurable: true, writable: true, enumerable: true, value: now });
      expect(user / 1000).toBeLessThan(200);
      return looked;
    };
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P30D' }],
        ],
        ['start.next>pause'],
      ),
    );
    ws.contact('anna');
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const one = await counted();
    ws.store.db.transaction(() => {
      for (let n = 0; n < 3000; n++) ws.contact(`many${n}`);
    })();
    const again = ws.flow({ ...ws.store.flows.need(flow).draft, name: 'Many' });
    ws.engine.startFlow(again);
    await ws.engine.runUntilIdle();
    expect(node(again, 'pause')?.waiting).toBe(3001);
    const many = await counted();
    // A few looks at the clock to find that there is nothing to do; then it sleeps.
    expect(one).toBeLessThan(40);
    expect(many).toBeLessThan(2 * one + 10);
  });
});
