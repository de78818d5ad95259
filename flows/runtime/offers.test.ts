/** Offers while flows run: one code in every channel, nothing sent that holds no more, and every use known. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import type { FlowDocument } from '../document/schema.ts';
import { replayJourneys } from '../explain/replay.ts';
import type { Offer } from '../sdk/offer.ts';

const start = at('2026-03-02T09:00:00Z');
const hour = 3_600_000;
let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(async () => {
  try {
    expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  } finally {
    await ws.dispose();
  }
});

const offer = (over: Partial<Offer> = {}): Offer => ({
  name: 'Spring',
  percent: 15,
  price: null,
  currency: null,
  product: '',
  code: { kind: 'pool' },
  startsAt: null,
  endsAt: null,
  terms: '',
  redeemedBy: { event: 'order.created', property: 'promo' },
  ...over,
});
const make = (over: Partial<Offer> = {}, codes: readonly string[] = []): string =>
  ws.store.offers.save(null, offer(over), start, codes).id;

const person = (key: string): number =>
  ws.contact(key, {
    addresses: [
      { kind: 'email', value: `${key}@x.io` },
      { kind: 'telegram', value: key },
    ],
    consents: ['email', 'telegram'].map((channel) => ({ channel, topic: 'marketing', granted: true })),
  });

type Step = [string, string, Record<string, unknown>];
const letter = (text: string, extra: Record<string, unknown> = {}): Step =>
  email('mail', { content: { en: { subject: 'Hi', html: `<p>${text}</p>` } }, ...extra });
const chat = (text: string): Step => [
  'chat',
  'telegram',
  { account: 'bot', topic: 'marketing', content: { en: { text } } },
];

/** A started flow of these blocks, one after the other; what is not sent ends as `lost`. */
function run(steps: readonly Step[], fields: readonly string[] = ['code']): string {
  const ids = steps.map(([id]) => id);
  const document: FlowDocument = flowOf(
    [['start', 'trigger-manual', { audience: everybody }], ...steps, ['lost', 'exit', { reason: 'lost' }]],
    [
      `start.next>${ids[0]}`,
      ...ids.slice(1).map((id, n) => `${ids[n]}.next>${id}`),
      ...steps
        .filter(([, type]) => type !== 'wait')
        .map(([id, type]) => `${id}.${type === 'offer' ? 'failed' : 'not-sent'}>lost`),
    ],
    {},
    { offers: { spring: { fields: [...fields] } } },
  );
  const flow = ws.flow(document);
  ws.engine.startFlow(flow);
  return flow;
}

const texts = (): string[] =>
  (
    ws.store.db
      .prepare(
        "SELECT contact_id, node, json(content) AS content FROM messages WHERE state != 'suppressed' ORDER BY id",
      )
      .all() as { contact_id: number; node: string; content: string }[]
  ).map(({ contact_id, node, content }) => {
    const { parts } = JSON.parse(content) as { parts: Record<string, string> };
    return `${contact_id} ${node} ${(parts.html ?? parts.text ?? '').replace(/<[^>]+>/g, '').trim()}`;
  });
const suppressed = (): string[] =>
  ws.store.db.prepare("SELECT reason FROM messages WHERE state = 'suppressed' ORDER BY id").pluck().all() as string[];

