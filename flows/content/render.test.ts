import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ContactView, EventView } from '../sdk/contact.ts';
import type { Offer } from '../sdk/offer.ts';
import { KaskadError } from '../sdk/problem.ts';
import { parseInstant } from '../sdk/time.ts';
import { createRenderer } from './render.ts';
import { scopeFor } from './scope.ts';

const contact: ContactView = {
  id: 1,
  key: 'c1',
  email: 'anna@example.com',
  phone: null,
  first_name: 'Anna',
  last_name: null,
  language: 'uk',
  country: 'UA',
  timezone: 'Europe/Kyiv',
  createdAt: parseInstant('2026-01-05T08:00:00Z', 'UTC') ?? 0,
  tags: ['vip', 'new'],
  attributes: { city: 'Київ', points: 1500, nickname: '', pets: [] },
};
const event: EventView = {
  id: 5,
  type: 'order.created',
  at: parseInstant('2026-03-28T22:30:00Z', 'UTC') ?? 0,
  props: { total: 1234.5, items: [{ name: 'Tea & <b>cake</b>' }], due: '2026-03-29' },
};
const offer: Offer = {
  name: 'Come back',
  percent: 10,
  price: null,
  currency: null,
  product: '',
  code: { kind: 'same', code: 'BACK10' },
  startsAt: null,
  endsAt: parseInstant('2026-04-01T00:30:00+03:00', 'UTC'),
  terms: '',
  redeemedBy: null,
};
const scope = (change: Partial<ContactView> = {}, language?: string) =>
  scopeFor({
    contact: { ...contact, ...change },
    event,
    offers: {
      winback: { offer, code: () => 'BACK10' },
      bare: { offer: { ...offer, percent: null }, code: () => null },
    },
    workspaceName: 'Кав’ярня',
    now: parseInstant('2026-03-29T12:00:00Z', 'UTC') ?? 0,
    ...(language === undefined ? {} : { language }),
  });
const renderer = createRenderer();
const text = (template: string, s = scope()) => renderer.render(template, s, { html: false });
const html = (template: string, s = scope()) => renderer.render(template, s, { html: true });
const failure = (run: () => string): KaskadError => {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(KaskadError);
    expect((error as KaskadError).code).toBe('render-failed');
    return error as KaskadError;
  }
  throw new Error('it was rendered');
};

describe('values', () => {
  it('come from the contact, the event, offers and the workspace', () => {
    expect(text('{{ contact.first_name }} {{ contact.city }} {{ contact.attributes.points }}')).toBe('Anna Київ 1500');
    expect(text('{{ event.total }} {{ event.items[0].name }} {{ event.type }}')).toBe(
      '1234.5 Tea & <b>cake</b> order.created',
    );
    expect(text('{{ offer.winback.code }} {{ workspace.name }}')).toBe('BACK10 Кав’ярня');
  });
  it('of time are written in the zone of the contact', () => {
    expect(text('{{ contact.createdAt }} {{ event.at }} {{ now }}')).toBe(
      '2026-01-05T10:00:00+02:00 2026-03-29T00:30:00+02:00 2026-03-29T15:00:00+03:00',
    );
  });
  it('of the event win over its own type and time', () => {
    const own = scopeFor({ contact, event: { ...event, props: { type: 'gift' } }, workspaceName: '', now: 0 });
    expect(renderer.render('{{ event.type }}', own, { html: false })).toBe('gift');
  });
});

describe('a value that is not there', () => {
  const missing = [
    'contact.last_name',
    'contact.nickname',
    'contact.shoe',
    'event.nothing',
    'offer.gone.code',
    'offer.winback.price',
    'offer.winback.terms',
    'offer.bare.code',
    'offer.bare.percent',
    'x',
  ];
  it.each(missing)('fails: %s', (name) => {
    expect(failure(() => text(`Hi {{ ${name} }}!`)).message).toContain(name.replace('gone.code', 'gone'));
    expect(text(`Hi {{ ${name} | default: "friend" }}!`)).toBe('Hi friend!');
  });
  it('fails when it is assigned first, or comes out of a filter, or is an empty list', () => {
    failure(() => text('{% assign n = contact.last_name %}Hi {{ n }}'));
    failure(() => text('{{ contact.pets | first }}'));
    failure(() => text('{{ contact.pets }}'));
    failure(() => text('{{ contact.last_name | capitalize }}'));
    failure(() => text('{{ event }}'));
  });
  it('may be asked for in a condition', () => {
    expect(text('{% if contact.last_name %}yes{% else %}no{% endif %}')).toBe('no');
  });
  it('is what an object inherits', () => {
    for (const name of ['contact.constructor', 'contact.__proto__', 'constructor', 'event.items.map', 'toString']) {
      failure(() => text(`{{ ${name} }}`));
    }
  });
});

