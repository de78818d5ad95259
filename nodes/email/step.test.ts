import { describe, expect, it } from 'vitest';
import type { MessageResult } from '../../flows/sdk/outcome.ts';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = spec.config.parse({
  account: 'mail',
  topic: 'marketing',
  content: { en: { subject: 'We miss you, {{ contact.first_name }}', html: '<p>{{ offer.winback.code }}</p>' } },
});
const left = (result: MessageResult, over: object = {}) =>
  step(stepArgs({ ...config, ...over }, { input: { kind: 'returned', result } }));

describe('email', () => {
  it('sends its templates as they are: they are rendered when the message leaves', () => {
    expect(step(stepArgs(config))).toEqual({
      kind: 'send',
      message: {
        channel: 'email',
        account: 'mail',
        topic: 'marketing',
        content: config.content,
        htmlParts: ['html'],
        buttons: [],
        onSuppressed: 'wait',
        ignoreQuietHours: false,
        ttl: null,
      },
    });
  });
  it('goes on when the message was sent, or may have been', () => {
    expect(left({ status: 'sent' })).toMatchObject({ kind: 'go', outlet: 'next' });
    expect(left({ status: 'unknown' })).toMatchObject({ kind: 'go', outlet: 'next' });
  });
  it.each([
    { status: 'suppressed' as const, reason: 'no-consent' },
    { status: 'failed' as const, reason: 'bad-request' },
  ])('leaves by "not-sent", or ends, as the author chose: %o', (result) => {
    expect(left(result)).toEqual({ kind: 'go', outlet: 'not-sent', why: result });
    expect(left(result, { onSuppressed: 'not-sent' })).toMatchObject({ outlet: 'not-sent' });
    expect(left(result, { onSuppressed: 'exit' })).toEqual({ kind: 'exit', reason: 'not-sent' });
  });
  it('ignores quiet hours for service messages only, whatever the file says', () => {
    const sent = (topic: string) => {
      const outcome = step(stepArgs({ ...config, topic, ignoreQuietHours: true }));
      return outcome.kind === 'send' && outcome.message.ignoreQuietHours;
    };
    expect(sent('service')).toBe(true);
    expect(sent('marketing')).toBe(false);
    const codes = spec.check?.({ ...config, ignoreQuietHours: true }).map(({ code }) => code);
    expect(codes).toEqual(['quiet-hours-service-only']);
  });
  it('says which text is missing', () => {
    expect(spec.check?.({ ...config, content: {} }).map(({ code }) => code)).toEqual(['no-content']);
    const content = { ...config.content, uk: { subject: ' ', html: '<p></p>' } };
    expect(spec.check?.({ ...config, content })).toMatchObject([{ code: 'empty-part', path: 'content.uk.subject' }]);
  });
  it('names its account and templates', () => {
    expect(spec.references?.(config)).toEqual({
      accounts: [{ slot: 'mail', capability: 'send.email', path: 'account' }],
      templates: [
        { text: config.content.en?.subject, path: 'content.en.subject', html: false },
        { text: config.content.en?.html, path: 'content.en.html', html: true },
      ],
    });
  });
});
