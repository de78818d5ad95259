/** The story of every ready flow in every language: grammatical pieces, no keys, no raw ids, each block once. */
import * as fc from 'fast-check';
import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import { localise } from '../../../flows/document/localise.ts';
import { parseFlowText } from '../../../flows/document/parse.ts';
import { emptyFlow, type FlowDocument } from '../../../flows/document/schema.ts';
import { noLimits } from '../../../flows/sdk/sending.ts';
import { folderStrings, specs, stories } from '../../../registry/editors.ts';
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
    return node?.name ?? i18next.t(`node-${node?.type}:name`, { lng: language });
  },
  segmentName: (slot) => slot,
  flowName: (slot) => slot,
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
    if (process.env.SHOW === path.split('/').at(-1)?.split('.')[0]) console.log(text);
  });
});
void fc;
void emptyFlow;
void numbersOf;
void plotOf;
void storyHelp;
void timeInWords;
void roundedDuration;
void secondsOf;
void timesOf;
void plotted;
