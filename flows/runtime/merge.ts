/**
 * Two profiles of one person become one while flows run. Journeys go on under the profile that stays; where both were in the
 * same flow, and the flow lets a contact be there once, the one that got further goes on and the other ends. What the person
 * got through either is not sent again.
 */
import type { Journey } from '../store/journeys.ts';
import type { MergeRecord } from '../store/merges.ts';
import type { Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import { lookAtChanges } from './watches.ts';

/** Why a journey ends whose person goes on in another one of the same flow. */
const mergedReason = 'merged';

export interface MergeHow {
  /** Columns and `attributes.<name>` whose value is wanted from the other profile. */
  take?: readonly string[] | undefined;
  /** `manual`, or the kind of address that both had. */
  source?: string | undefined;
  batch?: number | null | undefined;
}

export interface MergeDone extends MergeRecord {
  /** Journeys that ended because the person has another in the same flow. */
  ended: { journey: number; flow: string }[];
}

export interface ForeseenMerge extends MergeDone {
  /** Flows that the person would enter because of what the one profile then holds. */
  entering: string[];
}

/** Flows that a contact enters may change it, so that it enters others; two that undo each other would have no end. */
const mostLooks = 20;

/** Part of a transaction. Throws as `store.merges.merge`. */
export function mergeContacts(rt: Runtime, stepper: Stepper, keep: number, other: number, how: MergeHow): MergeDone {
  const { journeys: moved, ...record } = rt.store.merges.merge(keep, other, {
    take: new Set(how.take ?? []),
    at: rt.now(),
    source: how.source ?? 'manual',
    batch: how.batch ?? null,
  });
  const theirs = new Set(moved);
  if (rt.queuedFor.has(other)) rt.queuedFor.add(keep);
  const ended: MergeDone['ended'] = [];
  for (const group of rivals(rt, keep)) ended.push(...settle(rt, stepper, keep, group, theirs));
  rt.topics.add('contacts');
  rt.topics.add('messages');
  return { ...record, ended };
}

/** What the merge would change in flows: it is made, looked at, and taken back by whoever rolls the transaction back. */
export function foreseen(rt: Runtime, stepper: Stepper, keep: number, other: number, how: MergeHow): ForeseenMerge {
  // Others who changed have nothing to do with it, and may be a million.
  rt.store.watches.forgetAll();
  const done = mergeContacts(rt, stepper, keep, other, how);
  const before = new Set(rt.store.journeys.activeOf(keep).map(({ id }) => id));
  for (let n = 0; n < mostLooks && lookAtChanges(rt, stepper) > 0; n++);
  const entering = rt.store.journeys.activeOf(keep).filter(({ id }) => !before.has(id));
  return { ...done, entering: [...new Set(entering.map(({ flow_id }) => flow_id))] };
}

/** The contact's journeys by flow and key, where there is one that goes on. */
function rivals(rt: Runtime, contact: number): Journey[][] {
  const groups = new Map<string, Journey[]>();
  for (const one of rt.store.journeys.activeOf(contact)) {
    const name = JSON.stringify([one.flow_id, one.key]);
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}

function settle(
  rt: Runtime,
  stepper: Stepper,
  contact: number,
  group: readonly Journey[],
  theirs: ReadonlySet<number>,
): MergeDone['ended'] {
  const [first] = group;
  if (first === undefined) return [];
  const sent = rt.store.mergedSends.visitsThatSent(contact, first.flow_id);
  const reached = (id: number): number => [...(sent.get(id)?.values() ?? [])].reduce((sum, n) => sum + n, 0);
  const ranked = [...group].sort((a, b) => reached(b.id) - reached(a.id) || a.entered_at - b.entered_at || a.id - b.id);
  const most = rt.live.version(first.version_id).plan.settings.entry?.maxActivePerKey ?? 1;
  const bothHave = group.some(({ id }) => theirs.has(id)) && group.some(({ id }) => !theirs.has(id));
  const leaving = bothHave ? ranked.slice(most) : [];
  const staying = ranked.filter((one) => !leaving.includes(one));
  for (const one of staying) passOverWhatCame(rt, one, contact, sent, theirs);
  for (const one of leaving) stepper.end(one, mergedReason);
  return leaving.map(({ id, flow_id }) => ({ journey: id, flow: flow_id }));
}

/** What the other profile got through a journey beside this one is not sent again by this one. */
function passOverWhatCame(
  rt: Runtime,
  journey: Journey,
  contact: number,
  sent: ReadonlyMap<number, ReadonlyMap<string, number>>,
  theirs: ReadonlySet<number>,
): void {
  const own = sent.get(journey.id);
  const most = new Map<string, number>();
  for (const beside of rt.store.journeys.besides(contact, journey)) {
    if (theirs.has(beside) === theirs.has(journey.id)) continue;
    for (const [node, visits] of sent.get(beside) ?? []) most.set(node, Math.max(most.get(node) ?? 0, visits));
  }
  for (const [node, visits] of most) {
    const extra = visits - (own?.get(node) ?? 0);
    if (extra > 0) rt.store.mergedSends.passOver(journey.id, node, extra);
  }
}

/** Part of a transaction. Journeys that ended by the merge do not begin anew. Throws as `store.merges.undo`. */
export function unmergeContacts(rt: Runtime, merge: number): MergeRecord {
  const record = rt.store.merges.undo(merge, rt.now());
  rt.topics.add('contacts');
  rt.topics.add('messages');
  return record;
}

class RolledBack extends Error {}

/** Does the work in a transaction of its own and takes everything back: in the file, and in what memory knows of it. */
export function tried<T>(rt: Runtime, work: () => T): T {
  const { topics, queuedFor, earliestNew, woke, steps, messages } = rt;
  rt.topics = new Set();
  rt.queuedFor = new Set(queuedFor);
  let result: { value: T } | undefined;
  try {
    rt.store.db
      .transaction(() => {
        result = { value: work() };
        throw new RolledBack();
      })
      .immediate();
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  } finally {
    rt.store.counters.discard();
    rt.store.mergedSends.forget();
    Object.assign(rt, { topics, queuedFor, earliestNew, woke, steps, messages });
    rt.holds.clear();
    rt.pendingMoves = null;
  }
  return (result as { value: T }).value;
}
