import { afterEach, describe, expect, it } from 'vitest';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { replayJourneys } from '../explain/replay.ts';
import type { RuleGroup } from '../sdk/rule.ts';

let ws: TestWorkspace;
afterEach(async () => {
  // Whatever a test did: every step, asked again with what was known then, says what the journal says.
  expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  await ws.dispose();
});

const agreed = {
  addresses: [{ kind: 'email', value: 'anna@example.com' }],
  consents: [{ channel: 'email', topic: '', granted: true }],
};
const day = (n: number): number => Date.UTC(1997, 0, n);
const tagged = (tag: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field: 'tags', operator: 'contains', value: tag }],
});
const node = (flow: string, id: string) => ws.report(flow).nodes.find((n) => n.id === id);
const message = (flow: string, id: string) => ws.report(flow).messages.find((m) => m.node === id);

describe('a journey on the wall clock', () => {
  it('goes from a manual trigger through an e-mail and a wait to its end', async () => {
    ws = await testWorkspace();
    ws.contact('anna', { ...agreed, profile: { first_name: 'Anna' } });
    ws.contact('boris', { addresses: [{ kind: 'email', value: 'boris@example.com' }] });
    ws.contact('clara');
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          email('mail'),
          ['pause', 'wait', { for: 'P1D' }],
          ['end', 'exit', { reason: 'done' }],
          ['lost', 'exit', { reason: 'lost' }],
        ],
        ['start.next>mail', 'mail.next>pause', 'mail.not-sent>lost', 'pause.next>end'],
      ),
    );
    expect(ws.engine.startFlow(flow)).toEqual({ version: 1, entered: 3, entering: false });
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({
      sent: 1,
      delivered: 1,
      queued: 0,
      suppressed: { 'no-consent': 1, 'no-address': 1 },
    });
    expect(node(flow, 'pause')).toMatchObject({ entered: 1, waiting: 1 });
    ws.clock.now += 24 * 3_600_000 - 1;
    await ws.engine.runUntilIdle();
    expect(node(flow, 'pause')?.waiting).toBe(1);
    ws.clock.now += 1;
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ done: 1, lost: 2 });
  });

  it('[X1] leaves by an exit event at once, in the middle of a wait, but not by events from before', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    ws.event(anna, 'order.created', '2026-01-01T00:00:00Z', {});
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P30D' }],
        ],
        ['start.next>pause'],
        {
          exit: { when: [{ event: 'order.created' }] },
        },
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(node(flow, 'pause')?.waiting).toBe(1);
    ws.clock.now += 60_000;
    ws.event(anna, 'order.created', ws.clock.now, {});
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ 'event:order.created': 1 });
  });

  it('[X1] leaves by a segment condition that became true while waiting', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P30D' }],
        ],
        ['start.next>pause'],
        {
          exit: {
            when: [{ rule: { combinator: 'and', rules: [{ field: 'tags', operator: 'contains', value: 'stop' }] } }],
          },
        },
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.store.contacts.applyChanges(anna, [{ op: 'tag', tag: 'stop' }], ws.clock.now);
    ws.engine.wake();
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ rule: 1 });
  });

  it('a read message is a signal, also when it was read before the journey came to wait for it', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          email('mail'),
          ['pause', 'wait', { for: 'PT1H' }],
          ['opened', 'wait-for', { outcomes: [{ id: 'read', event: 'message.read', node: 'mail' }], timeout: 'P2D' }],
        ],
        ['start.next>mail', 'mail.next>pause', 'pause.next>opened'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.engine.receive('sandbox', [{ kind: 'receipt', id: 'r1', key: '1:mail:1', state: 'read', at: ws.clock.now }]);
    ws.engine.receive('sandbox', [{ kind: 'receipt', id: 'r1', key: '1:mail:1', state: 'read', at: ws.clock.now }]);
    expect(message(flow, 'mail')).toMatchObject({ read: 1 });
    ws.clock.now += 3_600_000;
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ end: 1 });
  });

  it('[V3] pause keeps everybody in place, also those who got a signal; resume gives it', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['ordered', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.created' }], timeout: 'PT1H' }],
          ['bought', 'exit', { reason: 'bought' }],
          ['late', 'exit', { reason: 'late' }],
        ],
        ['start.next>ordered', 'ordered.yes>bought', 'ordered.timeout>late'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.engine.pauseFlow(flow);
    ws.clock.now += 60_000;
    ws.event(anna, 'order.created', ws.clock.now);
    ws.clock.now += 3_600_000;
    await ws.engine.runUntilIdle();
    expect(node(flow, 'ordered')?.waiting).toBe(1);
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ bought: 1 });
  });

  it('stop ends every journey and cancels what is queued', async () => {
    ws = await testWorkspace({ now: '2026-03-02T23:00:00Z' });
    ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '21:00', to: '09:00' },
      }),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ queued: 1, sent: 0 });
    expect(ws.engine.stopFlow(flow)).toBe(1);
    expect(message(flow, 'mail')).toMatchObject({ queued: 0, sent: 0 });
    ws.clock.now = at('2026-03-03T10:00:00Z');
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ stopped: 1 });
    expect(message(flow, 'mail')).toMatchObject({ sent: 0 });
  });

  it('[S2] waits out the quiet hours of the contact and sends then', async () => {
    ws = await testWorkspace({ now: '2026-03-02T23:00:00Z' });
    ws.contact('anna', { ...agreed, profile: { timezone: 'Asia/Almaty' } });
    const flow = ws.flow(
      flowOf([['start', 'trigger-manual', { audience: everybody }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '21:00', to: '09:00' },
      }),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ queued: 1 });
    ws.clock.now = at('2026-03-03T03:59:59Z');
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ queued: 1 });
    ws.clock.now = at('2026-03-03T04:00:00Z');
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ queued: 0, sent: 1 });
  });

  it('a text that names something unknown is suppressed with render-failed', async () => {
    ws = await testWorkspace();
    ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          email('mail', { content: { en: { subject: 'Hi {{ contact.nickname }}', html: '<p>x</p>' } } }),
        ],
        ['start.next>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ sent: 0, suppressed: { 'render-failed': 1 } });
  });
});

