/** Plans in memory, ready to step: which node does what, which events matter to whom. Reloaded when a flow changes. */
import { reachableFrom } from '../document/graph.ts';
import type { ExitRule } from '../document/schema.ts';
import type { Plan, PlanNode } from '../plan/types.ts';
import { addressedTo, flowStarted } from '../sdk/calls.ts';
import type { EventView } from '../sdk/contact.ts';
import type { CohortStep, Step, TriggerPlan } from '../sdk/node.ts';
import type { SignalWait } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { LiveFlowRow, LiveStore, LiveVersionRow } from '../store/live.ts';
import { type Watched, watchedExits, watchedOf } from './watched.ts';

/** The outlet of a split by which the control group leaves. */
export const holdoutOutlet = 'holdout';

export interface LiveNode {
  plan: PlanNode;
  step: Step;
  /** Stands on a circle, so visits must be counted. */
  looped: boolean;
  /** Its outlets are arms of a split. */
  split: boolean;
  /** What everybody who stands here does at once; null where each is asked alone. */
  cohort: CohortStep | null;
  /** Rises along every edge, but for those that close a circle: who walks in this order meets each node once. */
  order: number;
}

export interface LiveVersion {
  id: number;
  flow: string;
  number: number;
  publishedAt: Millis;
  plan: Plan;
  nodes: ReadonlyMap<string, LiveNode>;
  splits: ReadonlySet<string>;
  /** Those of the splits that hold some people out. */
  holdouts: ReadonlySet<string>;
  /** Triggers by which other flows start this one. */
  calledBy: ReadonlySet<string>;
  exitEvents: ReadonlyMap<string, readonly Extract<ExitRule, { event: string }>[]>;
  exitRules: readonly RuleGroup[];
  /** Nodes that bring journeys to themselves, by the event, in the order of the plan. */
  pulls: ReadonlyMap<string, readonly Pull[]>;
  segment: (slot: string) => RuleGroup | null;
}

export interface Pull {
  node: string;
  by: SignalWait;
}

export interface LiveFlow extends LiveFlowRow {
  current: LiveVersion | null;
}

/** An event trigger of a running flow. */
export interface LiveTrigger {
  flow: LiveFlow;
  version: LiveVersion;
  node: string;
  where: RuleGroup | null;
  accepts: ((event: EventView) => boolean) | null;
}

export interface LiveFlows {
  flow(id: string): LiveFlow | null;
  version(id: number): LiveVersion;
  /** Event triggers of running flows for that type. */
  triggersFor(type: string): readonly LiveTrigger[];
  /** May an event of this type end journeys that do not wait for it (an exit event, or any segment exit rule)? */
  watchesExit(type: string): boolean;
  /** Is it some flow's goal? */
  watchesGoal(type: string): boolean;
  /** May it bring journeys to some node from anywhere? */
  watchesPull(type: string): boolean;
  running(): readonly LiveFlow[];
  /** Triggers of running flows that watch a segment or a date, and exit rules. */
  watched(): readonly Watched[];
  /** The trigger of a node, asked at a moment. */
  triggerPlan(version: LiveVersion, node: string, now: { ms: number; zone: string }): TriggerPlan | null;
  reload(): void;
}

