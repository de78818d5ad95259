import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { email, everybody, flowOf } from '../../tests/kit/workspace.ts';
import { validateFlow } from '../document/validate.ts';
import { specsOf } from '../sdk/registry.ts';
import { variableProblems } from './variable-problems.ts';

const specs = specsOf(await loadEngineRegistry());
const seen: Readonly<Record<string, readonly string[]>> = {
  'order.created': ['total', 'order_id'],
  'cart.left': ['url'],
};
const names = { attributes: () => ['city', 'points'], props: (event: string) => seen[event] ?? [] };

type Trigger = [string, string, Record<string, unknown>];
const byHand: Trigger = ['in', 'trigger-manual', { audience: everybody }];
const byEvent = (event: string, id = 'in'): Trigger => [id, 'trigger-event', { event }];

function found(html: string, triggers: readonly Trigger[] = [byEvent('order.created')], more: readonly Trigger[] = []) {
  const letter = email('mail', { content: { en: { subject: 'Hi', html } } });
  const document = flowOf(
    [...triggers, letter, ...more],
    triggers.map(([id]) => `${id}.next>mail`),
  );
  return variableProblems(document, specs, names).map(({ code, params, path }) => [
    code,
    ...Object.values(params ?? {}),
    path,
  ]);
}
const at = 'config.content.en.html';

describe('a value that a text names', () => {
  it.each([
    '{{ contact.first_name }} {{ contact.city }} {{ contact.attributes.points }} {{ contact.tags }}',
    '{{ event.total }} {{ event.type }} {{ event.at }} {{ now }} {{ workspace.name }}',
    '{{ contact.shoe | default: "x" }} {% if contact.shoe %}x{% endif %}',
    '{% for item in event.items %}{{ item.name }}{% endfor %}',
  ])('is left alone: %s', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('is found when nobody has it, with what was meant', () => {
    expect(found('{{ contact.frist_name }} {{ contact.attributes.pionts }} {{ contact.shoe }}')).toEqual([
      ['variable-near', 'contact.frist_name', 'contact.first_name', at],
      ['variable-near', 'contact.attributes.pionts', 'contact.attributes.points', at],
      ['variable-unknown', 'contact.shoe', at],
    ]);
  });

  it('may be what the flow sets itself', () => {
    const set: Trigger = ['set', 'update-contact', { changes: [{ op: 'set', field: 'attributes.shoe', value: '42' }] }];
    expect(found('{{ contact.shoe }}', [byHand], [set])).toEqual([]);
  });

  it('of the event is held against the events that let people in', () => {
    expect(found('{{ event.totl }} {{ event.url }}')).toEqual([
      ['variable-near', 'event.totl', 'event.total', at],
      ['variable-unknown', 'event.url', at],
    ]);
    expect(found('{{ event.url }}', [byEvent('order.created'), byEvent('cart.left', 'b')])).toEqual([]);
    // Nothing is known of an event that never came, nor of who comes by hand.
    expect(found('{{ event.url }}', [byEvent('never')])).toEqual([]);
    expect(
      found('{{ event.url }}', [byEvent('order.created'), ['h', 'trigger-manual', { audience: everybody }]]),
    ).toEqual([]);
  });
});

describe('a word that is no value at all', () => {
  const problems = (html: string) =>
    validateFlow(flowOf([byHand, email('mail', { content: { en: { subject: 'Hi', html } } })], ['in.next>mail']), specs)
      .filter(({ code }) => code.startsWith('variable'))
      .map(({ code, severity, params }) => [severity, code, ...Object.values(params ?? {})]);
  it('keeps the flow from starting, with what was meant', () => {
    expect(problems('{{ first_name }} {{ conatct.city }} {{ zzz }}')).toEqual([
      ['error', 'variable-root-near', 'first_name', 'contact.first_name'],
      ['error', 'variable-root-near', 'conatct', 'contact'],
      ['error', 'variable-root', 'zzz'],
    ]);
  });
  it('is none that the text makes itself', () => {
    expect(problems('{% assign x = 1 %}{{ x }} {{ y | default: "z" }}')).toEqual([]);
  });
});
