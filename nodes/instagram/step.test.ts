import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: object) => spec.config.parse({ account: 'chat', topic: 'marketing', content: {}, ...over });
const codes = (over: object) => spec.check?.(config(over)).map(({ code }) => code);
const en = (text: string, image?: string) => ({ en: { text, ...(image === undefined ? {} : { image }) } });
const reply = (n: number, text = 'Yes') => ({ id: `b${n}`, text });
const link = { id: 'site', text: 'Site', url: 'https://a.test' };

describe('instagram', () => {
  it('sends text and buttons by its own channel', () => {
    expect(step(stepArgs(config({ content: en('Hi'), buttons: [reply(1), link] })))).toMatchObject({
      kind: 'send',
      message: { channel: 'instagram', buttons: [reply(1), link], content: { en: { text: 'Hi' } } },
    });
  });

  it('takes a text or a picture, not both, and not nothing', () => {
    const picture = 'https://a.test/a.png';
    expect(codes({ content: en('Hi') })).toEqual([]);
    expect(codes({ content: en('', picture) })).toEqual([]);
    expect(codes({ content: en('', picture), buttons: [reply(1)] })).toEqual([]);
    expect(codes({ content: en('Hi', picture) })).toEqual(['picture-alone']);
    expect(codes({ content: en('', picture), buttons: [link] })).toEqual(['link-under-picture']);
    expect(codes({ content: en(' ') })).toEqual(['empty-part']);
    expect(codes({ content: {} })).toEqual(['no-content']);
  });

  it('refuses a text that can never fit', () => {
    expect(codes({ content: en(`${'ж'.repeat(500)}{{ contact.first_name }}`) })).toEqual([]);
    expect(codes({ content: en('ж'.repeat(501)) })).toEqual(['chat-too-long']);
    expect(codes({ content: en('a'.repeat(1000)) })).toEqual([]);
    expect(codes({ content: en('a'.repeat(641)), buttons: [reply(1)] })).toEqual([]);
    expect(codes({ content: en('a'.repeat(640)), buttons: [link] })).toEqual([]);
    expect(codes({ content: en('a'.repeat(641)), buttons: [link] })).toEqual(['text-over-buttons']);
  });

  it('takes three buttons where one opens a link, and short labels', () => {
    const replies = [1, 2, 3, 4].map((n) => reply(n));
    expect(codes({ content: en('Hi'), buttons: replies })).toEqual([]);
    expect(codes({ content: en('Hi'), buttons: [...replies.slice(0, 2), link] })).toEqual([]);
    expect(codes({ content: en('Hi'), buttons: [...replies.slice(0, 3), link] })).toEqual(['chat-buttons']);
    expect(codes({ content: en('Hi'), buttons: [reply(1, 'a'.repeat(21))] })).toEqual(['chat-label-long']);
  });
});