describe('a code', () => {
  it('[S11] is the contact’s own once, the same in every channel, and given with the message', async () => {
    const id = make({}, ['A1', 'B2', 'C3']);
    const [ann, ben] = [person('ann'), person('ben')];
    run([letter('{{ offer.spring.percent }}%: {{ offer.spring.code }}'), chat('Again: {{ offer.spring.code }}')]);
    await ws.engine.runUntilIdle();
    expect(texts().sort()).toEqual([
      `${ann} chat Again: A1`,
      `${ann} mail 15%: A1`,
      `${ben} chat Again: B2`,
      `${ben} mail 15%: B2`,
    ]);
    expect(ws.store.offers.counts(id)).toEqual({ issued: 2, redeemed: 0, held: 2, left: 1 });
  });

  it('[S11] is not taken by a message that does not leave', async () => {
    const id = make({}, ['A1']);
    const nobody = ws.contact('nobody', { addresses: [{ kind: 'email', value: 'n@x.io' }] });
    run([letter('{{ offer.spring.code }}')]);
    await ws.engine.runUntilIdle();
    expect(suppressed()).toEqual(['no-consent']);
    expect(ws.store.offers.counts(id)).toEqual({ issued: 0, redeemed: 0, held: 0, left: 1 });
    expect(ws.store.offers.ofContact(nobody)).toEqual([]);
  });

  it('[S11] that is not there keeps the message back, unless the text can do without', async () => {
    make({}, ['A1']);
    const [ann, ben] = [person('ann'), person('ben')];
    run([letter('{{ offer.spring.code }}'), chat('{{ offer.spring.code | default: "ask us" }}')]);
    await ws.engine.runUntilIdle();
    expect(suppressed()).toEqual(['no-code']);
    expect(texts().sort()).toEqual([`${ann} chat A1`, `${ann} mail A1`]);
    expect(ws.store.offers.ofContact(ben)).toEqual([]);
  });

  it('stays what it was when everybody’s code is changed, for who has read the old one', async () => {
    const id = make({ code: { kind: 'same', code: 'SPRING' } });
    const ann = person('ann');
    run([letter('{{ offer.spring.code }}'), ['nap', 'wait', { for: 'PT2H' }], chat('{{ offer.spring.code }}')]);
    await ws.engine.runUntilIdle();
    ws.store.offers.save(id, offer({ code: { kind: 'same', code: 'SUMMER' } }), ws.clock.now);
    ws.clock.now += 3 * hour;
    await ws.engine.runUntilIdle();
    expect(texts()).toEqual([`${ann} mail SPRING`, `${ann} chat SPRING`]);
  });
});

describe('an offer', () => {
  it('[S11] is waited for until it begins, and says what it says when the message leaves', async () => {
    const id = make({ startsAt: start + 5 * hour, code: { kind: 'none' } });
    const ann = person('ann');
    run([letter('{{ offer.spring.percent }}', { onSuppressed: 'wait' })]);
    await ws.engine.runUntilIdle();
    expect(ws.store.db.prepare('SELECT reason FROM messages').pluck().all()).toEqual(['offer-early']);
    ws.store.offers.save(id, offer({ percent: 20, startsAt: start + 5 * hour, code: { kind: 'none' } }), start + hour);
    ws.clock.now = start + 5 * hour;
    await ws.engine.runUntilIdle();
    expect(texts()).toEqual([`${ann} mail 20`]);
  });

  it('[S11] that is over is not sent, nor waited for beyond its end', async () => {
    make({ endsAt: start + 5 * hour, code: { kind: 'none' } });
    person('ann');
    ws.store.meta.setSending({ quietHours: { from: '10:00', to: '16:00' }, caps: [] });
    ws.engine.sendingChanged();
    run([['nap', 'wait', { for: 'PT2H' }], letter('{{ offer.spring.percent }}', { onSuppressed: 'wait' })]);
    await ws.engine.runUntilIdle();
    // At eleven it is quiet until four: by then the offer is over.
    ws.clock.now = start + 2 * hour;
    await ws.engine.runUntilIdle();
    expect(suppressed()).toEqual(['offer-over']);
  });

  it('that no text names holds nothing back', async () => {
    make({ endsAt: start });
    const ann = person('ann');
    run([letter('Hello')]);
    await ws.engine.runUntilIdle();
    expect(texts()).toEqual([`${ann} mail Hello`]);
  });

  it('not chosen keeps the flow from starting', () => {
    expect(() => run([letter('{{ offer.spring.code }}')])).toThrow(/spring/);
  });
});