describe('unsubscribing', () => {
  it('[X2] from the last channel that reaches them ends the journey; from another one it does not', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', {
      addresses: [
        { kind: 'email', value: 'anna@example.com' },
        { kind: 'phone', value: '+380501234567' },
      ],
      consents: [
        { channel: 'email', topic: '', granted: true },
        { channel: 'sms', topic: '', granted: true },
      ],
    });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['pause', 'wait', { for: 'P30D' }],
          email('mail'),
          ['text', 'sms', { account: 'text', topic: 'marketing', content: { en: { text: 'Hi' } } }],
        ],
        ['start.next>pause', 'pause.next>mail', 'mail.not-sent>text'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const stop = (id: string, channel: string, from: string) =>
      ws.engine.receive('sandbox', [
        { kind: 'message', id, channel, from, at: ws.clock.now, text: 'stop', props: { unsubscribe: true } },
      ]);
    stop('1', 'email', 'anna@example.com');
    expect(ws.report(flow)).toMatchObject({ active: 1 });
    expect(ws.store.contacts.consents(anna).find((one) => one.channel === 'email')?.granted).toBe(false);
    stop('2', 'sms', '+380501234567');
    expect(ws.report(flow)).toMatchObject({ active: 0, exited: { unsubscribed: 1 } });
  });
});

describe('a hold-out', () => {
  const split = (holdout: object): [string, string, Record<string, unknown>] => [
    'arms',
    'split',
    { arms: [{ id: 'a', weight: 5000 }], ...holdout },
  ];
  const service = (id: string) => email(id, { topic: 'service' });

  it('[P2] gets no message after its split, not even a service one; before it, it does', async () => {
    ws = await testWorkspace();
    for (let n = 0; n < 40; n++) ws.contact(`${n}`, { addresses: [{ kind: 'email', value: `${n}@example.com` }] });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          service('first'),
          split({ holdout: 5000 }),
          service('mail'),
        ],
        ['start.next>first', 'first.next>arms', 'arms.a>mail', 'arms.holdout>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const { a = 0, holdout = 0 } = node(flow, 'arms')?.left ?? {};
    expect(a).toBeGreaterThan(0);
    expect(holdout).toBeGreaterThan(0);
    expect(message(flow, 'first')).toMatchObject({ sent: 40, suppressed: {} });
    expect(message(flow, 'mail')).toMatchObject({ sent: a, suppressed: { holdout } });
  });

  it('an arm that merely bears the name elsewhere holds nobody out', async () => {
    ws = await testWorkspace();
    ws.contact('anna', { addresses: [{ kind: 'email', value: 'anna@example.com' }] });
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['who', 'segment', { branches: [{ id: 'holdout', rule: everybody }] }],
          service('mail'),
        ],
        ['start.next>who', 'who.holdout>mail'],
      ),
    );
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(message(flow, 'mail')).toMatchObject({ sent: 1 });
  });
});

