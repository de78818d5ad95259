/** Profiles become one while flows run: journeys go on, and nobody gets anything twice. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowSettings } from '../document/schema.ts';
import { replayJourneys } from '../explain/replay.ts';

const start = at('2026-03-02T09:00:00Z');
const hour = 3_600_000;
let ws: TestWorkspace;
afterEach(async () => {
  try {
    // Asked again, every step of either profile says what the journal says.
    expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  } finally {
    await ws.dispose();
  }
});

const yes = [{ channel: 'email', topic: 'marketing', granted: true }];
const mail = (value: string) => [{ kind: 'email', value }];
const person = (key: string) => ws.contact(key, { addresses: mail(`${key}@x.io`), consents: yes });

/** Two letters, a pause between them. */
const letters = (settings: FlowSettings = {}) =>
  flowOf(
    [['in', 'trigger-event', { event: 'joined' }], email('one'), ['nap', 'wait', { for: 'PT2H' }], email('two')],
    ['in.next>one', 'one.next>nap', 'nap.next>two'],
    settings,
  );

const sent = (contact: number): string[] =>
  (
    ws.store.db
      .prepare('SELECT node, recipient FROM messages WHERE contact_id = ? AND sent_at IS NOT NULL ORDER BY id')
      .all(contact) as { node: string; recipient: string }[]
  ).map(({ node, recipient }) => `${node} ${recipient}`);
const later = async (hours: number): Promise<void> => {
  ws.clock.now += hours * hour;
  await ws.engine.runUntilIdle();
};
const joins = async (contact: number): Promise<void> => {
  ws.event(contact, 'joined', ws.clock.now);
  await ws.engine.runUntilIdle();
};