describe('the block', () => {
  it('gives codes until none is left, and asks whether they can be used', async () => {
    const id = make({}, ['A1']);
    const [ann, ben] = [person('ann'), person('ben')];
    const flow = run([
      ['give', 'offer', { action: 'issue', offer: 'spring' }],
      ['ask', 'offer', { action: 'check', offer: 'spring' }],
      ['use', 'offer', { action: 'redeem', offer: 'spring' }],
      ['again', 'offer', { action: 'check', offer: 'spring' }],
    ]);
    await ws.engine.runUntilIdle();
    expect(ws.store.offers.ofContact(ann)).toMatchObject([{ code: 'A1', redeemedAt: start, how: 'flow' }]);
    expect(ws.store.offers.ofContact(ben)).toEqual([]);
    const report = ws.report(flow);
    expect(report.nodes.find((node) => node.id === 'give')?.left).toEqual({ next: 1, failed: 1 });
    expect(report.nodes.find((node) => node.id === 'again')?.left).toEqual({ failed: 1 });
    expect(ws.store.events.ofContact(ann, 10).map(({ type, props }) => [type, props])).toEqual([
      ['offer.redeemed', { offer: id, name: 'Spring', code: 'A1' }],
    ]);
  });
});

describe('that a code was used', () => {
  const used = (contact: number) =>
    ws.store.offers.ofContact(contact).map(({ code, redeemedAt }) => [code, redeemedAt]);

  it('is known by an event that carries it, once, in any case of letters', async () => {
    const id = make({}, ['A1', 'B2']);
    const ann = person('ann');
    ws.store.offers.issue(id, ann, start);
    ws.event(ann, 'order.created', start, { promo: 'a1 ', total: 10 });
    ws.event(ann, 'order.created', start, { promo: 'A1', total: 20 });
    ws.event(ann, 'order.created', start, { promo: 'OTHER', total: 20 });
    await ws.engine.runUntilIdle();
    expect(used(ann)).toEqual([['A1', start]]);
    expect(ws.store.events.ofContact(ann, 10).filter(({ type }) => type === 'offer.redeemed')).toHaveLength(1);
  });

  it('is known of a friend’s, and of one that nobody had been given', async () => {
    const id = make({}, ['A1', 'B2']);
    const [ann, ben] = [person('ann'), person('ben')];
    ws.store.offers.issue(id, ann, start);
    ws.event(ben, 'order.created', start, { promo: ['A1', 'B2'] });
    await ws.engine.runUntilIdle();
    expect(used(ben)).toEqual([
      ['A1', start],
      ['B2', start],
    ]);
    // Used up: neither is Ann's to use, nor anybody's to be given.
    ws.event(ann, 'order.created', start, { promo: 'A1' });
    await ws.engine.runUntilIdle();
    expect(used(ann)).toEqual([['A1', null]]);
    expect(ws.store.offers.codeFor(id, person('cat'))).toBeNull();
  });

  it('goes over with a merge, and back with it', async () => {
    const id = make({}, ['A1', 'B2']);
    const [ann, ben] = [person('ann'), person('ben')];
    ws.store.offers.issue(id, ben, start);
    ws.store.offers.issue(id, ann, start);
    const { id: merge } = ws.engine.mergeContacts(ann, ben);
    expect(used(ann).map(([code]) => code)).toEqual(['A1', 'B2']);
    expect(ws.store.offers.codeFor(id, ann)).toBe('A1');
    ws.engine.unmergeContacts(merge);
    expect(used(ann)).toEqual([['B2', null]]);
    expect(used(ben)).toEqual([['A1', null]]);
  });

  it('lets flows begin', async () => {
    const id = make({ code: { kind: 'same', code: 'SPRING' } });
    const ann = person('ann');
    const flow = ws.flow(
      flowOf(
        [
          ['in', 'trigger-event', { event: 'offer.redeemed' }],
          ['end', 'exit', { reason: 'thanks' }],
        ],
        ['in.next>end'],
      ),
    );
    ws.engine.startFlow(flow);
    ws.engine.redeemOffer(id, ann, null);
    await ws.engine.runUntilIdle();
    expect(ws.report(flow).exited).toEqual({ thanks: 1 });
    expect(ws.engine.redeemOffer(id, ann, null)).toBeNull();
    expect(ws.engine.redeemOffer(id, person('ben'), 'MADE-UP')).toBeNull();
  });
});