describe('html', () => {
  it('escapes values and leaves the template alone', () => {
    expect(html('<p>{{ event.items[0].name }}</p>')).toBe('<p>Tea &amp; &lt;b&gt;cake&lt;/b&gt;</p>');
    expect(html('{{ event.items[0].name | escape }}')).toBe('Tea &amp; &lt;b&gt;cake&lt;/b&gt;');
  });
  it('escapes any value, whatever filters the template puts on it', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.constantFrom('', ' | raw', ' | append: "x"', ' | newline_to_br', ' | raw | escape', ' | default: "<"'),
        (name, filter) => {
          const out = html(`{{ contact.first_name${filter} }}`, scope({ first_name: name }));
          expect(out.replaceAll('<br>\n', '')).not.toMatch(/[<>"']/);
        },
      ),
    );
  });
  it('renders any text as it is outside of html', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (name) => {
        expect(text('{{ contact.first_name }}', scope({ first_name: name }))).toBe(name);
      }),
    );
  });
});

describe('dates and money', () => {
  it('are in the zone and language of the contact', () => {
    expect(text('{{ offer.winback.endsAt | date: "%d.%m.%Y %H:%M" }}')).toBe('01.04.2026 00:30');
    expect(text('{{ event.at | date: "%-d %B, %A" }}')).toBe('29 березня, неділя');
    expect(text('{{ event.due | date: "long" }}', scope({}, 'en'))).toBe('March 29, 2026');
    expect(text('{{ "now" | date: "%H:%M %z" }}')).toBe('15:00 +0300');
    expect(text('{{ event.at | date: "%F" }}', scope({ timezone: 'America/New_York' }))).toBe('2026-03-28');
  });
  it('write sums as the language does', () => {
    const plain = (value: string) => value.replace(/\s/g, ' ');
    expect(plain(text('{{ event.total | money: "UAH" }}'))).toBe('1 234,50 ₴');
    expect(plain(text('{{ contact.points | money: "USD" }}', scope({}, 'en')))).toBe('$1,500');
    expect(plain(text('{{ contact.points | number }}'))).toBe('1 500');
  });
  it('refuse what is neither', () => {
    expect(failure(() => text('{{ contact.first_name | date: "%d" }}')).message).toContain('Anna');
    failure(() => text('{{ contact.first_name | money: "UAH" }}'));
    failure(() => text('{{ event.total | money: "dollars" }}'));
  });
});

describe('a hostile template', () => {
  it.each([
    [
      'a loop without end',
      '{% for a in (1..9999) %}{% for b in (1..9999) %}{% for c in (1..9999) %}x{% endfor %}{% endfor %}{% endfor %}',
    ],
    ['a huge range', '{% for a in (1..999999999) %}{% endfor %}'],
    [
      'a doubling capture',
      `{% assign a = "aaaaaaaaaaaaaaaa" %}${'{% capture a %}{{ a }}{{ a }}{% endcapture %}'.repeat(60)}{{ a }}`,
    ],
    ['a doubling append', `{% assign a = "aaaaaaaaaaaaaaaa" %}${'{% assign a = a | append: a %}'.repeat(60)}{{ a }}`],
    ['endless output', `{% for a in (1..9999) %}${'x'.repeat(10_000)}{% endfor %}`],
    ['a file', '{% include "/etc/passwd" %}'],
    ['another file', '{% render "secret" %}'],
    ['an unknown filter', '{{ contact.first_name | evil }}'],
    ['an unknown tag', '{% evil %}'],
    ['an open tag', '{% if contact.first_name %}'],
    ['open braces', '{{ contact.first_name '],
  ])('%s ends in words', (_, template) => {
    const quick = createRenderer({ time: 100 });
    const before = performance.now();
    const { message } = failure(() => quick.render(template, scope(), { html: true }));
    expect(message.length).toBeGreaterThan(20);
    expect(performance.now() - before).toBeLessThan(3000);
  });
  it('that is too long is refused', () => {
    failure(() => text(`{{ contact.first_name }}${'x'.repeat(200_001)}`));
  });
  it('never ends in anything but a text or render-failed', () => {
    const piece = fc.constantFrom(
      '{{',
      '}}',
      '{%',
      '%}',
      ' if ',
      ' endif ',
      ' for ',
      ' in ',
      ' contact',
      '.',
      'first_name',
      '|',
      ' date: ',
      '"%',
      '"',
      ' assign ',
      '=',
      '[',
      ']',
      '(1..3)',
      ' endfor ',
      'raw',
      ' money',
      '__proto__',
      '-',
      '\n',
      '1',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        const template = pieces.join('');
        try {
          expect(typeof text(template)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(KaskadError);
        }
        const found = renderer.check(template);
        expect(found === null || found.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('check', () => {
  it('says where a template is wrong', () => {
    expect(renderer.check('Hi {{ contact.first_name | default: "friend" }}')).toBeNull();
    expect(renderer.check('Hi\n {% if x %}')).toMatch(/line 2, column 2/);
    expect(renderer.check('{{ x | evil }}')).toMatch(/evil/);
    expect(renderer.check('{% include "x" %}')).toMatch(/include/);
  });
});

describe('the cache', () => {
  it('keeps what was used last, within its limits, and never mixes html and text', () => {
    const small = createRenderer({ cached: 2 });
    for (let i = 0; i < 20; i++) {
      expect(small.render(`${i}{{ event.items[0].name }}`, scope(), { html: i % 2 === 0 })).toContain(
        i % 2 === 0 ? '&lt;b&gt;' : '<b>',
      );
    }
    const one = '{{ event.items[0].name }}';
    expect(html(one)).not.toBe(text(one));
    expect(html(one)).toBe('Tea &amp; &lt;b&gt;cake&lt;/b&gt;');
  });
});
