import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const config = (over: object = {}) =>
  spec.config.parse({ ...spec.defaults, content: { uk: { text: 'Вітаємо, {{ contact.first_name }}!' } }, ...over });
const sent = (over: object = {}) => {
  const outcome = step(stepArgs(config(over)));
  return outcome.kind === 'send' ? outcome.message : null;
};
const codes = (over: object) => spec.check?.(config(over)).map(({ code }) => code);
const leadingTo = (url: string) => codes({ buttons: [{ id: 'go', text: 'Go', url }] });

describe('site', () => {
  it('sends the texts with how they are shown; what is not said is a week, until it is pressed', () => {
    expect(sent()).toMatchObject({
      channel: 'site',
      content: {
        uk: {
          text: 'Вітаємо, {{ contact.first_name }}!',
          kind: 'banner',
          frequency: 'until-pressed',
          seconds: '604800',
        },
      },
    });
    const card = sent({ kind: 'card', place: 'top', frequency: 'once', showFor: 'PT36H' });
    expect(card?.content.uk).toMatchObject({ kind: 'card', place: 'top', frequency: 'once', seconds: '129600' });
  });
  it('needs a place for a card only, and one that HTML can name', () => {
    expect(codes({ kind: 'card' })).toEqual(['place-needed']);
    expect(codes({ kind: 'popup' })).toEqual([]);
    expect(codes({ kind: 'card', place: 'Кошик-1' })).toEqual([]);
    for (const place of ['a b', '"x', '-a', '', 'x'.repeat(61)]) expect(() => config({ place })).toThrow();
  });
  it('lets buttons lead to the web and to the site itself, never to a script', () => {
    const fine = [
      'https://shop.example/a?b=1',
      '/cart',
      '?tab=2',
      '#top',
      '{{ event.url }}',
      'https://a.example/{{ x }}',
    ];
    for (const url of fine) expect(leadingTo(url)).toEqual([]);
    for (const url of [
      'javascript:alert(1)',
      ' JavaScript:x',
      'data:text/html,x',
      'shop.example',
      'java{{ x }}script:y',
    ])
      expect(leadingTo(url)).toEqual(['bad-target']);
  });
  it('has room for three buttons', () => {
    const buttons = ['a', 'b', 'c', 'd'].map((id) => ({ id, text: id }));
    expect(codes({ buttons })).toEqual(['too-many-buttons']);
    expect(codes({ buttons: buttons.slice(1) })).toEqual([]);
  });
});
