/** What a folded frame says in place of its blocks: how many came, wait and were written to, and what is wrong inside. Pure. */
import type { Members } from '../../../flows/document/frames.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import type { Problem } from '../../../flows/sdk/problem.ts';
import { type Figure, type Live, messageTotals, trafficOf } from '../figures.ts';

export function tileFigures(document: FlowDocument, { nodes }: Members, live: Live | null): Figure[] {
  if (live === null || live.report.version === null) return [];
  const inside = new Set(nodes);
  const led = new Set(document.edges.map((edge) => edge.to));
  // Whoever goes about inside is not counted again: people come by lines from outside, and by the starts within.
  let entered = 0;
  for (const { from, outlet, to } of document.edges)
    if (inside.has(to) && !inside.has(from)) entered += trafficOf(live.nodes.get(from), outlet)?.count ?? 0;
  let waiting = 0;
  const messages = nodes.flatMap((id) => {
    const node = live.nodes.get(id);
    waiting += node?.row.waiting ?? 0;
    if (!led.has(id)) entered += node?.row.entered ?? 0;
    return node?.messages ?? [];
  });
  const figures: Figure[] = [
    { name: 'entered', value: entered, form: 'count' },
    { name: 'waiting', value: waiting, form: 'count' },
  ];
  if (messages.length > 0) figures.push({ name: 'sent', value: messageTotals(messages).sent, form: 'count' });
  return figures;
}

/** Problems that a card would show, of all blocks inside: how many, and whether one of them keeps the flow from starting. */
export function tileProblems(
  { nodes }: Members,
  problems: ReadonlyMap<string, readonly Problem[]>,
): { count: number; worst: Problem['severity'] } {
  const found = nodes.flatMap((id) => (problems.get(id) ?? []).filter(({ code }) => code !== 'outlet-open'));
  return { count: found.length, worst: found.some(({ severity }) => severity === 'error') ? 'error' : 'warning' };
}
