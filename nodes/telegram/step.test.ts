import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (text: string, buttons?: object[]) =>
  spec.config.parse({ account: 'bot', topic: 'marketing', content: { en: { text } }, ...(buttons && { buttons }) });

describe('telegram', () => {
  it('sends text and buttons', () => {
    const buttons = [
      { id: 'yes', text: 'Yes, {{ contact.first_name }}' },
      { id: 'site', text: 'Site', url: '{{ event.url }}' },
    ];
    expect(step(stepArgs(config('Hi', buttons)))).toMatchObject({
      kind: 'send',
      message: { channel: 'telegram', buttons },
    });
    expect(spec.references?.(config('Hi', buttons)).templates?.map(({ path }) => path)).toEqual([
      'content.en.text',
      'buttons.0.text',
      'buttons.1.text',
      'buttons.1.url',
    ]);
  });
  it('refuses a text that can never fit', () => {
    expect(spec.check?.(config(`${'a'.repeat(4096)}{{ contact.first_name }}`))).toEqual([]);
    expect(spec.check?.(config('a'.repeat(4097)))).toMatchObject([{ severity: 'error', code: 'telegram-too-long' }]);
  });
  it('refuses two buttons of one id', () => {
    const twice = {
      account: 'bot',
      topic: 'marketing',
      content: {},
      buttons: [
        { id: 'a', text: 'A' },
        { id: 'a', text: 'B' },
      ],
    };
    expect(spec.config.safeParse(twice).error?.issues.map(({ message }) => message)).toEqual(['duplicate-id']);
  });
});
