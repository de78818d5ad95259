/** The story of every ready flow in every language: grammatical pieces, no keys, no raw ids, each block once. */
import * as fc from 'fast-check';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { localise } from '../../../flows/document/localise.ts';
import { parseFlowText } from '../../../flows/document/parse.ts';
import { emptyFlow, type FlowDocument } from '../../../flows/document/schema.ts';
import { noLimits } from '../../../flows/sdk/sending.ts';
import { folderStrings, specs, stories } from '../../../registry/editors.ts';
import { arbitraryOf } from '../../../tests/kit/arbitrary.ts';
import { factsOf } from './facts.ts';
import { markdownOf } from './markdown.ts';
import { numbersOf, type PlotPart, type PlotStep, plotOf } from './plot.ts';
import { type StoryWorld, storyHelp } from './story-help.ts';
import { type StoryStep, tellFlow } from './tell.ts';
import { timeInWords } from './time-words.ts';
import { roundedDuration, secondsOf, timesOf } from './times.ts';

const shared = import.meta.glob<Record<string, unknown>>('../../strings/*/*.json', { eager: true, import: 'default' });
const languages = ['en', 'ru', 'uk'] as const;
const missing: string[] = [];

beforeAll(async () => {
  await i18next.init({
    lng: 'en',
    fallbackLng: false,
    interpolation: { escapeValue: false },
    saveMissing: true,
    missingKeyHandler: (tongues, namespace, key, fallback) => {
      // Words that are looked up with a name to fall back on are no missing words.
      if (fallback === key || fallback === undefined) missing.push(`${tongues.join()} ${namespace}:${key}`);
    },
    resources: Object.fromEntries(
      languages.map((language) => [
        language,
        {
          ...folderStrings[language],
          ...Object.fromEntries(
            Object.entries(shared)
              .filter(([path]) => path.includes(`/${language}/`))
              .map(([path, words]) => [path.split('/').at(-1)?.replace('.json', ''), words]),
          ),
        },
      ]),
    ),
  });
});

const worldOf = (document: FlowDocument, language: string): StoryWorld => ({
  i18n: i18next,
  language,
  flowLanguage: document.language,
  nodeName: (id) => {
    const node = document.nodes.find((candidate) => candidate.id === id);
    return node === undefined ? id : (node.name ?? i18next.t(`node-${node.type}:name`, { lng: language }));
  },
  segmentName: (slot) => slot,
  flowName: (slot) => slot,
  offerName: (slot) => slot,
});

const tell = (document: FlowDocument, language: string) =>
  tellFlow(document, {
    specs,
    stories,
    typeName: (type) => i18next.t(`node-${type}:name`, { lng: language }),
    summary: () => 'summary',
    world: worldOf(document, language),
  });

const factsFor = (document: FlowDocument, language: string) =>
  factsOf(document, {
    specs,
    stories,
    sending: noLimits,
    prices: new Map(),
    money: (amount, currency) => `${amount} ${currency}`,
    world: worldOf(document, language),
  });

function allSteps(steps: readonly StoryStep[]): StoryStep[] {
  return steps.flatMap((step) => [step, ...step.branches.flatMap((branch) => allSteps(branch.steps))]);
}
const plotted = (parts: readonly PlotPart[]): string[] => {
  const walk = (steps: readonly PlotStep[]): string[] =>
    steps.flatMap((step) => [step.node, ...step.branches.flatMap((branch) => walk(branch.steps))]);
  return parts.flatMap((part) => walk(part.steps));
};

