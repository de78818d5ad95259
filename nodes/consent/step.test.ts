import { describe, expect, it } from 'vitest';
import type { RuleGroup } from '../../flows/sdk/rule.ts';
import { eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const about = (granted: boolean) => ({ op: 'consent', channel: 'telegram', topic: 'news', granted });
const base = { channel: 'telegram', topic: 'news' };
/** The contact's answer so far. */
const answered = (granted: boolean) => ({
  matches: (rule: RuleGroup) =>
    JSON.stringify(rule.rules) === JSON.stringify([{ field: 'consent.telegram.news', operator: '=', value: granted }]),
});
const question = {
  account: 'bot',
  content: { en: { text: 'Write to you?' } },
  button: 'Yes',
  timeout: 'P2D',
};
const asking = spec.config.parse({ ...base, action: 'confirm', confirm: question });

describe('consent', () => {
  it('subscribes and unsubscribes', () => {
    expect(step(stepArgs(spec.config.parse({ ...base, action: 'subscribe' })))).toEqual({
      kind: 'change',
      outlet: 'next',
      changes: [about(true)],
    });
    expect(step(stepArgs(spec.config.parse({ action: 'unsubscribe', channel: 'sms' })))).toEqual({
      kind: 'change',
      outlet: 'next',
      changes: [{ op: 'consent', channel: 'sms', topic: '', granted: false }],
    });
  });
  it('does not subscribe who refused, unless told that they asked', () => {
    const config = spec.config.parse({ ...base, action: 'subscribe' });
    expect(step(stepArgs(config, answered(false)))).toEqual({
      kind: 'go',
      outlet: 'failed',
      why: { reason: 'refused' },
    });
    expect(step(stepArgs({ ...config, evenIfRefused: true }, answered(false)))).toMatchObject({ outlet: 'next' });
  });
  it('asks first where it is to be confirmed, also who refused, but not who agrees', () => {
    const sent = step(stepArgs(asking, answered(false)));
    expect(sent).toMatchObject({
      kind: 'send',
      message: { channel: 'telegram', topic: 'service', buttons: [{ id: 'confirm', text: 'Yes' }] },
    });
    expect(step(stepArgs(asking, answered(true)))).toEqual({
      kind: 'change',
      outlet: 'confirmed',
      changes: [about(true)],
    });
  });
  it('waits for the yes, and for nothing else', () => {
    const waiting = step(stepArgs(asking, { input: { kind: 'returned', result: { status: 'sent' } } }));
    expect(waiting).toMatchObject({ kind: 'wait', until: moment('2026-06-03T10:00').ms });
    const said = (props: Record<string, unknown>) =>
      step(
        stepArgs(asking, {
          input: { kind: 'signal', outcome: 'answer', event: eventView('message.received', props) },
        }),
      );
    expect(said({ text: 'who are you?' })).toEqual(waiting);
    expect(said({ text: 'Yes', button: 'confirm' })).toMatchObject({ outlet: 'confirmed', changes: [about(true)] });
    expect(said({ text: 'yes!' })).toMatchObject({ outlet: 'confirmed' });
  });
  it('leaves by "not confirmed" in time, and by "failed" when it could not ask', () => {
    expect(step(stepArgs(asking, { input: { kind: 'timer' } }))).toEqual({ kind: 'go', outlet: 'not-confirmed' });
    const result = { status: 'suppressed' as const, reason: 'no-address' };
    expect(step(stepArgs(asking, { input: { kind: 'returned', result } }))).toMatchObject({ outlet: 'failed' });
  });
  it.each([
    [{ action: 'confirm' }, ['question-when-confirm']],
    [{ action: 'subscribe', confirm: question }, ['question-when-confirm']],
    [{ action: 'subscribe', channel: 'E-mail' }, ['bad-channel']],
  ])('refuses %o', (config, codes) => {
    const { error } = spec.config.safeParse({ channel: 'sms', ...config });
    expect(error?.issues.map(({ message }) => message)).toEqual(codes);
  });
  it('has nothing to change for service messages', () => {
    expect(spec.check?.(spec.config.parse({ action: 'subscribe', channel: 'sms', topic: 'service' }))).toMatchObject([
      { code: 'consent-service' },
    ]);
  });
});