describe('entry', () => {
  const ordered = (entry: object) =>
    flowOf(
      [
        ['start', 'trigger-event', { event: 'order.created' }],
        ['pause', 'wait', { for: 'P1D' }],
      ],
      ['start.next>pause'],
      { entry },
    );

  it('[E1] lets one in at a time, ignoring repeats', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const flow = ws.flow(ordered({}));
    ws.engine.startFlow(flow);
    ws.event(anna, 'order.created', ws.clock.now + 1);
    ws.event(anna, 'order.created', ws.clock.now + 2);
    ws.clock.now += 10;
    await ws.engine.runUntilIdle();
    expect(ws.report(flow)).toMatchObject({ entered: 1, active: 1 });
  });

  it('[E1] keyed by order lets each order in once', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const flow = ws.flow(ordered({ key: 'event.order_id' }));
    ws.engine.startFlow(flow);
    for (const id of ['a', 'b', 'a']) ws.event(anna, 'order.created', ws.clock.now, { order_id: id });
    await ws.engine.runUntilIdle();
    expect(ws.report(flow)).toMatchObject({ entered: 2, active: 2 });
  });

  it('[E1] restart begins anew, cooldown and maxPerContact refuse', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const restarted = ws.flow(ordered({ onRepeat: 'restart' }));
    const once = ws.flow(ordered({ maxPerContact: 1, onRepeat: 'new' }));
    const cooled = ws.flow(ordered({ cooldown: 'PT10S', onRepeat: 'new' }));
    for (const flow of [restarted, once, cooled]) ws.engine.startFlow(flow);
    for (const seconds of [0, 5, 15]) {
      ws.clock.now += seconds * 1000;
      ws.event(anna, 'order.created', ws.clock.now);
      await ws.engine.runUntilIdle();
    }
    expect(ws.report(restarted)).toMatchObject({ entered: 3, active: 1, exited: { restarted: 2 } });
    expect(ws.report(once)).toMatchObject({ entered: 1 });
    expect(ws.report(cooled)).toMatchObject({ entered: 2 });
  });

  it('a restart that the cooldown or the limit refuses leaves the journey where it is', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const cooled = ws.flow(ordered({ onRepeat: 'restart', cooldown: 'PT1H' }));
    const once = ws.flow(ordered({ onRepeat: 'restart', maxPerContact: 1 }));
    for (const flow of [cooled, once]) ws.engine.startFlow(flow);
    for (let n = 0; n < 2; n++) {
      ws.event(anna, 'order.created', ws.clock.now);
      await ws.engine.runUntilIdle();
      ws.clock.now += 60_000;
    }
    for (const flow of [cooled, once]) expect(ws.report(flow)).toMatchObject({ entered: 1, active: 1, exited: {} });
  });

  it('[E5] history older than the start does not enter', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const flow = ws.flow(ordered({}));
    ws.engine.startFlow(flow);
    ws.event(anna, 'order.created', '2026-03-01T00:00:00Z');
    await ws.engine.runUntilIdle();
    expect(ws.report(flow)).toMatchObject({ entered: 0 });
  });
});

