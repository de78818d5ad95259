import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: object) => spec.config.parse({ account: 'bot', topic: 'marketing', content: {}, ...over });
const codes = (over: object) => spec.check?.(config(over)).map(({ code }) => code);

describe('viber', () => {
  it('sends text and buttons by its own channel', () => {
    const buttons = [
      { id: 'yes', text: 'Yes, {{ contact.first_name }}' },
      { id: 'site', text: 'Site', url: '{{ event.url }}' },
    ];
    expect(step(stepArgs(config({ content: { en: { text: 'Hi' } }, buttons })))).toMatchObject({
      kind: 'send',
      message: { channel: 'viber', buttons, content: { en: { text: 'Hi' } } },
    });
  });

  it('refuses a text that can never fit', () => {
    expect(codes({ content: { en: { text: `${'a'.repeat(7000)}{{ contact.first_name }}` } } })).toEqual([]);
    expect(codes({ content: { en: { text: 'a'.repeat(7001) } } })).toEqual(['viber-too-long']);
  });

  it('takes less under a picture', () => {
    const content = (text: string, image: string) => ({ en: { text, image } });
    expect(codes({ content: content('a'.repeat(513), 'https://a.test/a.png') })).toEqual(['viber-too-long']);
    expect(codes({ content: content('a'.repeat(512), '{{ event.picture }}') })).toEqual([]);
  });
});
