import { describe, expect, it } from 'vitest';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: Record<string, unknown> = {}) =>
  spec.config.parse({ channel: 'email', account: 'mail', to: ' boss@company.test ', text: 'Look\nat this', ...over });

describe('notify-team', () => {
  it('sends one letter to the colleague, its subject one line', () => {
    expect(step(stepArgs(config({ subject: 'A\nB' })))).toEqual({
      kind: 'operate',
      operation: {
        account: 'mail',
        name: 'message.send',
        input: { channel: 'email', to: 'boss@company.test', parts: { text: 'Look\nat this', subject: 'A B' } },
      },
    });
    expect(step(stepArgs(config()))).toMatchObject({ operation: { input: { parts: { subject: 'Look' } } } });
  });
  it('writes to a Telegram chat without a subject', () => {
    const telegram = config({ channel: 'telegram', account: 'bot', to: '-100123', subject: 'x' });
    expect(step(stepArgs(telegram))).toMatchObject({
      operation: { account: 'bot', input: { channel: 'telegram', to: '-100123', parts: { text: 'Look\nat this' } } },
    });
    expect(spec.references?.(telegram).accounts).toEqual([
      { slot: 'bot', capability: 'send.telegram', path: 'account' },
    ]);
  });
  it('leaves by what became of it', () => {
    const told = (result: unknown) =>
      step(stepArgs(config(), { input: { kind: 'operated', result: result as never } }));
    expect(told({ status: 'done', value: {} })).toEqual({ kind: 'go', outlet: 'next' });
    expect(told({ status: 'failed', reason: 'blocked' })).toEqual({
      kind: 'go',
      outlet: 'failed',
      why: { reason: 'blocked' },
    });
  });
  it('fails when the text cannot be filled in', () => {
    const render = () => {
      throw new KaskadError('render-failed', 'nothing there');
    };
    expect(step(stepArgs(config(), { render }))).toMatchObject({ kind: 'go', outlet: 'failed' });
  });
  it.each([
    ['email', 'boss', ['not-an-email']],
    ['email', 'a@b.test, c@d.test', ['not-an-email']],
    ['email', 'a@b.test', []],
    ['telegram', 'a@b.test', ['not-a-chat']],
    ['telegram', '@company_news', []],
    ['telegram', '-100123456', []],
  ])('knows a recipient: %s %s', (channel, to, codes) => {
    expect(spec.check?.(config({ channel, to })).map(({ code }) => code)).toEqual(codes);
  });
});
