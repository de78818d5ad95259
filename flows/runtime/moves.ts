/**
 * A change of a running flow is published: what becomes of those who stand at its older versions. The choice is kept with
 * the publication, and carried out in chunks, so that a crash or a million people in between change nothing about it.
 * Who moves keeps the wait that has begun and the message that is queued; what comes after is of the new version.
 */

import { resolveSlots } from '../document/slots.ts';
import { changeOf, type Move, moves, onlyTexts, type Standing } from '../plan/changes.ts';
import { compilePlan } from '../plan/compile.ts';
import type { Plan } from '../plan/types.ts';
import { movedOutlet } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type EngineRegistry, specsOf } from '../sdk/registry.ts';
import { sha256 } from '../store/hash.ts';
import { crashPoint } from './crash-points.ts';
import type { PendingMove, Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

/** One for all, or by block; blocks left out: the usual. */
export type Choice = Move | Readonly<Record<string, Move>>;

const key = 'moves';
const chunk = 2000;
/** Why a journey ended of which the author said so when publishing a change. */
export const versionChanged = 'version-changed';

/** Blocks of older versions with people at them, in the order of the plan. Empty when the draft cannot be published. */
export function standing(rt: Runtime, registry: EngineRegistry, flow: string): Standing[] {
  const { draft, bindings } = rt.store.flows.need(flow);
  const slots = resolveSlots(draft, bindings, rt.store.flows.slotSources());
  const { plan } = compilePlan(draft, specsOf(registry), {
    accounts: slots.accounts,
    segments: slots.segments,
    flows: slots.flows,
    offers: slots.offers,
    sha256,
    checkTemplate: (text) => rt.content.check(text),
  });
  return plan === undefined ? [] : standingAt(rt, registry, flow, plan);
}

function standingAt(rt: Runtime, registry: EngineRegistry, flow: string, after: Plan): Standing[] {
  const specs = specsOf(registry);
  return rt.store.flows.versions(flow).flatMap(({ id, number, active }) => {
    const { plan } = rt.live.version(id);
    if (active === 0 || plan.hash === after.hash) return [];
    const usual = onlyTexts(plan, after, specs) ? 'move' : 'stay';
    const waiting = rt.store.counters.waiting(id);
    return Object.values(plan.nodes).flatMap((node): Standing[] => {
      const people = waiting.get(node.id) ?? 0;
      if (people === 0) return [];
      const change = changeOf(node, after.nodes[node.id], specs);
      const choices = change === 'removed' ? (['stay', 'exit'] as const) : moves;
      const who = { node: node.id, name: node.name, type: node.type };
      const within = node.within === undefined ? {} : { within: node.within };
      return [{ version: number, ...who, ...within, people, change, choices, usual }];
    });
  });
}

/** Within the transaction that publishes `plan` as version `to`: keeps what is to become of those who stand elsewhere. */
export function decide(
  rt: Runtime,
  registry: EngineRegistry,
  flow: string,
  plan: Plan,
  to: number,
  choice: Choice,
): void {
  const ids = new Map(rt.store.flows.versions(flow).map(({ id, number }) => [number, id]));
  const named = typeof choice === 'string' ? [] : Object.keys(choice);
  const strange = named.find((node) => ![...ids.values()].some((id) => rt.live.version(id).nodes.has(node)));
  if (strange !== undefined) {
    throw new KaskadError(
      'unknown-block',
      `No version of the flow has a block "${strange}". Name blocks by their ids in the flow file.`,
      { node: strange },
    );
  }
  const chosen = standingAt(rt, registry, flow, plan).flatMap(({ version, node, usual, choices }): PendingMove[] => {
    const wished = typeof choice === 'string' ? choice : (choice[node] ?? usual);
    // "All move" means all who can.
    const move = choices.includes(wished) ? wished : typeof choice === 'string' ? 'stay' : null;
    if (move === null) {
      throw new KaskadError(
        'cannot-move',
        `Those at "${node}" cannot move to the new version: the block is gone there, or lacks a way that they may take. Let them stay or exit.`,
        { node, choices },
      );
    }
    const from = ids.get(version);
    return move === 'stay' || from === undefined || from === to ? [] : [{ flow, from, to, node, move }];
  });
  if (chosen.length === 0) return;
  const others = pendingOf(rt).filter((old) => !chosen.some((now) => now.from === old.from && now.node === old.node));
  save(rt, [...others, ...chosen]);
}

const pendingOf = (rt: Runtime): readonly PendingMove[] =>
  (rt.pendingMoves ??= rt.store.meta.value<PendingMove[]>(key) ?? []);

/** Its journeys have ended: what was decided about them is void. Within the transaction that stops the flow. */
export function forgetMoves(rt: Runtime, flow: string): void {
  const pending = pendingOf(rt);
  if (pending.some((one) => one.flow === flow))
    save(
      rt,
      pending.filter((one) => one.flow !== flow),
    );
}

function save(rt: Runtime, pending: readonly PendingMove[]): void {
  rt.store.meta.setValue(key, pending);
  rt.pendingMoves = pending;
}

/** One chunk of what was decided. True while there is more. */
export function moveSome(rt: Runtime, stepper: Stepper, transaction: Transaction): boolean {
  const [first, ...rest] = pendingOf(rt);
  if (first === undefined) return false;
  transaction(() => {
    const { flow, from, node, move } = first;
    const some = rt.store.journeys.standingAt(from, node, chunk);
    if (move === 'move') moveAll(rt, first, some);
    else {
      for (const id of some) {
        const journey = rt.store.journeys.get(id);
        if (journey !== null) stepper.end(journey, versionChanged);
      }
    }
    if (some.length < chunk) save(rt, rest);
    rt.topics.add(`report:${flow}`);
    crashPoint('moves-before-commit');
  });
  return true;
}

function moveAll(rt: Runtime, { from, to, node }: PendingMove, some: readonly number[]): void {
  const { counters, journeys } = rt.store;
  const { n, goals, value } = journeys.moveVersion(some, to, movedOutlet, rt.now());
  counters.count(from, node, `left:${movedOutlet}`, n);
  counters.count(to, node, 'entered', n);
  for (const [what, count] of [
    ['entered', n],
    ['goal', goals],
    ['goal-value', value],
  ] as const) {
    if (count === 0) continue;
    counters.count(from, '', what, -count);
    counters.count(to, '', what, count);
  }
}
