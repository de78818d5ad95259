import { describe, expect, it } from 'vitest';
import type { ContactView } from './contact.ts';
import { lookup, lookupNumber, pathSchema } from './lookup.ts';
import { estimateSmsParts, smsParts } from './sms-parts.ts';
import { lonePath, staticText, withFiller } from './template.ts';

describe('SMS parts', () => {
  it.each([
    ['', 0, 'GSM-7'],
    ['a'.repeat(160), 1, 'GSM-7'],
    ['a'.repeat(161), 2, 'GSM-7'],
    ['a'.repeat(306), 2, 'GSM-7'],
    ['a'.repeat(307), 3, 'GSM-7'],
    ['є'.repeat(70), 1, 'UCS-2'],
    ['є'.repeat(71), 2, 'UCS-2'],
    ['є'.repeat(134), 2, 'UCS-2'],
    ['є'.repeat(135), 3, 'UCS-2'],
    // Escaped characters take two units; a surrogate pair takes two.
    ['€'.repeat(80), 1, 'GSM-7'],
    ['€'.repeat(81), 2, 'GSM-7'],
    ['😀'.repeat(35), 1, 'UCS-2'],
    ['😀'.repeat(36), 2, 'UCS-2'],
  ] as const)('%#: %i', (text, parts, encoding) => {
    expect(smsParts(text)).toMatchObject({ parts, encoding });
  });
  it('counts characters as people do, and names those that made it dear', () => {
    expect(smsParts('Hi “x” “y”')).toMatchObject({ encoding: 'UCS-2', characters: 10, units: 10, nonGsm: ['“', '”'] });
    expect(smsParts('€')).toMatchObject({ characters: 1, units: 2, perPart: 160 });
  });
  it('takes a variable as a short word', () => {
    const text = `${'a'.repeat(150)}{{ contact.first_name | default: "a very long friend" }}`;
    expect(estimateSmsParts(text).units).toBe(158);
    expect(estimateSmsParts('{% if contact.vip %}VIP{% endif %}').units).toBe(3);
  });
});

describe('templates', () => {
  it('without their variables', () => {
    expect(staticText('Hi {{ contact.first_name }}{% if a %}, b{% endif %}!')).toBe('Hi , b!');
    expect(withFiller('Hi {{ x }}', 'you')).toBe('Hi you');
  });
  it('that are one variable', () => {
    expect(lonePath('{{ event.total }}')).toBe('event.total');
    expect(lonePath(' {{- event.total -}} ')).toBe('event.total');
    for (const other of ['{{ event.total | round }}', '{{ a }}{{ b }}', 'x {{ a }}', ''])
      expect(lonePath(other)).toBeNull();
  });
});

describe('paths', () => {
  const contact: ContactView = {
    id: 1,
    key: null,
    email: null,
    phone: null,
    first_name: 'Anna',
    last_name: null,
    language: 'uk',
    country: 'UA',
    timezone: 'Europe/Kyiv',
    createdAt: 0,
    tags: [],
    attributes: { points: 5, first_name: 'shadowed' },
  };
  const scope = {
    contact,
    event: { id: 1, type: 'order.created', at: 0, props: { total: '12.5', items: { count: 3 } } },
  };
  it('keep the type', () => {
    expect(lookup('event.total', scope)).toBe('12.5');
    expect(lookup('event.items.count', scope)).toBe(3);
    expect(lookup('contact.first_name', scope)).toBe('Anna');
    expect(lookup('contact.points', scope)).toBe(5);
    expect(lookup('contact.attributes.points', scope)).toBe(5);
  });
  it('never reach beyond the data', () => {
    for (const path of [
      'event.constructor',
      'event.total.length',
      'contact.__proto__',
      'event.items.toString',
      'event',
      'x.y',
    ])
      expect(lookup(path, scope)).toBeUndefined();
    expect(lookup('event.total', { contact, event: null })).toBeUndefined();
  });
  it('give numbers', () => {
    expect(lookupNumber('event.total', scope)).toBe(12.5);
    expect(lookupNumber('contact.first_name', scope)).toBeNull();
    expect(lookupNumber('contact.last_name', scope)).toBeNull();
  });
  it('have a form', () => {
    expect(pathSchema.safeParse('event.total').success).toBe(true);
    expect(pathSchema.safeParse('total').success).toBe(false);
  });
});
