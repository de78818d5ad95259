import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: object) => spec.config.parse({ account: 'bot', topic: 'marketing', content: {}, ...over });
const codes = (over: object) => spec.check?.(config(over)).map(({ code }) => code);

describe('vk', () => {
  it('sends text and buttons by its own channel', () => {
    const buttons = [
      { id: 'yes', text: 'Yes, {{ contact.first_name }}' },
      { id: 'site', text: 'Site', url: '{{ event.url }}' },
    ];
    expect(step(stepArgs(config({ content: { en: { text: 'Hi' } }, buttons })))).toMatchObject({
      kind: 'send',
      message: { channel: 'vk', buttons, content: { en: { text: 'Hi' } } },
    });
  });

  it('refuses a text that can never fit', () => {
    expect(codes({ content: { en: { text: `${'a'.repeat(9000)}{{ contact.first_name }}` } } })).toEqual([]);
    expect(codes({ content: { en: { text: 'a'.repeat(9001) } } })).toEqual(['vk-too-long']);
  });

  it('refuses a label that VK would', () => {
    const label = (text: string) => ({ content: { en: { text: 'Hi' } }, buttons: [{ id: 'a', text }] });
    expect(codes(label('x'.repeat(41)))).toEqual(['vk-button-long']);
    expect(codes(label(`${'x'.repeat(40)}{{ contact.first_name }}`))).toEqual([]);
  });
});
