/** A card as it is read aloud. */
import { jumpsOf } from '../../flows/document/graph.ts';
import type { FlowNode } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import type { CardData } from './card-elements.ts';
import type { Shown } from './card-shown.ts';
import type { Figure } from './figures.ts';
import type { comparedSides } from './live/card-live.tsx';
import type { CanvasWords } from './words.ts';

/** The problem that a card says aloud. An open end is said by the stub below the card instead. */
export const mainProblem = (problems: readonly Problem[]): Problem | null =>
  problems.find((problem) => problem.severity === 'error') ??
  problems.find((problem) => problem.code !== 'outlet-open') ??
  null;

const headOf = (words: CanvasWords, node: FlowNode): string => {
  const name = words.nodeName(node);
  const type = words.typeName(node.type);
  return name === type ? name : `${type}: ${name}`;
};

const stepOf = (words: CanvasWords, { step, steps }: CardData): string => words.t('stepOf', { step, steps });

/** Of a card that nobody has come near yet. */
export const bareSpoken = (words: CanvasWords, data: CardData): string =>
  `${headOf(words, data.node)}. ${stepOf(words, data)}`;

/** All that a card says, for who does not see it. */
export function spokenOf(
  words: CanvasWords,
  data: CardData,
  { compared, running, live, troubles, problems }: Shown,
  figures: readonly Figure[],
  sides: ReturnType<typeof comparedSides>,
): string {
  const { node, outlets, free } = data;
  return [
    headOf(words, node),
    words.summary(node),
    stepOf(words, data),
    ...(data.frame === undefined ? [] : [words.t('frames:inFrame', { name: data.frame || words.t('frames:unnamed') })]),
    ...(node.disabled ? [words.t('off')] : []),
    ...(compared === null ? [] : [words.t(`history.compare.mark.${compared}`)]),
    ...data.leads.map(({ outlet, to }) =>
      outlets.length === 1
        ? words.t('leadsTo', { to: words.nameOf(to) })
        : words.t('outletLeadsTo', { outlet: words.outletLabel(node, outlet), to: words.nameOf(to) }),
    ),
    ...jumpsOf(node, specs).map((to) => words.t('jumpsTo', { to: words.nameOf(to) })),
    ...(outlets.length > 1
      ? free.map((outlet) => words.t('outletFree', { outlet: words.outletLabel(node, outlet) }))
      : []),
    ...(sides?.map(({ said }) => said) ??
      figures.map((figure) => {
        const { value, label } = words.figure(figure);
        return `${value} ${label}`;
      })),
    ...(running && !isEnd(node) && live !== undefined ? [words.live.lost(live.row)].filter(Boolean) : []),
    ...(troubles ?? []).map((trouble) => words.live.trouble(trouble).what),
    ...problems.filter((found) => found.severity === 'error').map(words.problem),
  ].join('. ');
}

/** Leaving is what an end is for. */
export const isEnd = (node: FlowNode): boolean => (specs.get(node.type)?.category ?? 'end') === 'end';
