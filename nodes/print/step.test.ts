import { describe, expect, it } from 'vitest';
import type { MessageResult } from '../../flows/sdk/outcome.ts';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const dot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const config = (over: object = {}) =>
  spec.config.parse({ ...spec.defaults, content: { uk: { text: 'Вітаємо, {{ contact.first_name }}!' } }, ...over });
const sent = (over: object = {}) => {
  const outcome = step(stepArgs(config(over)));
  return outcome.kind === 'send' ? outcome.message : null;
};
const codes = (over: object) => spec.check?.(config(over)).map(({ code }) => code);

describe('print', () => {
  it('sends the texts, the address and the layout by the channel of paper', () => {
    const message = sent({ picture: dot });
    expect(message).toMatchObject({ channel: 'print', account: 'print' });
    expect(message?.content.uk).toEqual({
      text: 'Вітаємо, {{ contact.first_name }}!',
      name: expect.stringContaining('contact.last_name | default: ""'),
      address: expect.stringContaining('contact.attributes.street'),
      format: 'letter-a4',
      envelope: 'left',
      picture: '1x1',
    });
  });
  it('keeps the picture itself out of every message', () => {
    expect(JSON.stringify(sent({ picture: dot }))).not.toContain('base64');
  });
  it('needs no text for labels, and writes none on them', () => {
    expect(codes({ format: 'label-l7160', content: {} })).toEqual([]);
    const message = sent({ format: 'label-l7163' });
    expect(Object.values(message?.content ?? {})).toEqual([
      { name: expect.any(String), address: expect.any(String), format: 'label-l7163' },
    ]);
    expect(codes({ content: {} })).toEqual(['no-content']);
  });
  it('lets those without an address out by a way of their own, whatever else a suppression does', () => {
    const left = (result: MessageResult, over: object = {}) =>
      step(stepArgs(config(over), { input: { kind: 'returned', result } }));
    expect(left({ status: 'suppressed', reason: 'no-address' })).toMatchObject({ kind: 'go', outlet: 'no-address' });
    expect(left({ status: 'suppressed', reason: 'no-address' }, { onSuppressed: 'exit' })).toMatchObject({
      outlet: 'no-address',
    });
    expect(left({ status: 'suppressed', reason: 'no-consent' })).toMatchObject({ outlet: 'not-sent' });
    expect(left({ status: 'sent' })).toMatchObject({ outlet: 'next' });
  });
  it('says while one writes what does not fit, or cannot be printed', () => {
    const text = 'Довга історія. '.repeat(200);
    expect(codes({ format: 'flyer-4', content: { uk: { text } } })).toEqual(['print-too-long']);
    expect(codes({ format: 'letter-a5', content: { uk: { text } } })).toEqual([]);
    expect(codes({ content: { uk: { text: 'a', qr: 'x'.repeat(400) } } })).toEqual(['print-qr-too-long']);
    expect(codes({ content: { uk: { text: 'Ура 🎉' } } })).toEqual(['print-no-sign']);
    expect(codes({ picture: 'data:image/png;base64,AAAA' })).toEqual(['picture-unread']);
  });
});
