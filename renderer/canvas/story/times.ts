/** When each block is reached, counted from the start: the soonest and the latest, over all ways that lead there. Pure. */
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { atOnce, type NodeStory, type Span } from '../../../flows/sdk/story.ts';
import { durationParts } from '../../ui/words.ts';
import { graphOf } from '../graph.ts';
import { jumpOutlet, leadsOf, pullsBy, startsAt } from './plot.ts';

/** Seconds; `latest` is null where nobody can say. */
export interface Reached {
  soonest: number;
  latest: number | null;
}

const seconds = { year: 31_536_000, month: 2_592_000, week: 604_800, day: 86_400, hour: 3_600, minute: 60, second: 1 };

/** An ISO duration in seconds; months and years by their usual length. */
export const secondsOf = (iso: string): number =>
  (durationParts(iso) ?? []).reduce((sum, { amount, unit }) => sum + amount * seconds[unit], 0);

interface Way {
  to: string;
  least: number;
  most: number | null;
}

/** Blocks that nobody reaches have no time. */
export function timesOf(
  document: FlowDocument,
  specs: SpecRegistry,
  stories: ReadonlyMap<string, NodeStory>,
): ReadonlyMap<string, Reached> {
  const graph = graphOf(document);
  const ways = new Map<string, Way[]>();
  for (const node of document.nodes)
    ways.set(
      node.id,
      leadsOf(node, specs, graph).flatMap(({ outlet, to }): Way[] => {
        if (to === null || !graph.nodes.has(to)) return [];
        const { from, to: until } = spanAt(node, outlet, specs, stories);
        return [{ to, least: secondsOf(from), most: until === null ? null : secondsOf(until) }];
      }),
    );
  const starts = document.nodes.filter((node) => startsAt(node, specs)).map(({ id }) => id);
  const pulled = document.nodes.filter((node) => pullsBy(node, specs)).map(({ id }) => id);

  const soonest = new Map<string, number>([...starts, ...pulled].map((id) => [id, 0]));
  const open = [...soonest.keys()];
  for (let id = open.shift(); id !== undefined; id = open.shift()) {
    const at = soonest.get(id) ?? 0;
    for (const { to, least } of ways.get(id) ?? []) {
      if (at + least >= (soonest.get(to) ?? Number.POSITIVE_INFINITY)) continue;
      soonest.set(to, at + least);
      open.push(to);
    }
  }

  // Blocks are settled once all that leads to them is; a loop, and what follows one, never is: its end is open.
  const missing = new Map<string, number>();
  for (const id of soonest.keys()) for (const { to } of ways.get(id) ?? []) missing.set(to, (missing.get(to) ?? 0) + 1);
  const latest = new Map<string, number | null>(starts.map((id) => [id, 0]));
  for (const id of pulled) latest.set(id, null);
  const ready = [...soonest.keys()].filter((id) => (missing.get(id) ?? 0) === 0);
  const settled = new Set<string>();
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    settled.add(id);
    const at = latest.get(id) ?? null;
    for (const { to, most } of ways.get(id) ?? []) {
      const arrives = at === null || most === null ? null : at + most;
      const known = latest.get(to);
      latest.set(
        to,
        known === undefined ? arrives : known === null || arrives === null ? null : Math.max(known, arrives),
      );
      const left = (missing.get(to) ?? 0) - 1;
      missing.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  return new Map(
    [...soonest].map(([id, at]) => [id, { soonest: at, latest: settled.has(id) ? (latest.get(id) ?? null) : null }]),
  );
}

function spanAt(node: FlowNode, outlet: string, specs: SpecRegistry, stories: ReadonlyMap<string, NodeStory>): Span {
  const takes = stories.get(node.type)?.takes;
  if (takes === undefined || node.disabled === true || outlet === jumpOutlet) return atOnce;
  const parsed = specs.get(node.type)?.config.safeParse(node.config);
  return parsed?.success ? takes(parsed.data, outlet) : atOnce;
}

/** A length of time in one unit that a person would say: 90 minutes, 36 hours, 3 days, 2 months. */
export function roundedDuration(length: number): string {
  if (length < 2 * seconds.hour && length % seconds.hour !== 0)
    return `PT${Math.max(1, Math.round(length / seconds.minute))}M`;
  if (length < 2 * seconds.day && length % seconds.day !== 0) return `PT${Math.round(length / seconds.hour)}H`;
  if (length < 90 * seconds.day) return `P${Math.round(length / seconds.day)}D`;
  if (length < 2 * seconds.year) return `P${Math.round(length / seconds.month)}M`;
  return `P${Math.round(length / seconds.year)}Y`;
}
