import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { NodeSpec } from '../sdk/node.ts';
import { defineSpec } from '../sdk/node.ts';
import { KaskadError } from '../sdk/problem.ts';
import { ruleGroupSchema } from '../sdk/rule.ts';
import { canonicalFlow, canonicalFlowText, canonicalJson, flowFileName, sameFlow } from './canonical.ts';
import { bracketDepth, findJsonError } from './json-position.ts';
import { flowJsonSchema } from './json-schema.ts';
import { parseFlowText } from './parse.ts';
import { emptyFlow, type FlowDocument, limits } from './schema.ts';
import { resolveSlots } from './slots.ts';
import { upgradeFlow } from './upgrade.ts';

const exampleText = readFileSync(new URL('./example.flow.json', import.meta.url), 'utf8');
const refused = (text: string): KaskadError => {
  try {
    parseFlowText(text);
  } catch (error) {
    expect(error).toBeInstanceOf(KaskadError);
    return error as KaskadError;
  }
  throw new Error('it was read');
};
const flowText = (change: object): string => JSON.stringify({ ...emptyFlow('A'), ...change });

const specs = new Map<string, NodeSpec>([
  [
    'box',
    defineSpec({
      type: 'box',
      version: 3,
      category: 'logic',
      config: z.object({
        title: z.string(),
        rule: ruleGroupSchema.optional(),
        items: z.array(z.object({ id: z.string(), weight: z.number() })).default([]),
        mode: z
          .union([
            z.object({ kind: z.literal('a'), x: z.number() }),
            z.object({ kind: z.literal('b'), y: z.number(), x: z.number() }),
          ])
          .optional(),
      }),
      defaults: { title: '' },
      outlets: () => ['next'],
      upgrades: {
        1: ({ name, ...rest }) => ({ ...rest, label: name }),
        2: ({ label, ...rest }) => ({ ...rest, title: label }),
      },
    }) as NodeSpec,
  ],
]);

describe('a flow file', () => {
  it('of the documentation is read and keeps everything', () => {
    expect(parseFlowText(exampleText)).toEqual(JSON.parse(exampleText));
    expect(parseFlowText(`\ufeff${exampleText}`).name).toBe('Win-back after 90 days');
  });
  it('is refused in words', () => {
    expect(refused('x'.repeat(limits.bytes + 1)).code).toBe('flow-too-large');
    expect(refused(flowText({ description: 'я'.repeat(limits.bytes / 2) })).code).toBe('flow-too-large');
    expect(refused('['.repeat(100_000)).code).toBe('flow-too-deep');
    expect(refused('{\n  "a": 1,\n  "b": oops }')).toMatchObject({
      code: 'flow-not-json',
      details: { line: 3, column: 8 },
    });
    expect(refused('').message).toContain('end of file');
    expect(refused('null').code).toBe('not-a-flow');
    expect(refused('[]').code).toBe('not-a-flow');
    expect(refused('{"format":"other"}').code).toBe('not-a-flow');
    expect(refused(flowText({ formatVersion: 2 })).code).toBe('flow-newer');
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      const config = `{"id":"a","type":"box","version":1,"config":{"x":[{"${key}":{"bad":1}}]}}`;
      const error = refused(flowText({}).replace('"nodes":[]', `"nodes":[${config}]`));
      expect(error).toMatchObject({ code: 'flow-unsafe-key', details: { path: `nodes.0.config.x.0.${key}` } });
    }
    expect(({} as { bad?: number }).bad).toBeUndefined();
  });
  it('of a wrong shape is refused with every place', () => {
    const error = refused(
      flowText({
        settings: { timezone: 'Europe/Gotham', entry: { cooldown: 'soon' }, exit: { when: [{ evnt: 'x' }] } },
        nodes: [{ id: 'a b', type: 'box', version: 0, config: {} }],
        extra: 1,
      }),
    );
    expect(error.code).toBe('flow-invalid');
    const problems = error.details.problems as { path: string; code: string }[];
    const found = Object.fromEntries(problems.map((problem) => [problem.path, problem.code]));
    expect(found).toMatchObject({
      'settings.timezone': 'unknown-zone',
      'settings.entry.cooldown': 'not-a-duration',
      'nodes.0.id': 'bad-id',
      'nodes.0.version': 'too-small',
      '': 'unknown-key',
    });
    expect(error.message).toContain('Europe/Kyiv');
  });
  it('has at most so many nodes', () => {
    const nodes = Array.from({ length: limits.nodes + 1 }, (_, n) => ({
      id: `n${n}`,
      type: 'box',
      version: 1,
      config: {},
    }));
    expect(refused(flowText({ nodes })).code).toBe('flow-invalid');
  });
  it('that is any text never does anything but be read or refused', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '\\u00',
      'a',
      '1',
      '-',
      '.',
      'e',
      'null',
      'tru',
      ' ',
      '\n',
      '\u0001',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join('');
        refused(text);
        let valid = true;
        try {
          JSON.parse(text);
        } catch {
          valid = false;
        }
        expect(findJsonError(text) === null).toBe(valid);
      }),
      { numRuns: 2000 },
    );
  });
  it('is as deep as its JSON', () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(bracketDepth(JSON.stringify(value))).toBe(depth(value));
      }),
    );
  });
});

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,6}$/);
const rule = fc.record(
  {
    field: fc.constant('email'),
    operator: fc.constant('='),
    value: fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    disabled: fc.boolean(),
  },
  { requiredKeys: ['field', 'operator'] },
);
const group = fc.record(
  { rules: fc.array(rule, { maxLength: 3 }), not: fc.boolean(), combinator: fc.constantFrom('and', 'or') },
  { requiredKeys: ['combinator', 'rules'] },
);
const config = fc
  .oneof(
    fc.dictionary(
      fc.string().filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key)),
      fc.jsonValue({ maxDepth: 2 }),
      { maxKeys: 4 },
    ),
    fc.record(
      {
        items: fc.array(fc.record({ weight: fc.integer(), id })),
        rule: group,
        title: fc.string(),
        mode: fc.record({ x: fc.integer(), y: fc.integer(), kind: fc.constant('b') }),
      },
      { requiredKeys: [] },
    ),
  )
  .filter((value) => !/"(__proto__|constructor|prototype)":/.test(JSON.stringify(value)));
