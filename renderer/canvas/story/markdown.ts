/** The story as text with marks, to paste into a letter or a document. Pure. */
import type { Fact } from './facts.ts';
import { sentence } from './sentence.ts';
import type { StoryBranch, StoryPart, StoryStep } from './tell.ts';

export interface StoryPage {
  title: string;
  description: string | null;
  /** Whose, which version, of which day. */
  head: string;
  factsTitle: string;
  facts: readonly Fact[];
  parts: readonly { title: string | null; steps: StoryPart['steps'] }[];
}

/** Characters that would be marks. */
const escaped = (text: string): string => text.replace(/[\\`*_[\]<>#|]/g, '\\$&');

const indented = (lines: readonly string[], by: string): string[] =>
  lines.map((line) => (line === '' ? '' : by + line));

function stepLines(step: StoryStep): string[] {
  const name = step.name === null ? '' : `**${escaped(sentence(step.name))}** `;
  const time = step.time === null ? '' : ` *(${escaped(step.time)})*`;
  const from = step.from === null ? '' : ` ${escaped(step.from)}`;
  const after = step.after === null ? '' : ` ${escaped(step.after.text)}`;
  const sentences = step.sentences.map(escaped).join(' ');
  return [
    `- **${step.number}.** ${name}${sentences}${from}${after}${time}`,
    ...indented(
      step.quotes.flatMap((quote, index) => [
        ...(index > 0 ? ['>'] : []),
        ...(quote.label === null ? [] : [`> **${escaped(quote.label)}**  `]),
        ...quote.text.split('\n').map((line) => `> ${escaped(line)}  `),
      ]),
      '  ',
    ),
    ...indented(step.branches.flatMap(branchLines), '  '),
  ];
}

const branchLines = (branch: StoryBranch): string[] => [
  `- *${escaped(branch.when)}:*${branch.after !== null && branch.steps.length === 0 ? ` ${escaped(branch.after.text)}` : ''}`,
  ...indented(branch.steps.flatMap(stepLines), '  '),
  ...(branch.after !== null && branch.steps.length > 0 ? [`  ${escaped(branch.after.text)}`] : []),
];

export function markdownOf(page: StoryPage): string {
  return `${[
    `# ${escaped(page.title)}`,
    '',
    escaped(page.head),
    ...(page.description === null ? [] : ['', escaped(page.description)]),
    ...(page.facts.length === 0
      ? []
      : [
          '',
          `## ${escaped(page.factsTitle)}`,
          '',
          ...page.facts.map(
            ({ label, texts }) => `- **${escaped(label)}:** ${texts.map(sentence).map(escaped).join(' ')}`,
          ),
        ]),
    ...page.parts.flatMap(({ title, steps }) => [
      '',
      ...(title === null ? [] : [`## ${escaped(title)}`, '']),
      ...steps.flatMap(stepLines),
    ]),
  ].join('\n')}\n`;
}