const files = import.meta.glob<string>('../../../resources/templates/*.flow.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const words = import.meta.glob<Record<string, Record<string, string>>>('../../../resources/templates/*.words.json', {
  eager: true,
  import: 'default',
});

/** A ready flow as the gallery gives it in that language. */
const readyFlow = (path: string, language: string): FlowDocument =>
  localise(parseFlowText(files[path] ?? ''), words[path.replace('.flow.json', '.words.json')]?.[language] ?? {});

describe.each(Object.keys(files))('%s', (path) => {
  it.each(languages)('is told in %s', (language) => {
    missing.length = 0;
    const document = readyFlow(path, language);
    const parts = tell(document, language);
    const steps = parts.flatMap((part) => allSteps(part.steps));
    expect(steps.map(({ node }) => node).sort()).toEqual(document.nodes.map(({ id }) => id).sort());
    expect(steps.map(({ number }) => number)).toEqual(steps.map((_, index) => index + 1));
    const text = markdownOf({
      title: document.name,
      description: null,
      head: 'head',
      factsTitle: 'facts',
      facts: factsFor(document, language),
      parts: parts.map(({ steps: told }) => ({ title: null, steps: told })),
    });
    expect(text).not.toMatch(/undefined|null|NaN|\[object|\{\{|\{%|\w+:\w+\.\w+|story\.|when\.|facts\./);
    // Sentences end as sentences do.
    for (const step of steps) for (const sentence of step.sentences) expect(sentence).toMatch(/[.!?…]$/);
    // Cyrillic tellings hold no English words of ours.
    const said = steps.flatMap(({ sentences }) => sentences).join(' ');
    if (language !== 'en') expect(said).not.toMatch(/\b(We|It|If|the|people)\b/);
    expect(missing).toEqual([]);
  });
});
/** A flow by hand: blocks with their defaults, then the lines between them. */
const wired =
  (...blocks: readonly (readonly [string, string])[]) =>
  (...lines: readonly (readonly [string, string, string])[]): FlowDocument => ({
    ...emptyFlow('Wired'),
    nodes: blocks.map(([id, type]) => ({
      id,
      type,
      version: specs.get(type)?.version ?? 1,
      config: specs.get(type)?.defaults as Record<string, unknown>,
    })),
    edges: lines.map(([from, outlet, to]) => ({ from, outlet, to })),
  });

const someTypes = 'trigger-event trigger-manual email wait wait-for segment split exit goal ask goto'.split(' ');

/** Any flow at all: blocks of every kind of way on, wired at random, loops and blocks nobody reaches among them. */
const anyFlow = fc
  .record({
    types: fc.array(fc.constantFrom(...someTypes), { minLength: 1, maxLength: 24 }),
    wires: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat()), { maxLength: 60 }),
    off: fc.array(fc.nat(), { maxLength: 3 }),
  })
  .map(({ types, wires, off }): FlowDocument => {
    const nodes = types.map((type, index) => ({
      id: `n${index}`,
      type,
      version: specs.get(type)?.version ?? 1,
      ...(off.some((place) => place % types.length === index) ? { disabled: true } : {}),
      config: (type === 'goto' ? { node: `n${(index * 7) % types.length}` } : specs.get(type)?.defaults) as Record<
        string,
        unknown
      >,
    }));
    const edges = new Map<string, { from: string; outlet: string; to: string }>();
    for (const [a, b, c] of wires) {
      const [from, to] = [nodes[a % nodes.length], nodes[b % nodes.length]];
      const spec = from && specs.get(from.type);
      if (!from || !to || !spec || specs.get(to.type)?.category === 'trigger') continue;
      const outlets = spec.outlets(spec.config.parse(from.config));
      const outlet = outlets[c % Math.max(1, outlets.length)];
      if (outlet !== undefined) edges.set(`${from.id}|${outlet}`, { from: from.id, outlet, to: to.id });
    }
    return { ...emptyFlow('Any'), nodes, edges: [...edges.values()] };
  });

describe('the order of telling', () => {
  it('tells every block of any flow exactly once, and refers only to what is told', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const parts = plotOf(document, specs);
        expect(plotted(parts).sort()).toEqual(document.nodes.map(({ id }) => id).sort());
        expect([...numbersOf(parts).values()]).toEqual(document.nodes.map((_, index) => index + 1));
        for (const part of tell(document, 'en'))
          for (const step of allSteps(part.steps)) expect(JSON.stringify(step)).not.toMatch(/step 0\b|undefined/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what all branches come to out of the branches', () => {
    const flow = wired(
      ['start', 'trigger-event'],
      ['choice', 'segment'],
      ['letter', 'email'],
      ['pause', 'wait'],
      ['both', 'wait'],
      ['end', 'exit'],
    )(
      ['start', 'next', 'choice'],
      ['choice', 'yes', 'letter'],
      ['choice', 'else', 'pause'],
      ['letter', 'next', 'both'],
      ['pause', 'next', 'both'],
      ['both', 'next', 'end'],
    );
    const [part] = plotOf(flow, specs);
    expect(part?.steps.map(({ node }) => node)).toEqual(['start', 'choice', 'both', 'end']);
    expect(part?.steps[1]?.branches.map(({ outlet, steps }) => [outlet, ...steps.map(({ node }) => node)])).toEqual([
      ['yes', 'letter'],
      ['else', 'pause'],
    ]);
    expect(part?.steps[2]?.from).toEqual(['letter', 'pause']);
  });

  it('says where a way goes back instead of telling it twice', () => {
    const [part] = tell(loop, 'en');
    expect(part?.steps.at(-1)?.branches[0]?.after).toEqual({ text: 'It goes on at step 2.', node: 'pause' });
  });

  it('tells starts that meet before what they meet in, and what nobody reaches last', () => {
    const flow = wired(
      ['a', 'trigger-event'],
      ['b', 'trigger-manual'],
      ['letter', 'email'],
      ['lost', 'wait'],
    )(['a', 'next', 'letter'], ['b', 'next', 'letter']);
    expect(plotOf(flow, specs).map(({ kind, steps }) => [kind, ...steps.map(({ node }) => node)])).toEqual([
      ['start', 'a'],
      ['start', 'b'],
      ['then', 'letter'],
      ['loose', 'lost'],
    ]);
  });

  it('tells a part that is drawn once from where people come in', () => {
    const part = wired(
      ['in', 'block-start'],
      ['pause', 'wait'],
      ['out', 'block-end'],
    )(['in', 'next', 'pause'], ['pause', 'next', 'out']);
    expect(plotOf(part, specs).map(({ kind, steps }) => [kind, ...steps.map(({ node }) => node)])).toEqual([
      ['start', 'in', 'pause', 'out'],
    ]);
    expect(timesOf(part, specs, stories).get('out')).toEqual({ soonest: 86_400, latest: 86_400 });
  });

  it('is quick for the largest flows', () => {
    const blocks: [string, string][] = [['n0', 'trigger-event']];
    const lines: [string, string, string][] = [];
    for (let n = 1; n < 2000; n++) {
      blocks.push([`n${n}`, n % 2 === 0 ? 'email' : 'segment']);
      if (n === 1) lines.push(['n0', 'next', 'n1']);
      else if (n % 2 === 0) lines.push([`n${n - 1}`, 'yes', `n${n}`]);
      else lines.push([`n${n - 1}`, 'next', `n${n}`], [`n${n - 2}`, 'else', `n${n}`]);
    }
    const began = performance.now();
    expect(plotted(plotOf(wired(...blocks)(...lines), specs))).toHaveLength(2000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

const loop = wired(['start', 'trigger-event'], ['pause', 'wait'], ['choice', 'segment'], ['end', 'exit'])(
  ['start', 'next', 'pause'],
  ['pause', 'next', 'choice'],
  ['choice', 'yes', 'pause'],
  ['choice', 'else', 'end'],
);

describe('times since the start', () => {
  const say = (key: string, params?: Record<string, string | number>) =>
    `${key} ${Object.values(params ?? {}).join(' to ')}`;
  const day = secondsOf('P1D');

  it('adds up waits, and gives a range where ways differ', () => {
    const flow = wired(
      ['start', 'trigger-event'],
      ['first', 'wait'],
      ['read', 'wait-for'],
      ['second', 'wait'],
      ['end', 'exit'],
    )(
      ['start', 'next', 'first'],
      ['first', 'next', 'read'],
      ['read', 'read', 'end'],
      ['read', 'timeout', 'second'],
      ['second', 'next', 'end'],
    );
    const times = timesOf(flow, specs, stories);
    expect(times.get('start')).toEqual({ soonest: 0, latest: 0 });
    expect(times.get('read')).toEqual({ soonest: day, latest: day });
    // Two days are waited for a reading, and a day after that.
    expect(times.get('second')).toEqual({ soonest: 3 * day, latest: 3 * day });
    expect(times.get('end')).toEqual({ soonest: day, latest: 4 * day });
    expect(timeInWords(times.get('end'), say, 'en')).toBe('time.between 1 day to 4 days');
    expect(timeInWords(times.get('second'), say, 'en')).toBe('time.about 3 days');
  });

  it('knows no latest time in a loop nor after it', () => {
    const times = timesOf(loop, specs, stories);
    expect(times.get('end')).toEqual({ soonest: day, latest: null });
    expect(timeInWords(times.get('end'), say, 'en')).toBe('time.orLater 1 day');
  });

  it('never takes a block to be reached sooner than what leads to it, on all ways', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const times = timesOf(document, specs, stories);
        for (const { from, to } of document.edges) {
          const [a, b] = [times.get(from), times.get(to)];
          const off = document.nodes.find(({ id }) => id === from)?.disabled === true;
          if (a === undefined || b === undefined || off) continue;
          if (a.latest === null) expect(b.latest).toBeNull();
          if (a.latest !== null && b.latest !== null) expect(b.latest).toBeGreaterThanOrEqual(a.latest);
          if (b.latest !== null) expect(b.soonest).toBeLessThanOrEqual(b.latest);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('rounds as people do', () => {
    const rounded = (iso: string) => roundedDuration(secondsOf(iso));
    expect(['PT40S', 'PT90M', 'PT60M', 'PT36H', 'PT48H', 'P10D', 'P200D', 'P3Y'].map(rounded)).toEqual(
      'PT1M PT90M PT1H PT36H P2D P10D P7M P3Y'.split(' '),
    );
  });
});

describe('texts that go out', () => {
  const help = () => storyHelp('email', worldOf(emptyFlow('x'), 'en'));
  it('read without braces: values by name, of a choice the first way', () => {
    expect(help().plain('Hello {{ contact.first_name | default: "you" }}!')).toBe('Hello ‹first name›!');
    expect(help().plain('{% if event.total %}Over{% else %}Under{% endif %}  50')).toBe('Over 50');
  });
  it('are shown in the language of the reader, else in that of the flow', () => {
    const shown = storyHelp('email', worldOf({ ...emptyFlow('x'), language: 'uk' }, 'ru')).written;
    expect([shown({ en: 1, uk: 2, ru: 3 }), shown({ en: 1, uk: 2 }), shown({ en: 1 }), shown({})]).toEqual([
      3,
      2,
      1,
      undefined,
    ]);
  });
});

describe('every node type', () => {
  it.each(languages)('has a story, and its defaults are told without a gap in %s', (language) => {
    expect([...stories.keys()].sort()).toEqual([...specs.keys()].sort());
    missing.length = 0;
    const flow = wired(...[...specs.keys()].map((type): [string, string] => [type, type]))();
    for (const part of tell(flow, language))
      for (const { sentences } of allSteps(part.steps))
        for (const text of sentences) expect(text).not.toMatch(/undefined|\{\{|story\./);
    expect(missing).toEqual([]);
  });

  it.each([...specs.keys()])('%s tells whatever it is set to, and every way out of it', (type) => {
    const [spec, story] = [specs.get(type), stories.get(type)];
    if (spec === undefined || story === undefined) throw new Error(`No story of ${type}`);
    fc.assert(
      fc.property(arbitraryOf(spec.config), fc.constantFrom(...languages), (made, language) => {
        const config = spec.config.parse(made);
        missing.length = 0;
        const help = storyHelp(type, worldOf(emptyFlow('x'), language));
        const { text, more = [], quotes = [] } = story.tell(config, help);
        const said = [text, ...more.filter((one) => one !== null)];
        for (const one of said) expect(one.trim()).not.toBe('');
        for (const quote of quotes) if (quote !== null) expect(quote.text).toBeTypeOf('string');
        for (const outlet of spec.outlets(config)) {
          const when = story.when?.(outlet, config, help);
          // What the node does not say itself is among the common words, or the one way on that needs none.
          if (!when) expect(i18next.exists(`story:when.${outlet}`), outlet).toBe(true);
          const takes = story.takes?.(config, outlet);
          if (takes === undefined) continue;
          expect(secondsOf(takes.from)).toBeGreaterThanOrEqual(0);
          if (takes.to !== null) expect(secondsOf(takes.to)).toBeGreaterThanOrEqual(secondsOf(takes.from));
        }
        expect(missing).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});