const node = fc.record(
  {
    config,
    version: fc.integer({ min: 1, max: 3 }),
    type: fc.constantFrom('box', 'from-the-future'),
    id,
    note: fc.option(fc.string()),
    name: fc.option(fc.string()),
    disabled: fc.option(fc.boolean()),
  },
  { requiredKeys: ['id', 'type', 'version', 'config'] },
);
const point = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
const flow = fc.record(
  {
    layout: fc.record(
      {
        frames: fc.array(
          fc.record(
            {
              collapsed: fc.record({ frames: fc.array(id), nodes: fc.array(id) }, { requiredKeys: ['nodes'] }),
              ...{ size: point, at: point, name: fc.string(), id },
            },
            { requiredKeys: ['size', 'at', 'name', 'id'] },
          ),
        ),
        notes: fc.array(
          fc.record({ size: point, at: point, text: fc.string(), id }, { requiredKeys: ['at', 'text', 'id'] }),
        ),
        nodes: fc.dictionary(id, point),
      },
      { requiredKeys: [] },
    ),
    edges: fc.array(fc.record({ to: id, outlet: id, from: id }), { maxLength: 6 }),
    nodes: fc.array(node, { maxLength: 6 }),
    slots: fc.record(
      {
        offers: fc.dictionary(id, fc.record({ fields: fc.array(fc.string()) })),
        accounts: fc.dictionary(id, fc.record({ note: fc.option(fc.string()), capability: fc.string() })),
      },
      { requiredKeys: [] },
    ),
    settings: fc.record(
      {
        exit: fc.record({
          when: fc.array(fc.oneof(fc.record({ where: group, event: id }), fc.record({ rule: group }))),
        }),
        timezone: fc.option(fc.constant('Europe/Kyiv')),
      },
      { requiredKeys: [] },
    ),
    description: fc.string(),
    name: fc.string({ minLength: 1 }),
    formatVersion: fc.constant(1),
    format: fc.constant('kaskad.flow'),
  },
  { requiredKeys: ['format', 'formatVersion', 'name', 'nodes', 'edges'] },
) as unknown as fc.Arbitrary<FlowDocument>;

function shuffled(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, seed));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, shuffled(inner, seed)] as const);
  return Object.fromEntries(seed % 2 === 0 ? entries.reverse() : entries.sort(([a], [b]) => (a < b ? 1 : -1)));
}

