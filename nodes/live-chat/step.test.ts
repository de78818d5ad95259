import { describe, expect, it } from 'vitest';
import { handOverInput } from '../../flows/sdk/chat.ts';
import type { StepArgs, Wrote } from '../../flows/sdk/node.ts';
import type { Outcome } from '../../flows/sdk/outcome.ts';
import { contactView, eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown> = {}) =>
  spec.config.parse({ account: 'live-chat', text: 'Where is my order?', ...over });
type Args = Partial<StepArgs<ReturnType<typeof config>>>;
const ask = (over: Record<string, unknown>, args: Args = {}) => step(stepArgs(config(over), args));
const done = (value: unknown = {}) => ({ kind: 'operated' as const, result: { status: 'done' as const, value } });
const memoryOf = (outcome: Outcome) => {
  if (!('memory' in outcome) || outcome.memory === undefined) throw new Error('remembers nothing');
  return outcome.memory;
};
const given = (outcome: Outcome) => {
  if (outcome.kind !== 'operate' || outcome.operation.name !== 'chat.hand-over') throw new Error('hands nobody over');
  return handOverInput.parse(outcome.operation.input);
};
const wrote = (...written: [number, string][]): Pick<Args, 'wrote'> => {
  const all: Wrote[] = written.map(([id, text]) => ({ id, channel: 'telegram', text }));
  return { wrote: (after) => all.filter(({ id }) => id > after) };
};
const received = (id: number) => ({ ...eventView('message.received', { text: 'x' }), id });

describe('live-chat', () => {
  it('hands the person over, as the contact they are, and gives up before long', () => {
    const contact = contactView({ id: 7, createdAt: 100, first_name: 'Olena', last_name: 'Test', email: null });
    const outcome = ask({}, { contact, render: (text) => ` ${text} ` });
    expect(given(outcome)).toEqual({
      person: '7-2s',
      text: 'Where is my order?',
      name: 'Olena Test',
      phone: '+380501112233',
    });
    expect(outcome).toMatchObject({ operation: { account: 'live-chat', tries: 4, timeout: 'PT10M' } });
  });

  it('goes on at once where nothing is carried, and pauses what is automatic', () => {
    const first = memoryOf(ask({}));
    expect(ask({}, { input: done(), memory: first })).toEqual({
      kind: 'emit',
      event: { type: 'chat.handed-over', props: {} },
      outlet: 'next',
    });
    expect(ask({ pause: 'PT2H' }, { input: done(), memory: first })).toMatchObject({
      kind: 'change',
      changes: [{ op: 'pause', until: moment('2026-06-01T12:00').ms }],
      outlet: 'next',
      emit: { type: 'chat.handed-over' },
    });
  });

  it('asks who is there only where it was told to, and gives nobody to an empty room', () => {
    const config = { onlyWhenOnline: true };
    const outcome = ask(config);
    expect(outcome).toMatchObject({ operation: { name: 'chat.status', input: {} } });
    const memory = memoryOf(outcome);
    expect(ask(config, { input: done({ online: false }), memory })).toEqual({ kind: 'go', outlet: 'nobody-there' });
    expect(given(ask(config, { input: done({ online: true }), memory })).text).toBe('Where is my order?');
    // A forecast knows of nobody.
    expect(given(ask(config, { input: done({}), memory })).text).toBe('Where is my order?');
    expect(spec.outlets(spec.config.parse({ account: 'a', text: '' }))).not.toContain('nobody-there');
  });

  it('carries on what the person writes until time is up, and says once that they are handed over', () => {
    const over = { carry: 'PT24H', pause: 'PT1H' };
    const first = ask(over, { lastWrote: () => 10 });
    const rests = ask(over, { input: done(), memory: memoryOf(first), ...wrote([10, 'hello']) });
    expect(rests).toMatchObject({
      kind: 'wait',
      for: [{ event: 'message.received' }, { event: 'chat.finished' }],
      until: moment('2026-06-02T10:00').ms,
      emit: { type: 'chat.handed-over' },
      pause: moment('2026-06-01T11:00').ms,
    });
    const signal = { kind: 'signal' as const, outcome: 'wrote', event: received(11) };
    const two = wrote([10, 'hello'], [11, 'Are you there?'], [12, ' And my refund? ']);
    const more = ask(over, { input: signal, memory: memoryOf(rests), ...two });
    expect(given(more).text).toBe('Are you there?\nAnd my refund?');
    const again = ask(over, { input: done(), memory: memoryOf(more), ...two });
    expect(again).toMatchObject({ kind: 'wait' });
    expect(again).not.toHaveProperty('emit');
    expect(again).not.toHaveProperty('pause');
    expect(ask(over, { input: { kind: 'timer' }, memory: memoryOf(again) })).toMatchObject({
      kind: 'emit',
      event: { type: 'chat.ended' },
      outlet: 'next',
    });
  });

  it('misses nothing that was written while the chat was being told', () => {
    const over = { carry: 'PT24H' };
    const first = ask(over, { lastWrote: () => 10 });
    const more = ask(over, { input: done(), memory: memoryOf(first), ...wrote([11, 'Quick!']) });
    expect(given(more).text).toBe('Quick!');
    expect(ask(over, { input: done(), memory: memoryOf(more), ...wrote([11, 'Quick!']) })).toMatchObject({
      kind: 'wait',
      emit: { type: 'chat.handed-over' },
    });
  });

  it('cuts no word off where several messages are too long together', () => {
    const over = { carry: 'PT24H' };
    const written = wrote([11, 'a'.repeat(3000)], [12, 'b'.repeat(3000)]);
    const more = ask(over, { input: done(), memory: memoryOf(ask(over)), ...written });
    expect(given(more).text).toBe('a'.repeat(3000));
    expect(given(ask(over, { input: done(), memory: memoryOf(more), ...written })).text).toBe('b'.repeat(3000));
  });

  it('says the same when it is asked again', () => {
    const over = { carry: 'PT24H' };
    const written = wrote([11, 'One']);
    const more = ask(over, { input: done(), memory: memoryOf(ask(over)), ...written });
    expect(ask(over, { memory: memoryOf(more), ...wrote([11, 'One'], [12, 'Two']) })).toEqual(more);
  });

  it('ends with the chat', () => {
    const over = { carry: 'PT24H' };
    const rests = ask(over, { input: done(), memory: memoryOf(ask(over)) });
    const signal = { kind: 'signal' as const, outcome: 'ended', event: eventView('chat.finished') };
    expect(ask(over, { input: signal, memory: memoryOf(rests) })).toMatchObject({
      event: { type: 'chat.ended' },
      outlet: 'next',
      why: { event: 'chat.finished' },
    });
  });

  it('fails in words: without a text, and where the chat did not take it', () => {
    expect(ask({}, { render: () => ' ' })).toMatchObject({ outlet: 'failed', why: { reason: 'empty-text' } });
    const failed = { kind: 'operated' as const, result: { status: 'failed' as const, reason: 'unknown' } };
    expect(ask({}, { input: failed, memory: memoryOf(ask({})) })).toMatchObject({
      outlet: 'failed',
      why: { reason: 'unknown' },
    });
  });

  it('must say what operators read', () => {
    expect(spec.check?.(config({ text: ' ' }))).toMatchObject([{ code: 'no-text' }]);
    expect(spec.check?.(config())).toEqual([]);
  });
});
