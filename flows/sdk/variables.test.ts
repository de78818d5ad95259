import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { namesMadeIn, nearestName, variablesOf } from './variables.ts';

describe('variables of a text', () => {
  it('are those it writes out', () => {
    expect(
      variablesOf(
        `Hi {{ contact.first_name | default: "you" }}, {{event["order id"].x}} {{- now -}} {{ "text" }} {{ 5 }} {{ true }}
         {% if contact.vip %}{{ contact['a'].b[0].c }}{% endif %} {{ }} {{ | }}`,
      ),
    ).toEqual([
      { root: 'contact', path: ['first_name'], guarded: true },
      { root: 'event', path: ['order id', 'x'], guarded: false },
      { root: 'now', path: [], guarded: false },
      { root: 'contact', path: ['a', 'b'], guarded: false },
    ]);
  });
  it('may be of its own making', () => {
    const text =
      '{% assign a = 1 %}{%- for item in event.items %}{{ item.name }}{% endfor %}{% capture b_2 %}x{% endcapture %}';
    expect([...namesMadeIn(text)]).toEqual(['forloop', 'tablerowloop', 'a', 'item', 'b_2']);
  });
  it('are read in any text without trouble', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '%', '.', '[', ']', '"', 'a', ' ', '|', '-'), maxLength: 60 }),
        (text) => {
          expect(Array.isArray(variablesOf(text))).toBe(true);
        },
      ),
    );
  });
});

describe('the nearest name', () => {
  const known = ['first_name', 'last_name', 'city', 'points'];
  it.each([
    ['frist_name', 'first_name'],
    ['firstname', 'first_name'],
    ['First_Name', 'first_name'],
    ['lastt_name', 'last_name'],
    ['citi', 'city'],
    ['shoe', null],
    ['po', null],
    ['x', null],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, known)).toBe(nearest);
  });
});