describe('the virtual clock', () => {
  it('[E4] a signal wins over the timeout of the same instant; a later event of the entry instant is a signal', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    const boris = ws.contact('boris');
    const clara = ws.contact('clara');
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-event', { event: 'order.created' }],
          ['second', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.created' }], timeout: 'PT24H' }],
          ['bought', 'exit', { reason: 'bought' }],
          ['late', 'exit', { reason: 'late' }],
        ],
        ['start.next>second', 'second.yes>bought', 'second.timeout>late'],
        { entry: { maxPerContact: 1 } },
      ),
    );
    ws.engine.startFlow(flow, at('1997-01-01T00:00:00Z'));
    ws.event(anna, 'order.created', '1997-01-01T00:00:00Z');
    ws.event(anna, 'order.created', '1997-01-02T00:00:00Z');
    ws.event(boris, 'order.created', '1997-01-01T00:00:00Z');
    ws.event(boris, 'order.created', '1997-01-02T00:00:01Z');
    ws.event(clara, 'order.created', '1997-01-05T00:00:00Z');
    ws.event(clara, 'order.created', '1997-01-05T00:00:00Z');
    await ws.engine.runVirtual(at('1997-01-01T00:00:00Z'), at('1997-12-31T00:00:00Z'), { reallySend: false });
    expect(ws.report(flow)).toMatchObject({ entered: 3, active: 0, exited: { bought: 2, late: 1 } });
  });

  it('[M1] running the same span again changes nothing', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf([['start', 'trigger-event', { event: 'order.created' }], email('mail')], ['start.next>mail']),
    );
    ws.engine.startFlow(flow, at('1997-01-01T00:00:00Z'));
    ws.event(anna, 'order.created', '1997-01-01T00:00:00Z');
    await ws.engine.runVirtual(at('1997-01-01T00:00:00Z'), at('1997-12-31T00:00:00Z'), { reallySend: false });
    const first = ws.report(flow);
    await ws.engine.runVirtual(at('1997-01-01T00:00:00Z'), at('1997-12-31T00:00:00Z'), { reallySend: false });
    expect(ws.report(flow)).toEqual(first);
    expect(first.messages[0]).toMatchObject({ sent: 1, delivered: 1 });
  });

  it('a message that is due while nobody waits for it any more is called back, and the counts say so', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    const flow = ws.flow(
      flowOf([['start', 'trigger-event', { event: 'order.created' }], email('mail')], ['start.next>mail'], {
        quietHours: { from: '00:00', to: '12:00' },
      }),
    );
    ws.engine.startFlow(flow, day(1));
    ws.event(anna, 'order.created', day(2));
    const noon = day(2) + 12 * 3_600_000;
    await ws.engine.runVirtual(day(1), noon - 1, { reallySend: false });
    expect(message(flow, 'mail')).toMatchObject({ queued: 1, sent: 0 });
    ws.store.db.exec('UPDATE journeys SET sends = sends + 1');
    await ws.engine.runVirtual(noon - 1, noon + 1, { reallySend: false });
    expect(message(flow, 'mail')).toMatchObject({ queued: 0, sent: 0 });
  });

  it('a rule asked again after a message of the same instant knows that it was sent', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna', agreed);
    const written: RuleGroup = {
      combinator: 'and',
      rules: [
        { field: 'messages.email.sent', operator: '=', match: { mode: 'atLeast', threshold: 1 }, value: everybody },
      ],
    };
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-event', { event: 'order.created' }],
          ['before', 'segment', { branches: [{ id: 'yes', rule: written }] }],
          email('mail'),
          ['after', 'segment', { branches: [{ id: 'yes', rule: written }] }],
        ],
        ['start.next>before', 'before.else>mail', 'mail.next>after'],
      ),
    );
    ws.engine.startFlow(flow, day(1));
    ws.event(anna, 'order.created', day(2));
    await ws.engine.runVirtual(day(1), day(9), { reallySend: false });
    const [step] = ws.store.db.prepare<[], string>("SELECT outlet FROM steps WHERE node = 'after'").pluck().all();
    expect(step).toBe('yes');
  });

  it.each([false, true])(
    'journeys ready at the same instant advance in entry order (stopped on the way: %s)',
    async (stopped) => {
      ws = await testWorkspace();
      const anna = ws.contact('anna');
      // The first to enter sets its last timer after the second has set its own, for the same instant.
      const flow = ws.flow(
        flowOf(
          [
            ['start', 'trigger-event', { event: 'order.created' }],
            ['long', 'segment', { branches: [{ id: 'first', rule: tagged('begun') }] }],
            ['mark', 'update-contact', { changes: [{ op: 'tag', value: 'begun' }] }],
            ['one', 'wait', { for: 'PT24H' }],
            ['two', 'wait', { for: 'PT24H' }],
            ['all', 'wait', { for: 'PT36H' }],
            ['seen', 'segment', { branches: [{ id: 'late', rule: tagged('done') }] }],
            ['done', 'update-contact', { changes: [{ op: 'tag', value: 'done' }] }],
          ],
          [
            'start.next>long',
            'long.else>mark',
            'mark.next>one',
            'one.next>two',
            'two.next>seen',
            'long.first>all',
            'all.next>seen',
            'seen.else>done',
          ],
          { entry: { key: 'event.n' } },
        ),
      );
      ws.engine.startFlow(flow, day(1));
      ws.event(anna, 'order.created', day(2), { n: 1 });
      ws.event(anna, 'order.created', day(2) + 12 * 3_600_000, { n: 2 });
      if (stopped) await ws.engine.runVirtual(day(1), day(3) + 1, { reallySend: false });
      await ws.engine.runVirtual(stopped ? day(3) + 1 : day(1), day(9), { reallySend: false });
      const order = ws.store.db
        .prepare<[], string>(
          "SELECT j.key || ' ' || s.outlet FROM steps s JOIN journeys j ON j.id = s.journey_id WHERE s.node = 'seen' ORDER BY j.id",
        )
        .pluck()
        .all();
      expect(order).toEqual(['1 else', '2 late']);
    },
  );

  it('an arm is credited with goals reached from then on, not with earlier ones', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-event', { event: 'order.created' }],
          ['first', 'wait', { for: 'PT24H' }],
          ['arms', 'split', { arms: [{ id: 'a', weight: 10_000 }] }],
          ['then', 'wait', { for: 'PT24H' }],
        ],
        ['start.next>first', 'first.next>arms', 'arms.a>then'],
        { goal: { event: 'paid' } },
      ),
    );
    ws.engine.startFlow(flow, day(1));
    for (const [name, hours] of [
      ['anna', 1],
      ['boris', 24],
      ['clara', 25],
    ] as const) {
      const contact = ws.contact(name);
      ws.event(contact, 'order.created', day(2));
      ws.event(contact, 'paid', day(2) + hours * 3_600_000);
    }
    await ws.engine.runVirtual(day(1), day(9), { reallySend: false });
    // Boris paid at the very instant at which he took the arm.
    expect(ws.report(flow)).toMatchObject({
      goal: { reached: 3 },
      split: [{ arms: [{ id: 'a', entered: 3, goal: 2 }] }],
    });
  });

  it('an event that arrived earlier but happened at the very start is a signal to those let in then', async () => {
    ws = await testWorkspace();
    const anna = ws.contact('anna');
    ws.event(anna, 'order.created', day(2));
    ws.event(anna, 'page.viewed', ws.clock.now);
    await ws.engine.runUntilIdle();
    const flow = ws.flow(
      flowOf(
        [
          ['start', 'trigger-manual', { audience: everybody }],
          ['ordered', 'wait-for', { outcomes: [{ id: 'yes', event: 'order.created' }], timeout: 'PT24H' }],
        ],
        ['start.next>ordered'],
      ),
    );
    ws.engine.startFlow(flow, day(2));
    await ws.engine.runVirtual(day(2), day(9), { reallySend: false });
    expect(ws.store.db.prepare<[], string>("SELECT outlet FROM steps WHERE node = 'ordered'").pluck().all()).toEqual([
      'yes',
    ]);
  });
});

it('a hold-out that leads nowhere still counts as an arm', async () => {
  ws = await testWorkspace();
  for (let n = 0; n < 60; n++) ws.contact(`c${n}`);
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        ['ab', 'split', { arms: [{ id: 'a', weight: 5000 }], holdout: 5000 }],
        ['pause', 'wait', { for: 'P1D' }],
      ],
      ['start.next>ab', 'ab.a>pause'],
      { goal: { event: 'order.created', within: 'P7D' } },
    ),
  );
  ws.engine.startFlow(flow);
  const arms = () => ws.report(flow).split[0]?.arms ?? [];
  expect(arms().reduce((sum, arm) => sum + arm.entered, 0)).toBe(60);
  expect(arms().find((arm) => arm.id === 'holdout')?.entered).toBeGreaterThan(10);
});
