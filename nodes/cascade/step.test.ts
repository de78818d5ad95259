import { describe, expect, it } from 'vitest';
import type { StepArgs, StepInput, VisitMessage } from '../../flows/sdk/node.ts';
import type { Memory } from '../../flows/sdk/outcome.ts';
import { eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

type Config = ReturnType<typeof spec.config.parse>;

const rung = (channel: string, over: object = {}) => ({
  channel,
  account: `my-${channel}`,
  content: { en: channel === 'email' ? { subject: 'Hi', html: '<p>Hi</p>' } : { text: 'Hi' } },
  advance: 'not-delivered',
  after: 'PT2H',
  ...over,
});
const config = (rungs: object[], over: object = {}): Config =>
  spec.config.parse({ topic: 'marketing', rungs, deadline: 'P1D', ...over });
const three = [rung('telegram'), rung('email'), rung('sms')];

const message = (id: number, over: Partial<VisitMessage> = {}): VisitMessage => ({
  id,
  channel: 'x',
  sentAt: 1,
  deliveredAt: null,
  readAt: null,
  clickedAt: null,
  repliedAt: null,
  failedAt: null,
  ...over,
});
const sent: StepInput = { kind: 'returned', result: { status: 'sent' } };
const unknown: StepInput = { kind: 'returned', result: { status: 'unknown' } };
const suppressed: StepInput = { kind: 'returned', result: { status: 'suppressed', reason: 'no-address' } };
const timer: StepInput = { kind: 'timer' };
const told = (event: string): StepInput => ({ kind: 'signal', outcome: event, event: eventView(event) });

type Move = StepInput | { at: string } | { messages: VisitMessage[] };

/** Plays a visit: what the vendors did to the messages so far, the time, and what the step is told. */
function played(of: Config, moves: readonly Move[], over: Partial<StepArgs<Config>> = {}) {
  const start = moment('2026-06-01T10:00');
  let now = start;
  let memory: Memory = null;
  let messages: VisitMessage[] = [];
  const args = () => stepArgs(of, { ...over, arrivedAt: start.ms, now, memory, messages: () => messages });
  let last = step(args());
  for (const move of moves) {
    if ('memory' in last && last.memory !== undefined) memory = last.memory;
    if ('at' in move) now = moment(move.at);
    else if ('messages' in move) messages = move.messages;
    else last = step({ ...args(), input: move });
  }
  return last;
}
const by = (outcome: ReturnType<typeof step>) =>
  outcome.kind === 'send' ? outcome.message.channel : outcome.kind === 'go' ? outcome.outlet : outcome.kind;

describe('cascade', () => {
  it('sends by the first rung and waits for what that rung demands', () => {
    const of = config(three);
    expect(played(of, [])).toMatchObject({
      kind: 'send',
      message: { channel: 'telegram', account: 'my-telegram', onSuppressed: 'wait', ttl: 'PT86400S' },
    });
    const waiting = played(of, [{ messages: [message(1)] }, sent]);
    expect(waiting).toMatchObject({ kind: 'wait', until: moment('2026-06-01T12:00').ms });
    expect(waiting.kind === 'wait' && waiting.for.map(({ id }) => id)).toEqual([
      'message.delivered:1',
      'message.read:1',
      'message.clicked:1',
      'message.replied:1',
      'message.failed:1',
    ]);
  });
  it('a rung that is suppressed goes to the next at once; after the last, exhausted', () => {
    const of = config(three);
    expect(by(played(of, [suppressed]))).toBe('email');
    expect(by(played(of, [suppressed, suppressed]))).toBe('sms');
    expect(by(played(of, [suppressed, suppressed, suppressed]))).toBe('exhausted');
  });
  it('ends as reached when the message got there, at once or in time', () => {
    const of = config(three);
    const there = [message(1, { deliveredAt: 2 })];
    expect(played(of, [{ messages: there }, sent])).toEqual({
      kind: 'go',
      outlet: 'reached',
      why: { rung: 0, tried: 1 },
    });
    expect(by(played(of, [{ messages: [message(1)] }, sent, { messages: there }, told('message.delivered')]))).toBe(
      'reached',
    );
    const answered = [message(1, { repliedAt: 3 })];
    expect(by(played(of, [{ messages: [message(1)] }, sent, { messages: answered }, told('message.replied')]))).toBe(
      'reached',
    );
  });
  it('falls when the time is over, and at once when the vendor says that it failed', () => {
    const of = config(three);
    const first = [{ messages: [message(1)] }, sent];
    expect(by(played(of, [...first, { at: '2026-06-01T12:00' }, timer]))).toBe('email');
    const failed = [message(1, { failedAt: 5 })];
    expect(by(played(of, [...first, { messages: failed }, told('message.failed')]))).toBe('email');
  });
  it('a late receipt of an earlier message counts, also while the next one still waits to leave', () => {
    const of = config(three);
    const fallen = [{ messages: [message(1)] }, sent, { at: '2026-06-01T12:00' }, timer];
    const second = played(of, fallen);
    expect(second.kind === 'send' && second.meanwhile?.map(({ id }) => id)).toEqual([
      'message.delivered:1',
      'message.read:1',
      'message.clicked:1',
      'message.replied:1',
    ]);
    const late = { messages: [message(1, { deliveredAt: 9 }), message(2)] };
    expect(by(played(of, [...fallen, late, told('message.delivered')]))).toBe('reached');
    expect(played(of, [...fallen, late, sent])).toMatchObject({ outlet: 'reached', why: { rung: 0, tried: 2 } });
  });
  it('each rung may demand reading or a click', () => {
    const of = config([rung('telegram', { advance: 'not-read' }), rung('email', { advance: 'not-clicked' })]);
    const first = [{ messages: [message(1, { deliveredAt: 2 })] }, sent];
    const waiting = played(of, first);
    expect(waiting.kind === 'wait' && waiting.for.map(({ event }) => event)).toEqual([
      'message.read',
      'message.clicked',
      'message.replied',
      'message.failed',
    ]);
    const fallen = [...first, { at: '2026-06-01T12:00' }, timer];
    expect(by(played(of, fallen))).toBe('email');
    const read = { messages: [message(1, { deliveredAt: 2 }), message(2, { deliveredAt: 3, readAt: 4 })] };
    expect(by(played(of, [...fallen, read, sent]))).toBe('wait');
    expect(by(played(of, [...fallen, read, sent, { at: '2026-06-01T14:00' }, timer]))).toBe('exhausted');
  });
  it('with "reached when read" a delivered message is no reason to send another, and time is given till the end', () => {
    const of = config(three, { stop: 'read' });
    const held = [{ messages: [message(1, { deliveredAt: 2 })] }, sent, { at: '2026-06-01T12:00' }, timer];
    expect(played(of, held)).toMatchObject({ kind: 'wait', until: moment('2026-06-02T10:00').ms });
    expect(by(played(of, [...held, { at: '2026-06-02T10:00' }, timer]))).toBe('exhausted');
    const read = { messages: [message(1, { deliveredAt: 2, readAt: 3 })] };
    expect(by(played(of, [...held, read, told('message.read')]))).toBe('reached');
  });
  it('where a vendor never tells of delivery, what left and did not come back was delivered when its time is over', () => {
    const of = config(three);
    const silent = { tells: () => false };
    expect(by(played(of, [{ messages: [message(1)] }, sent], silent))).toBe('wait');
    const over = { at: '2026-06-01T12:00' };
    expect(by(played(of, [{ messages: [message(1)] }, sent, over, timer], silent))).toBe('reached');
    // Nobody knows whether it left: going on might write twice.
    expect(by(played(of, [{ messages: [message(1, { sentAt: null })] }, unknown, over, timer], silent))).toBe(
      'reached',
    );
    const back = [message(1, { failedAt: 4 })];
    expect(by(played(of, [{ messages: [message(1)] }, sent, { messages: back }, over, timer], silent))).toBe('email');
  });
  it('sends nothing once the deadline has passed', () => {
    const of = config([rung('telegram', { after: 'P2D' }), rung('sms')], { deadline: 'PT3H' });
    const first = [{ messages: [message(1)] }, sent];
    expect(played(of, first)).toMatchObject({ kind: 'wait', until: moment('2026-06-01T13:00').ms });
    expect(by(played(of, [...first, { at: '2026-06-01T13:00' }, timer]))).toBe('exhausted');
    expect(by(played(of, [{ at: '2026-06-01T13:00' }, suppressed]))).toBe('exhausted');
  });
  it('takes the cheapest first: own prices, else the account’s, SMS by the part', () => {
    const long = 'я'.repeat(71);
    const rungs = [
      rung('sms', { price: 1, content: { en: { text: long } } }),
      rung('viber'),
      rung('voice', { price: 1.9 }),
      rung('email'),
    ];
    const price = (slot: string) => (slot === 'my-viber' ? 0.5 : null);
    const order = (over: object) => {
      const of = config(rungs, over);
      return [[], [suppressed], [suppressed, suppressed], [suppressed, suppressed, suppressed]].map((moves) =>
        by(played(of, moves, { price })),
      );
    };
    expect(order({})).toEqual(['sms', 'viber', 'voice', 'email']);
    expect(order({ order: 'cheapest' })).toEqual(['email', 'viber', 'voice', 'sms']);
  });
  it('takes first the channel where the person was active last', () => {
    const active: Record<string, number> = { email: 5, sms: 9 };
    const of = config(three, { order: 'preferred' });
    const over = { channelActivity: (channel: string) => active[channel] ?? null };
    expect([[], [suppressed], [suppressed, suppressed]].map((moves) => by(played(of, moves, over)))).toEqual([
      'sms',
      'telegram',
      'email',
    ]);
    expect(by(played(of, []))).toBe('telegram');
  });
  it('leaves out what costs more than it may', () => {
    const of = config([rung('sms', { price: 2, maxCost: 1 }), rung('viber', { price: 1, maxCost: 1 })]);
    expect(by(played(of, []))).toBe('viber');
    expect(by(played(config([rung('sms', { price: 2, maxCost: 1 })]), []))).toBe('exhausted');
  });
  it('at send time says the same again, whatever the hour and the activity are then', () => {
    const of = config(three, { order: 'preferred' });
    const second = played(of, [suppressed]);
    expect(second.kind).toBe('send');
    const later = stepArgs(of, {
      memory: second.kind === 'send' ? (second.memory ?? null) : null,
      now: moment('2026-06-01T11:30'),
      arrivedAt: moment('2026-06-01T10:00').ms,
      channelActivity: () => 77,
    });
    expect(step(later)).toEqual(second);
  });
  it('knows what its dearest message would cost', () => {
    const rungs = [rung('telegram'), rung('sms', { price: 2 })];
    expect(spec.dearest?.(config(rungs), () => null)).toBe(2);
    expect(spec.dearest?.(config(rungs), (slot) => (slot === 'my-telegram' ? 3 : null))).toBe(3);
    expect(spec.dearest?.(config([rung('telegram')]), () => null)).toBeNull();
  });
  it('says what is missing, and what nobody can tell', () => {
    const empty = rung('email', { content: { en: { subject: 'Hi' } } });
    expect(spec.check?.(config([empty, rung('sms', { advance: 'not-read' })]))).toMatchObject([
      { severity: 'error', path: 'rungs.0.content.en.html', code: 'empty-part' },
      { severity: 'warning', path: 'rungs.1.advance', code: 'never-read' },
    ]);
  });
});