describe('merging while flows run', () => {
  it('[S10] lets the journey that got further go on, and ends the other', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(letters());
    const [ann, ben] = [person('ann'), person('ben')];
    ws.engine.startFlow(flow);
    await joins(ben);
    await later(1);
    await joins(ann);
    // Ben waits for his second letter, so does Ann: he entered first.
    const done = ws.engine.mergeContacts(ann, ben);
    expect(done.ended).toHaveLength(1);
    expect(ws.report(flow)).toMatchObject({ entered: 2, active: 1, exited: { merged: 1 } });
    await later(4);
    expect(sent(ann)).toEqual(['one ben@x.io', 'one ann@x.io', 'two ann@x.io']);
    await later(8);
    expect(sent(ann)).toHaveLength(3);
    expect(ws.report(flow)).toMatchObject({ active: 0 });
  });

  it('[S10] does not send again what came under the other name', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(letters());
    const [ann, ben] = [person('ann'), person('ben')];
    ws.engine.startFlow(flow);
    await joins(ben);
    await later(1);
    await joins(ann);
    await later(1.5);
    // Ben got both letters and has left; Ann waits for her second.
    expect(sent(ben)).toEqual(['one ben@x.io', 'two ben@x.io']);
    expect(ws.engine.mergeContacts(ann, ben).ended).toEqual([]);
    expect(ws.store.journeys.activeOf(ann)).toHaveLength(1);
    await later(6);
    expect(sent(ann).filter((one) => one.startsWith('two'))).toHaveLength(1);
    expect(ws.report(flow).messages.find(({ node }) => node === 'two')?.suppressed).toEqual({ 'already-sent': 1 });
  });

  it('[S10] passes over one visit for each that came, and sends from then on', async () => {
    ws = await testWorkspace();
    const loop = flowOf(
      [
        ['in', 'trigger-event', { event: 'joined' }],
        ['nap', 'wait', { for: 'PT1H' }],
        email('news'),
        ['again', 'goto', { node: 'nap', maxLoops: 3 }],
      ],
      ['in.next>nap', 'nap.next>news', 'news.next>again'],
      { entry: { maxActivePerKey: 2, onRepeat: 'ignore' } },
    );
    const flow = ws.flow(loop);
    const [ann, ben] = [person('ann'), person('ben')];
    ws.engine.startFlow(flow);
    await joins(ben);
    await later(1);
    expect(sent(ben)).toEqual(['news ben@x.io']);
    await joins(ann);
    ws.engine.mergeContacts(ann, ben);
    expect(ws.store.journeys.activeOf(ann)).toHaveLength(2);
    const [, second] = ws.store.journeys.activeOf(ann);
    await later(1);
    const reasons = ws.store.db.prepare('SELECT reason FROM messages WHERE journey_id = ? ORDER BY id').pluck();
    expect(reasons.all(second?.id)).toEqual(['already-sent']);
    await later(1);
    expect(reasons.all(second?.id)).toEqual(['already-sent', null]);
  });

  it('[S10] does not take a merge for coming into a segment', async () => {
    ws = await testWorkspace();
    const vip = { combinator: 'and' as const, rules: [{ field: 'tags', operator: '=' as const, value: 'vip' }] };
    const flow = ws.flow(
      flowOf([['in', 'trigger-segment', { audience: vip, on: 'enter', who: 'both' }], email('one')], ['in.next>one']),
    );
    const ann = person('ann');
    const ben = ws.contact('ben', { addresses: mail('ben@x.io'), consents: yes, tags: ['vip'] });
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    expect(sent(ben)).toHaveLength(1);
    ws.engine.mergeContacts(ann, ben);
    await ws.engine.runUntilIdle();
    expect(sent(ann)).toEqual(['one ben@x.io']);
    expect(ws.report(flow)).toMatchObject({ entered: 1 });
  });

  it('[S10] greets one birthday once', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(
      flowOf(
        [['in', 'trigger-date', { attribute: 'birthday', yearly: true, at: '09:30' }], email('one')],
        ['in.next>one'],
      ),
    );
    const born = (key: string, zone: string) =>
      ws.contact(key, {
        profile: { timezone: zone },
        addresses: mail(`${key}@x.io`),
        consents: yes,
        attributes: { birthday: '1990-03-02' },
      });
    const [ann, ben] = [born('ann', 'UTC'), born('ben', 'Europe/Kyiv')];
    ws.store.contacts.set(ben, 'timezone', 'Europe/Berlin', start);
    ws.clock.now = at('2026-03-02T06:00:00Z');
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.clock.now = at('2026-03-02T08:45:00Z');
    await ws.engine.runUntilIdle();
    expect(sent(ben)).toHaveLength(1);
    expect(sent(ann)).toHaveLength(0);
    ws.engine.mergeContacts(ann, ben);
    await later(24);
    expect(sent(ann)).toEqual(['one ben@x.io']);
  });

  it('keeps journeys of different orders', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(letters({ entry: { key: 'event.order' } }));
    const [ann, ben] = [person('ann'), person('ben')];
    ws.engine.startFlow(flow);
    ws.event(ann, 'joined', start, { order: 1 });
    ws.event(ben, 'joined', start, { order: 2 });
    await ws.engine.runUntilIdle();
    expect(ws.engine.mergeContacts(ann, ben).ended).toEqual([]);
    expect(ws.store.journeys.activeOf(ann)).toHaveLength(2);
    await later(3);
    expect(sent(ann).filter((one) => one.startsWith('two'))).toHaveLength(2);
  });

  it('[S10] is foreseen without changing anything', async () => {
    ws = await testWorkspace();
    const bought = {
      combinator: 'and' as const,
      rules: [
        {
          field: 'events.bought',
          operator: '=' as const,
          value: '',
          match: { mode: 'atLeast' as const, threshold: 2 },
        },
      ],
    };
    const loyal = ws.flow({
      ...flowOf(
        [['in', 'trigger-segment', { audience: bought, on: 'enter', who: 'later' }], email('one')],
        ['in.next>one'],
      ),
      name: 'Loyal',
    });
    const flow = ws.flow(letters());
    const [ann, ben] = [person('ann'), person('ben')];
    for (const one of [ann, ben]) ws.event(one, 'bought', start);
    ws.engine.startFlow(loyal);
    ws.engine.startFlow(flow);
    await joins(ann);
    await joins(ben);
    const before = ws.store.db.serialize();
    const seen = ws.engine.foreseeMerge(ann, ben, {}, (done) => ({
      ended: done.ended.length,
      entering: done.entering,
      addresses: ws.store.contacts.addresses(ann).length,
    }));
    expect(seen).toEqual({ ended: 1, entering: [loyal], addresses: 2 });
    expect(ws.store.db.serialize().equals(before)).toBe(true);
    expect(ws.report(flow)).toMatchObject({ active: 2 });
    ws.engine.mergeContacts(ann, ben);
    await ws.engine.runUntilIdle();
    expect(ws.report(loyal)).toMatchObject({ entered: 1 });
  });

  it('[S10] is taken back: journeys go on under their own names', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(letters({ entry: { key: 'event.order' } }));
    const [ann, ben] = [person('ann'), person('ben')];
    ws.engine.startFlow(flow);
    ws.event(ben, 'joined', start, { order: 2 });
    await ws.engine.runUntilIdle();
    const merged = ws.engine.mergeContacts(ann, ben);
    await later(1);
    ws.engine.unmergeContacts(merged.id);
    await later(1);
    expect(sent(ben)).toEqual(['one ben@x.io', 'two ben@x.io']);
    expect(sent(ann)).toEqual([]);
    expect(ws.store.contacts.addresses(ann)).toHaveLength(1);
  });

  it('gives replies and receipts of either name to the one who stays', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(
      flowOf(
        [
          ['in', 'trigger-manual', { audience: everybody }],
          email('one'),
          ['wait', 'wait-for', { outcomes: [{ id: 'bought', event: 'bought' }], timeout: 'P1D' }],
        ],
        ['in.next>one', 'one.next>wait'],
      ),
    );
    const [ann, ben] = [ws.contact('ann'), person('ben')];
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    ws.engine.mergeContacts(ann, ben);
    ws.event(ann, 'bought', ws.clock.now);
    await ws.engine.runUntilIdle();
    const outlets = ws.store.db.prepare("SELECT outlet FROM steps WHERE node = 'wait'").pluck().all();
    expect(outlets).toEqual(['bought']);
  });

  it('still tells what a step of either saw', async () => {
    ws = await testWorkspace();
    const flow = ws.flow(letters());
    const [ann, ben] = ['a', 'b'].map((shop) =>
      ws.contact(shop, { attributes: { shop }, addresses: mail(`${shop}@x.io`) }),
    );
    if (ann === undefined || ben === undefined) throw new Error('two people');
    ws.engine.startFlow(flow);
    ws.clock.now += hour;
    await joins(ann);
    ws.clock.now += hour;
    await joins(ben);
    ws.engine.mergeContacts(ann, ben, { take: ['attributes.shop'] });
    const steps = ws.store.db.prepare('SELECT id, journey_id, left_at FROM steps ORDER BY id').all() as {
      id: number;
      journey_id: number;
      left_at: number;
    }[];
    const seen = steps.map(({ id, journey_id: journey, left_at: ms }) => {
      const facts = ws.store.facts.asOf(ann, { now: { ms, zone: 'UTC' }, step: id, journey });
      return [facts?.contact.id, facts?.contact.attributes.shop, facts?.contact.email, facts?.events('joined').length];
    });
    // Each came in and was refused a letter without consent, which ended the journey.
    expect(seen).toEqual([
      [ann, 'a', 'a@x.io', 1],
      [ann, 'a', 'a@x.io', 1],
      [ben, 'b', 'b@x.io', 1],
      [ben, 'b', 'b@x.io', 1],
    ]);
    const today = ws.store.facts.load(ann, { now: { ms: ws.clock.now, zone: 'UTC' } });
    expect([today?.contact.attributes.shop, today?.events('joined').length]).toEqual(['b', 2]);
  });

  it('[S10] is foreseen without looking at others who changed, and ends though flows undo each other', async () => {
    ws = await testWorkspace();
    const tagged = (tag: string) => ({
      combinator: 'and' as const,
      rules: [{ field: 'tags', operator: '=' as const, value: tag }],
    });
    const swap = (has: string, gets: string) => ({
      ...flowOf(
        [
          ['in', 'trigger-segment', { audience: tagged(has), on: 'enter', who: 'later' }],
          [
            'swap',
            'update-contact',
            {
              changes: [
                { op: 'untag', value: has },
                { op: 'tag', value: gets },
              ],
            },
          ],
        ],
        ['in.next>swap'],
      ),
      name: has,
    });
    for (const flow of [ws.flow(swap('x', 'y')), ws.flow(swap('y', 'x'))]) ws.engine.startFlow(flow);
    const [ann, ben, other] = [person('ann'), person('ben'), person('other')];
    for (const one of [ben, other]) ws.store.contacts.applyChanges(one, [{ op: 'tag', tag: 'x' }], ws.clock.now);
    const before = ws.store.db.serialize();
    ws.engine.foreseeMerge(ann, ben, {}, () => {
      expect(ws.store.journeys.activeOf(other)).toEqual([]);
      expect(ws.store.db.prepare('SELECT count(*) FROM journeys WHERE contact_id = ?').pluck().get(other)).toBe(0);
      expect(ws.store.db.prepare('SELECT count(*) FROM journeys').pluck().get()).toBeGreaterThan(1);
    });
    expect(ws.store.db.serialize().equals(before)).toBe(true);
    // Two that undo each other for ever are for nobody to run on.
    ws.store.db.exec('DELETE FROM contact_changes');
  });

  it('is taken back also when what was watched then is watched no more', async () => {
    ws = await testWorkspace();
    const vip = { combinator: 'and' as const, rules: [{ field: 'tags', operator: '=' as const, value: 'vip' }] };
    const watching = (name: string) => ({
      ...flowOf(
        [['in', 'trigger-segment', { audience: vip, on: 'enter', who: 'later' }], email('one')],
        ['in.next>one'],
      ),
      name,
    });
    const flow = ws.flow(watching('First'));
    const [ann, ben] = [person('ann'), ws.contact('ben', { tags: ['vip'] })];
    ws.engine.startFlow(flow);
    await ws.engine.runUntilIdle();
    const { id } = ws.engine.mergeContacts(ann, ben);
    ws.engine.stopFlow(flow);
    ws.engine.unmergeContacts(id);
    expect(ws.store.contacts.resolve('ben')).toBe(ben);
    expect(ws.store.db.prepare('SELECT count(*) FROM segment_members').pluck().get()).toBe(0);
  });
});
