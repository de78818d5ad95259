import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const texts = { title: 'Вітаємо', text: '{{ contact.first_name }}, знижка!' };
const config = (over: object = {}) => spec.config.parse({ ...spec.defaults, content: { uk: texts }, ...over });
const sent = (over: object = {}) => {
  const outcome = step(stepArgs(config(over)));
  return outcome.kind === 'send' ? outcome.message : null;
};
const codes = (over: object) => spec.check?.(config(over)).map(({ code, path }) => `${code} ${path}`);

describe('web-push', () => {
  it('sends the texts with how they are delivered; what is not said is a day, without hurry', () => {
    expect(sent()).toMatchObject({
      channel: 'web-push',
      content: { uk: { ...texts, seconds: '86400', urgency: 'normal' } },
    });
    expect(sent()?.content.uk).not.toHaveProperty('group');
    expect(sent({ keepFor: 'PT2H', urgency: 'high', group: 'cart' })?.content.uk).toMatchObject({
      seconds: '7200',
      urgency: 'high',
      group: 'cart',
    });
  });
  it('keeps none longer than push services do', () => {
    expect(sent({ keepFor: 'P90D' })?.content.uk?.seconds).toBe(String(28 * 86_400));
  });
  it('has room for two buttons, that lead to web pages or answer', () => {
    const button = (id: string, url?: string) => ({ id, text: id, ...(url === undefined ? {} : { url }) });
    expect(codes({ buttons: [button('a', '/cart'), button('b')] })).toEqual([]);
    expect(codes({ buttons: [button('a'), button('b'), button('c')] })).toEqual(['too-many-buttons buttons']);
    expect(codes({ buttons: [button('a', 'javascript:alert(1)')] })).toEqual(['bad-target buttons.0.url']);
  });
  it('leads to web pages and to paths of the site', () => {
    const leading = (url: string) => codes({ content: { en: { ...texts, url } } });
    for (const url of ['https://shop.example/a', '/cart', '{{ event.url }}', '']) expect(leading(url)).toEqual([]);
    expect(leading('shop.example')).toEqual(['bad-target content.en.url']);
    expect(codes({ content: { en: { ...texts, image: 'data:image/png;base64,AA' } } })).toEqual([
      'bad-target content.en.image',
    ]);
  });
  it('refuses what cannot fit into one encrypted message, counted in bytes', () => {
    const long = (sign: string) => codes({ content: { en: { title: 'A', text: sign.repeat(1500) } } });
    expect(long('a')).toEqual([]);
    expect(long('ж')).toEqual([]);
    expect(long('好')).toEqual(['push-too-long content.en.text']);
  });
});
