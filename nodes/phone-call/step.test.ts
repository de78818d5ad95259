import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { secondsOf } from './spoken.ts';
import { step } from './step.ts';

const config = (content: Record<string, { text?: string; recording?: string }>) =>
  spec.config.parse({ account: 'phone-call', topic: 'service', content });

describe('phone-call', () => {
  it('asks for a call that knows in which language it speaks', () => {
    const asked = config({ uk: { text: 'Вітаємо!' }, en: { text: 'Hello!' } });
    expect(step(stepArgs(asked))).toMatchObject({
      kind: 'send',
      message: {
        channel: 'phone-call',
        content: { uk: { text: 'Вітаємо!', language: 'uk' }, en: { text: 'Hello!', language: 'en' } },
      },
    });
  });

  it('wants something to say or to play, and a recording where no voice speaks the language', () => {
    const codes = (content: Parameters<typeof config>[0]) => spec.check?.(config(content)).map(({ code }) => code);
    expect(codes({ uk: { text: 'Вітаємо!' } })).toEqual([]);
    expect(codes({ uk: {} })).toEqual(['empty-part']);
    expect(codes({ uk: { recording: 'https://shop.example/hello.mp3' } })).toEqual([]);
    expect(codes({ fi: { text: 'Hei!' } })).toEqual(['no-voice']);
    expect(codes({ fi: { text: 'Hei!', recording: 'https://shop.example/hei.mp3' } })).toEqual([]);
    expect(codes({})).toEqual(['no-content']);
  });

  it('reckons about how long it takes to say', () => {
    expect(secondsOf('')).toBe(0);
    expect(secondsOf('one two {{ contact.first_name | default: "friend" }} {% if x %}four{% endif %}')).toBe(2);
    expect(secondsOf(Array(130).fill('word').join(' '))).toBe(60);
  });
});
