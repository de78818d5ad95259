/**
 * The order in which a flow is told, without a word of it: what follows what, where it branches, where ways meet again.
 * Every block comes exactly once. What several branches lead to is told after them, on their own level. Pure.
 */
import { jumpsOf, passOutlet } from '../../../flows/document/graph.ts';
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { edgesInto, edgesOut, type Graph, graphOf, outletsOf } from '../graph.ts';

export interface PlotBranch {
  outlet: string;
  steps: PlotStep[];
  /** Told elsewhere: where the branch goes on after its steps, or at once. */
  goesOn: string | null;
}

export interface PlotStep {
  node: string;
  /** Blocks that lead here, apart from the one told just before. */
  from: readonly string[];
  branches: PlotBranch[];
  goesOn: string | null;
  /** Nothing follows, though the block could lead on. */
  ends: boolean;
}

/** `start` begins with a trigger; `then` is where several starts meet; `pulled` comes from anywhere; `loose` is never reached. */
export interface PlotPart {
  kind: 'start' | 'then' | 'pulled' | 'loose';
  steps: PlotStep[];
}

export interface Lead {
  outlet: string;
  to: string | null;
}

/** The way on of a `go to` block, which has no outlet. */
export const jumpOutlet = 'jump';

/** Where people go on from a block. A block that is off is passed by one outlet. */
export function leadsOf(node: FlowNode, specs: SpecRegistry, graph: Graph): Lead[] {
  const outlets = outletsOf(node, specs, graph);
  const pass = node.disabled === true ? passOutlet(outlets) : null;
  const used = new Map(edgesOut(graph, node.id).map((edge) => [edge.outlet, edge.to]));
  return [
    ...outlets
      .filter((outlet) => node.disabled !== true || outlet === pass)
      .map((outlet) => ({ outlet, to: used.get(outlet) ?? null })),
    ...jumpsOf(node, specs)
      .filter((to) => graph.nodes.has(to))
      .map((to) => ({ outlet: jumpOutlet, to })),
  ];
}

/** What is worth telling: where nothing was arranged for a failed send or action, nobody needs to hear of it. */
function toldLeads(leads: readonly Lead[], quiet: boolean): Lead[] {
  if (leads.every(({ to }) => to === null)) return [];
  return quiet ? leads.filter(({ outlet, to }) => to !== null || outlet === 'next') : [...leads];
}

/** The way that the telling follows, and those told beside it. Where all lead to the same block there is nothing to choose. */
function forked(ways: readonly Lead[]): { main: Lead | undefined; sides: readonly Lead[] } {
  const [first] = ways;
  if (first !== undefined && ways.every(({ to }) => to === first.to)) return { main: first, sides: [] };
  const main = ways.find(({ outlet }) => outlet === 'next');
  return {
    main,
    sides: ways.filter((way) => way !== main && (main === undefined || main.to === null || way.to !== main.to)),
  };
}

