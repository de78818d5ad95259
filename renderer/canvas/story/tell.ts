/** The flow told in plain words: a structure of sentences, not yet a page. Pure; every block is told exactly once. */

import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import { upgradeNode } from '../../../flows/document/upgrade.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import type { NodeStory, StoryHelp } from '../../../flows/sdk/story.ts';
import { graphOf } from '../graph.ts';
import { numbersOf, type PlotBranch, type PlotPart, type PlotStep, plotOf } from './plot.ts';
import { quoteText, type StoryWorld, storyHelp } from './story-help.ts';
import { timeInWords } from './time-words.ts';
import { type Reached, timesOf } from './times.ts';

export interface StoryQuote {
  label: string | null;
  text: string;
}

export interface StoryStep {
  number: number;
  node: string;
  /** The name somebody gave it. */
  name: string | null;
  sentences: readonly string[];
  quotes: readonly StoryQuote[];
  /** Since the start; null where it is as for the step before, or unknown. */
  time: string | null;
  /** "Steps 4 and 6 lead here." */
  from: string | null;
  branches: readonly StoryBranch[];
  /** "Here it ends.", "It goes on at step 7." */
  after: StoryLink | null;
}

export interface StoryBranch {
  outlets: readonly string[];
  when: string;
  steps: readonly StoryStep[];
  after: StoryLink | null;
}

export interface StoryLink {
  text: string;
  /** The block it leads to. */
  node: string | null;
}

export interface StoryPart {
  kind: PlotPart['kind'];
  steps: readonly StoryStep[];
}

export interface Telling {
  specs: SpecRegistry;
  stories: ReadonlyMap<string, NodeStory>;
  typeName: (type: string) => string;
  /** For types that have no story of their own. */
  summary: (node: FlowNode) => string;
  world: StoryWorld;
}

export function tellFlow(document: FlowDocument, telling: Telling): StoryPart[] {
  const { specs, stories, world } = telling;
  const graph = graphOf(document);
  const plot = plotOf(document, specs);
  const numbers = numbersOf(plot);
  const times = timesOf(document, specs, stories);
  const fixed = world.i18n.getFixedT(world.language, 'story');
  const t = (key: string, params?: Record<string, string | number>): string => fixed(key, { ...params });
  const helps = new Map<string, StoryHelp>();
  const helpOf = (type: string): StoryHelp => {
    const known = helps.get(type) ?? storyHelp(type, world);
    helps.set(type, known);
    return known;
  };
  const numberOf = (id: string): number => numbers.get(id) ?? 0;
  const linkTo = (id: string): StoryLink => ({ text: t('goesOn', { number: numberOf(id) }), node: id });
  const ends: StoryLink = { text: t('ends'), node: null };

  const when = (node: FlowNode, outlet: string): string => {
    const config = configOf(node, specs);
    const own = config === null ? null : stories.get(node.type)?.when?.(outlet, config, helpOf(node.type));
    if (own) return own;
    const key = `when.${outlet}`;
    return world.i18n.exists(`story:${key}`) ? t(key) : t('when.other', { outlet });
  };

  const branchOf = (node: FlowNode, { outlet, steps, goesOn }: PlotBranch, before: string | null): StoryBranch => ({
    outlets: [outlet],
    when: when(node, outlet),
    steps: sequence(steps, before),
    after: goesOn !== null ? linkTo(goesOn) : steps.length === 0 ? ends : null,
  });

  const sequence = (steps: readonly PlotStep[], before: string | null): StoryStep[] => {
    let last = before;
    return steps.flatMap((step) => {
      const node = graph.nodes.get(step.node);
      if (node === undefined) return [];
      const told = stepOf(node, step, last);
      last = timeOf(times.get(step.node)) ?? last;
      return [told];
    });
  };

  const timeOf = (reached: Reached | undefined): string | null => timeInWords(reached, t, world.language);

  const stepOf = (node: FlowNode, step: PlotStep, before: string | null): StoryStep => {
    const time = timeOf(times.get(node.id));
    const { sentences, quotes } = sentencesOf(node);
    const from = step.from.map(numberOf).filter((number) => number > 0);
    return {
      number: numberOf(node.id),
      node: node.id,
      name: node.name?.trim() || null,
      sentences,
      quotes,
      time: time === before ? null : time,
      from: from.length === 0 ? null : fromWords([...new Set(from)].sort((a, b) => a - b)),
      branches: together(step.branches.map((branch) => branchOf(node, branch, time ?? before))),
      after: step.goesOn !== null ? linkTo(step.goesOn) : step.ends ? ends : null,
    };
  };

  const fromWords = (from: readonly number[]): string =>
    t('from', {
      count: from.length,
      steps: new Intl.ListFormat(world.language, { type: 'conjunction' }).format(from.map(String)),
    });

  const sentencesOf = (node: FlowNode): Pick<StoryStep, 'sentences' | 'quotes'> => {
    const story = stories.get(node.type);
    const config = configOf(node, specs);
    const known = specs.has(node.type);
    const off = node.disabled === true ? [t('off')] : [];
    if (!known) return { sentences: [t('unknown')], quotes: [] };
    if (config === null)
      return { sentences: [t('notSetUp', { type: telling.typeName(node.type) }), ...off], quotes: [] };
    if (story === undefined)
      return {
        sentences: [t('plain', { type: telling.typeName(node.type), summary: telling.summary(node) }), ...off],
        quotes: [],
      };
    const { text, more = [], unnamed, quotes = [] } = story.tell(config, helpOf(node.type));
    return {
      sentences: [
        text,
        ...more.filter((sentence) => sentence !== null),
        ...(unnamed === undefined || node.name?.trim() ? [] : [unnamed]),
        ...off,
      ],
      quotes: quotes.flatMap((quote): StoryQuote[] => {
        const words = quote === null ? null : quoteText(quote, world);
        return quote === null || words === null ? [] : [{ label: quote.label ?? null, text: words }];
      }),
    };
  };

  return plot.map(({ kind, steps }) => ({ kind, steps: sequence(steps, null) }));
}

/** Neighbouring branches that only lead to the same block are one: "If A; if B: it goes on at step 7". */
function together(branches: readonly StoryBranch[]): StoryBranch[] {
  const result: StoryBranch[] = [];
  for (const branch of branches) {
    const last = result.at(-1);
    const same =
      last !== undefined &&
      last.steps.length === 0 &&
      branch.steps.length === 0 &&
      last.after?.node === branch.after?.node;
    if (!same) result.push(branch);
    else
      result[result.length - 1] = {
        ...last,
        outlets: [...last.outlets, ...branch.outlets],
        when: `${last.when}; ${lowered(branch.when)}`,
      };
  }
  return result;
}

/** With a small first letter, unless a name begins it. */
const lowered = (text: string): string =>
  /^\p{Lu}\p{Ll}*\s/u.test(text) ? text.charAt(0).toLocaleLowerCase() + text.slice(1) : text;

/** What the block's form holds, null while it is not filled in. */
function configOf(node: FlowNode, specs: SpecRegistry): unknown {
  const spec = specs.get(node.type);
  if (spec === undefined) return null;
  const parsed = spec.config.safeParse(upgradeNode(node, spec).config);
  return parsed.success ? parsed.data : null;
}