export function liveFlows(live: LiveStore, registry: EngineRegistry, workspaceZone: () => string): LiveFlows {
  const versions = new Map<number, LiveVersion>();
  let flows = new Map<string, LiveFlow>();
  let triggers = new Map<string, LiveTrigger[]>();
  let exits = new Set<string>();
  let goals = new Set<string>();
  let pulls = new Set<string>();
  let watchAll = false;
  let watched: Watched[] = [];

  function version(id: number): LiveVersion {
    const known = versions.get(id);
    if (known !== undefined) return known;
    const row = live.version(id);
    if (row === null)
      throw new KaskadError('version-missing', `Version ${id} is not in this workspace.`, { version: id });
    const made = compile(row, registry);
    versions.set(id, made);
    return made;
  }

  function triggerPlan(of: LiveVersion, node: string, now: { ms: number; zone: string }): TriggerPlan | null {
    const planNode = of.plan.nodes[node];
    if (planNode === undefined || planNode.disabled) return null;
    const trigger = registry.nodes.get(planNode.type)?.trigger;
    return trigger == null ? null : trigger(planNode.config, now, of.segment);
  }

  function reload(): void {
    flows = new Map();
    triggers = new Map();
    exits = new Set();
    goals = new Set();
    pulls = new Set();
    watchAll = false;
    watched = [];
    for (const row of live.flows()) {
      const id = row.version === null ? null : live.currentVersion(row.id, row.version);
      const current = id === null ? null : version(id);
      const flow: LiveFlow = { ...row, current };
      flows.set(row.id, flow);
      if (current === null || row.status === 'stopped') continue;
      // Who is in an older version stays under its rules.
      const lived = [current, ...live.inhabited(row.id).flatMap((old) => (old === id ? [] : [version(old)]))];
      for (const { exitEvents, exitRules, plan, pulls: pulling } of lived) {
        for (const type of exitEvents.keys()) exits.add(type);
        for (const type of pulling.keys()) pulls.add(type);
        if (exitRules.length > 0) watchAll = true;
        if (plan.settings.goal != null) goals.add(plan.settings.goal.event);
      }
      if (row.status !== 'running') continue;
      if (lived.some(({ exitRules }) => exitRules.length > 0)) watched.push(watchedExits(current, lived));
      const zone = current.plan.settings.timezone ?? workspaceZone();
      for (const node of current.plan.triggers) {
        const plan = triggerPlan(current, node, { ms: row.started_at ?? 0, zone });
        if (plan?.kind === 'segment' || plan?.kind === 'date') watched.push(watchedOf(current, node, plan));
        if (plan?.kind !== 'event') continue;
        const list = triggers.get(plan.event) ?? [];
        const where = addressedTo(plan, row.id, node);
        list.push({ flow, version: current, node, where, accepts: plan.accepts ?? null });
        triggers.set(plan.event, list);
      }
    }
  }

  reload();
  return {
    flow: (id) => flows.get(id) ?? null,
    version,
    triggersFor: (type) => triggers.get(type) ?? [],
    watchesExit: (type) => watchAll || exits.has(type),
    watchesGoal: (type) => goals.has(type),
    watchesPull: (type) => pulls.has(type),
    running: () => [...flows.values()].filter((flow) => flow.status === 'running'),
    watched: () => watched,
    triggerPlan,
    reload,
  };
}

function compile(row: LiveVersionRow, registry: EngineRegistry): LiveVersion {
  const { id, flow_id: flow, number, plan, published_at: publishedAt } = row;
  const targets = targetsOf(plan, registry);
  const pulls = pullsOf(plan, registry);
  const looped = revisited(targets, plan.triggers, pulls);
  const order = orderOf(targets, plan.triggers);
  const nodes = new Map<string, LiveNode>();
  const splits = new Set<string>();
  const calledBy = new Set<string>();
  const { segments } = plan;
  for (const node of Object.values(plan.nodes)) {
    const known = registry.nodes.get(node.type);
    if (known === undefined) {
      throw new KaskadError(
        'unknown-node-type',
        `This app does not know the block type "${node.type}". Update the app.`,
        { type: node.type, flow },
      );
    }
    const own = known.cohort?.(node.config) ?? null;
    const split = own?.kind === 'split';
    const pass = passedBy(node);
    const cohort: CohortStep | null = !node.disabled ? own : pass === null ? null : { kind: 'go', outlet: pass };
    const entry = known.trigger?.(node.config, { ms: 0, zone: 'UTC' }, (slot) => segments[slot] ?? null);
    if (entry?.kind === 'event' && entry.event === flowStarted) calledBy.add(node.id);
    if (split) splits.add(node.id);
    nodes.set(node.id, {
      plan: node,
      step: known.step,
      looped: looped.has(node.id),
      split,
      cohort,
      order: order.get(node.id) ?? 0,
    });
  }
  const exitEvents = new Map<string, Extract<ExitRule, { event: string }>[]>();
  const exitRules: RuleGroup[] = [];
  for (const rule of plan.exitRules) {
    if ('event' in rule) exitEvents.set(rule.event, [...(exitEvents.get(rule.event) ?? []), rule]);
    else exitRules.push(rule.rule);
  }
  return {
    id,
    flow,
    number,
    publishedAt,
    plan,
    nodes,
    splits,
    holdouts: new Set([...splits].filter((node) => plan.nodes[node]?.outlets[holdoutOutlet] !== undefined)),
    calledBy,
    exitEvents,
    exitRules,
    pulls: Map.groupBy(pulls, ({ by }) => by.event),
    segment: (slot) => segments[slot] ?? null,
  };
}