describe('the canonical form', () => {
  it('export, import, export gives the same bytes, and nothing is lost', () => {
    fc.assert(
      fc.property(flow, (document) => {
        const text = canonicalFlowText(document, specs);
        const again = parseFlowText(text);
        expect(canonicalFlowText(again, specs)).toBe(text);
        const { nodes: _, edges: __, ...rest } = document;
        expect(JSON.parse(text)).toMatchObject(JSON.parse(JSON.stringify(rest)) as object);
        expect(again.nodes).toHaveLength(document.nodes.length);
      }),
    );
  });
  it('does not depend on the order of keys, nodes or edges', () => {
    fc.assert(
      fc.property(flow, fc.nat(), (document, seed) => {
        const distinct = [...new Map(document.nodes.map((n) => [n.id, n])).values()].map((n) => ({
          ...n,
          config:
            n.type === 'box' ? { title: 'x', items: [{ id: 'a', weight: 1 }], mode: { kind: 'b', y: 1, x: 2 } } : {},
        }));
        const one = { ...document, nodes: distinct };
        const other = shuffled({ ...one, nodes: [...distinct].reverse(), edges: [...one.edges].reverse() }, seed);
        expect(canonicalFlowText(other as FlowDocument, specs)).toBe(canonicalFlowText(one, specs));
      }),
    );
  });
  it('of the example is written as the documentation says', () => {
    const text = canonicalFlowText(parseFlowText(exampleText));
    const written = JSON.parse(text) as FlowDocument;
    expect(Object.keys(written)).toEqual([
      'format',
      'formatVersion',
      'name',
      'description',
      'language',
      'settings',
      'slots',
      'nodes',
      'edges',
      'tests',
      'layout',
    ]);
    expect(written.nodes.map((n) => n.id)).toEqual(['end', 'mail', 'opened', 'pause', 'start', 'tg']);
    expect(written.edges[0]).toEqual({ from: 'mail', outlet: 'next', to: 'opened' });
    expect(text.endsWith('}\n')).toBe(true);
    expect(canonicalFlowText(parseFlowText(text))).toBe(text);
  });
  it('puts the keys of a known config in order and leaves others', () => {
    const document = {
      ...emptyFlow('A'),
      nodes: [
        {
          id: 'b',
          type: 'box',
          version: 3,
          config: { extra: 1, items: [{ weight: 1, id: 'x' }], mode: { x: 1, y: 2, kind: 'b' }, title: 't' },
        },
        { id: 'a', type: 'other', version: 1, config: { z: 1, a: { y: 1, b: 2 } } },
      ],
    };
    expect(JSON.stringify(canonicalFlow(document, specs).nodes.map((n) => n.config))).toBe(
      '[{"z":1,"a":{"y":1,"b":2}},{"title":"t","items":[{"id":"x","weight":1}],"mode":{"kind":"b","y":2,"x":1},"extra":1}]',
    );
  });
  it('takes keys that every object inherits', () => {
    const document = {
      ...emptyFlow('A'),
      nodes: [
        { id: 'b', type: 'box', version: 3, config: { toString: { valueOf: 1 }, hasOwnProperty: [2], title: 't' } },
      ],
    };
    const text = canonicalFlowText(document, specs);
    expect(text.indexOf('"title"')).toBeLessThan(text.indexOf('"toString"'));
    expect(JSON.parse(text).nodes[0].config).toEqual(document.nodes[0]?.config);
  });
  it('ignores layout when flows are compared', () => {
    const document = parseFlowText(exampleText);
    expect(sameFlow(document, { ...document, layout: {} })).toBe(true);
    expect(sameFlow(document, { ...document, edges: [] })).toBe(false);
  });
  it('hashes equal values alike', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(), (value, seed) => {
        expect(canonicalJson(shuffled(value, seed))).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
  it('names files', () => {
    expect(flowFileName('Win-back: 90/days')).toBe('win-back-90-days.flow.json');
    expect(flowFileName('Брошенная корзина')).toBe('брошенная-корзина.flow.json');
    expect(flowFileName('///')).toBe('flow.flow.json');
  });
});

describe('older nodes', () => {
  it('are brought up to date; unknown ones stay', () => {
    const document: FlowDocument = {
      ...emptyFlow('A'),
      nodes: [
        { id: 'a', type: 'box', version: 1, config: { name: 'T', keep: 1 } },
        { id: 'b', type: 'box', version: 2, config: { label: 'T' } },
        { id: 'c', type: 'box', version: 4, config: { future: 1 } },
        { id: 'd', type: 'other', version: 1, config: { x: 1 } },
      ],
    };
    const upgraded = upgradeFlow(document, specs);
    expect(upgraded.nodes.map((n) => [n.version, n.config])).toEqual([
      [3, { title: 'T', keep: 1 }],
      [3, { title: 'T' }],
      [4, { future: 1 }],
      [1, { x: 1 }],
    ]);
    expect(upgradeFlow(upgraded, specs)).toBe(upgraded);
    expect(document.nodes[0]?.config).toEqual({ name: 'T', keep: 1 });
  });
});

describe('slots', () => {
  const document: FlowDocument = {
    ...emptyFlow('A'),
    slots: {
      accounts: { mail: { capability: 'send.email' }, bot: { capability: 'send.telegram' } },
      segments: { vip: {}, own: { rule: { combinator: 'and', rules: [] } } },
    },
  };
  const everybody = { combinator: 'and' as const, rules: [] };
  const sources = {
    accounts: new Map([
      ['box', ['send.email', 'send.sms']],
      ['smtp', ['send.email']],
    ]),
    defaults: new Map([['send.email', 'box']]),
    segments: new Map([['best', everybody]]),
    flows: new Map([
      ['welcome', 'Welcome'],
      ['news', 'News'],
      ['news-2', 'News'],
    ]),
    offers: new Map([['spring', 'Spring sale']]),
  };
  it('take their binding, else the default of their capability or their own rule', () => {
    expect(resolveSlots(document, {}, sources)).toEqual({
      accounts: { mail: 'box' },
      segments: { own: everybody },
      flows: {},
      offers: {},
      open: ['bot', 'vip'],
    });
    expect(resolveSlots(document, { mail: 'smtp', vip: 'best' }, sources)).toEqual({
      accounts: { mail: 'smtp' },
      segments: { vip: everybody, own: everybody },
      flows: {},
      offers: {},
      open: ['bot'],
    });
  });
  it('of flows take their binding, else the flow of that id or the only one of that name', () => {
    const bound = (flows: Record<string, { note?: string }>, bindings = {}) => {
      const { flows: found, open } = resolveSlots({ ...emptyFlow('A'), slots: { flows } }, bindings, sources);
      return { ...found, open };
    };
    expect(bound({ welcome: {}, next: { note: 'Welcome' }, Welcome: {} })).toEqual({
      welcome: 'welcome',
      next: 'welcome',
      Welcome: 'welcome',
      open: [],
    });
    expect(bound({ News: {} })).toEqual({ open: ['News'] });
    expect(bound({ News: {} }, { News: 'news-2' })).toEqual({ News: 'news-2', open: [] });
    expect(bound({ welcome: {} }, { welcome: 'gone' })).toEqual({ open: ['welcome'] });
  });
  it('of offers take their binding, else the offer of that id or the only one of that name', () => {
    const slots = { offers: { spring: { fields: [] }, 'Spring sale': { fields: [] }, other: { fields: [] } } };
    const bound = (bindings: Record<string, string>) => resolveSlots({ ...emptyFlow('A'), slots }, bindings, sources);
    expect(bound({})).toMatchObject({ offers: { spring: 'spring', 'Spring sale': 'spring' }, open: ['other'] });
    expect(bound({ other: 'spring', spring: 'gone' })).toMatchObject({
      offers: { other: 'spring', 'Spring sale': 'spring' },
      open: ['spring'],
    });
  });
  it('bound to what is gone or cannot do it are open', () => {
    expect(resolveSlots(document, { mail: 'gone', bot: 'smtp', vip: 'gone' }, sources).open).toEqual([
      'bot',
      'mail',
      'vip',
    ]);
  });
});

describe('the JSON Schema', () => {
  const ajv = new Ajv2020({ strict: false });
  it('takes the example and refuses what the app refuses', () => {
    const validate = ajv.compile(flowJsonSchema());
    const example = JSON.parse(exampleText) as FlowDocument;
    expect(validate(example), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...example, extra: 1 })).toBe(false);
    expect(validate({ ...example, nodes: [{ id: 'a b', type: 'box', version: 1, config: {} }] })).toBe(false);
  });
  it('describes the configs of known types', () => {
    const validate = ajv.compile(flowJsonSchema(specs));
    const withConfig = (type: string, config: object) => ({
      ...emptyFlow('A'),
      nodes: [{ id: 'a', type, version: 3, config }],
    });
    expect(
      validate(withConfig('box', { title: 'T', rule: { combinator: 'and', rules: [] } })),
      JSON.stringify(validate.errors),
    ).toBe(true);
    expect(validate(withConfig('box', { title: 1 }))).toBe(false);
    expect(validate(withConfig('box', { title: 'T', rule: { combinator: 'xor', rules: [] } }))).toBe(false);
    expect(validate(withConfig('other', { title: 1 }))).toBe(true);
  });
});