export function plotOf(document: FlowDocument, specs: SpecRegistry): PlotPart[] {
  const graph = graphOf(document);
  const leads = new Map(document.nodes.map((node) => [node.id, leadsOf(node, specs, graph)]));
  const sources = new Map<string, string[]>();
  for (const [id, list] of leads)
    for (const { to } of list) if (to !== null) sources.set(to, [...(sources.get(to) ?? []), id]);
  const rank = readingRank(document, leads);
  const told = new Set<string>();
  /** Blocks that a branch came to but left for later. */
  const met = new Set<string>();

  /** What can be reached from a block without passing what is told already or kept for later. */
  const reach = (start: string, held: ReadonlySet<string>): Set<string> => {
    const seen = new Set<string>();
    const open = [start];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (seen.has(id) || told.has(id) || held.has(id)) continue;
      seen.add(id);
      for (const { to } of leads.get(id) ?? []) if (to !== null) open.push(to);
    }
    return seen;
  };

  /** What more than one of the ways leads to. */
  const sharedBy = (starts: readonly string[], held: ReadonlySet<string>): Set<string> => {
    const once = new Set<string>();
    const shared = new Set<string>();
    for (const start of new Set(starts))
      for (const id of reach(start, held))
        if (once.has(id)) shared.add(id);
        else once.add(id);
    for (const start of starts) if (starts.filter((other) => other === start).length > 1) shared.add(start);
    return shared;
  };

  const tellFrom = (start: string, held: ReadonlySet<string>, before: string | null) => {
    const steps: PlotStep[] = [];
    const waiting = new Set<string>();
    let goesOn: string | null = null;
    let previous = before;
    let at: string | null = start;
    while (at !== null) {
      if (told.has(at) || held.has(at)) {
        if (!told.has(at)) met.add(at);
        const last = steps.at(-1);
        if (last === undefined) goesOn = at;
        else last.goesOn = at;
        at = next(waiting, held);
        previous = null;
        continue;
      }
      told.add(at);
      const node = graph.nodes.get(at);
      if (node === undefined) break;
      const category = specs.get(node.type)?.category;
      const ways: Lead[] = toldLeads(leads.get(at) ?? [], category === 'channel' || category === 'action');
      const step: PlotStep = {
        node: at,
        from: (sources.get(at) ?? []).filter((id) => id !== previous),
        branches: [],
        goesOn: null,
        ends: ways.length === 0 && (leads.get(at) ?? []).length > 0,
      };
      steps.push(step);
      const { main, sides } = forked(ways);
      if (sides.length > 0) {
        const shared = sharedBy(
          ways.flatMap(({ to }) => to ?? []),
          held,
        );
        for (const id of shared) waiting.add(id);
        const inner = new Set([...held, ...shared]);
        for (const { outlet, to } of sides) {
          const side = to === null ? { steps: [], goesOn: null } : tellFrom(to, inner, at);
          step.branches.push({ outlet, ...side });
        }
      }
      if (main !== undefined && main.to === null) step.ends = true;
      previous = main?.to ? at : null;
      at = main?.to ?? next(waiting, held);
    }
    return { steps, goesOn };
  };

  /** The first of what branches left for later. */
  const next = (waiting: ReadonlySet<string>, held: ReadonlySet<string>): string | null => {
    const left = [...waiting].filter((id) => met.has(id) && !told.has(id) && !held.has(id));
    left.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
    return left[0] ?? null;
  };

  const parts: PlotPart[] = [];
  const none: ReadonlySet<string> = new Set();
  const begin = (kind: PlotPart['kind'], id: string, held: ReadonlySet<string> = none) => {
    const { steps } = tellFrom(id, held, null);
    if (steps.length > 0) parts.push({ kind, steps });
  };
  const starts = document.nodes.filter((node) => startsAt(node, specs)).map(({ id }) => id);
  const shared = starts.length > 1 ? sharedBy(starts, none) : none;
  for (const id of starts) begin('start', id, shared);
  for (let id = next(shared, none); id !== null; id = next(shared, none)) begin('then', id);
  for (const node of document.nodes) if (!told.has(node.id) && pullsBy(node, specs)) begin('pulled', node.id);
  for (const { id } of document.nodes) if (!told.has(id) && edgesInto(graph, id).length === 0) begin('loose', id);
  for (const { id } of document.nodes) if (!told.has(id)) begin('loose', id);
  return parts;
}

/** Does the telling begin here: at a trigger, or where people come into a part that is drawn once for many places? */
export function startsAt(node: FlowNode, specs: SpecRegistry): boolean {
  const spec = specs.get(node.type);
  return spec?.category === 'trigger' || (spec?.offered === 'in-block' && spec.category !== 'end');
}

/** Does the block bring people to itself from anywhere? */
export function pullsBy(node: FlowNode, specs: SpecRegistry): boolean {
  const spec = specs.get(node.type);
  if (spec?.pulls === undefined || node.disabled === true) return false;
  const parsed = spec.config.safeParse(node.config);
  return parsed.success && spec.pulls(parsed.data) !== null;
}

/** Places in an order in which what leads stands before what follows, loops left aside. Iterative: flows may be long. */
function readingRank(document: FlowDocument, leads: ReadonlyMap<string, readonly Lead[]>): ReadonlyMap<string, number> {
  const done: string[] = [];
  const seen = new Set<string>();
  for (const { id: root } of document.nodes) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path: { id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const lead = leads.get(top.id)?.[top.next++];
      if (lead === undefined) {
        done.push(top.id);
        path.pop();
      } else if (lead.to !== null && leads.has(lead.to) && !seen.has(lead.to)) {
        seen.add(lead.to);
        path.push({ id: lead.to, next: 0 });
      }
    }
  }
  return new Map(done.reverse().map((id, place) => [id, place]));
}

/** Numbers of the steps in the order of telling, from 1. */
export function numbersOf(parts: readonly PlotPart[]): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  const count = (steps: readonly PlotStep[]) => {
    for (const step of steps) {
      numbers.set(step.node, numbers.size + 1);
      for (const branch of step.branches) count(branch.steps);
    }
  };
  for (const part of parts) count(part.steps);
  return numbers;
}