/** The outlet by which a disabled node is passed; null: it has none, and the journey ends. */
export const passedBy = (node: PlanNode): string | null => Object.keys(node.outlets)[0] ?? null;

type Targets = ReadonlyMap<string, readonly string[]>;

/** Where each node leads, by edges or by jumps. */
const targetsOf = (plan: Plan, registry: EngineRegistry): Targets =>
  new Map(
    Object.values(plan.nodes).map((node) => {
      const jumps = registry.nodes.get(node.type)?.spec.references?.(node.config as never).jumps ?? [];
      return [node.id, [...Object.values(node.outlets).filter((to) => to !== null), ...jumps]];
    }),
  );

const pullsOf = (plan: Plan, registry: EngineRegistry): Pull[] =>
  Object.values(plan.nodes).flatMap((node) => {
    const by = node.disabled ? null : (registry.nodes.get(node.type)?.spec.pulls?.(node.config as never) ?? null);
    return by === null ? [] : [{ node: node.id, by }];
  });

/** Nodes to which a journey may come more than once: on a circle, or also before a goal that pulled it back. */
function revisited(targets: Targets, triggers: readonly string[], pulls: readonly Pull[]): Set<string> {
  const found = nodesOnCircles(targets);
  for (const { node } of pulls) {
    const others = pulls.flatMap((one) => (one.node === node ? [] : [one.node]));
    // Where it has been once, it does not pull any more.
    const without = new Map([...targets].map(([from, to]) => [from, to.filter((id) => id !== node)]));
    const before = reachableFrom([...triggers, ...others], without);
    for (const id of reachableFrom(targets.get(node) ?? [], targets)) if (before.has(id)) found.add(id);
  }
  return found;
}

/** Nodes that can be reached from themselves. */
function nodesOnCircles(targets: Targets): Set<string> {
  const found = new Set<string>();
  for (const start of targets.keys()) {
    const seen = new Set<string>();
    const open = [...(targets.get(start) ?? [])];
    while (open.length > 0) {
      const id = open.pop() as string;
      if (id === start) {
        found.add(start);
        break;
      }
      if (seen.has(id)) continue;
      seen.add(id);
      open.push(...(targets.get(id) ?? []));
    }
  }
  return found;
}

/** A topological order, as far as there is one. Iterative: a flow may be two thousand nodes long. */
function orderOf(targets: Targets, triggers: readonly string[]): Map<string, number> {
  const left: string[] = [];
  const seen = new Set<string>();
  for (const root of [...triggers, ...targets.keys()]) {
    if (seen.has(root)) continue;
    seen.add(root);
    const path: { id: string; next: number }[] = [{ id: root, next: 0 }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = (targets.get(top.id) ?? [])[top.next++];
      if (to === undefined) {
        left.push(top.id);
        path.pop();
      } else if (!seen.has(to)) {
        seen.add(to);
        path.push({ id: to, next: 0 });
      }
    }
  }
  return new Map(left.reverse().map((id, index) => [id, index]));
}
