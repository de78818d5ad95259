/**
 * Moves many journeys at once: those that are due at the same instant, or a chunk of an audience that enters. Node by
 * node, in an order that meets each node once, everybody who stands there is moved by a few statements. Who comes to a node
 * that asks each contact alone is put into `arrivals`; the work list takes them from there in the order in which they
 * entered, so that the result is that of moving one after the other (tests/fuzz holds both forms together).
 * Within the caller's transaction, like the stepper.
 */
import { limits } from '../document/schema.ts';
import { ownKey } from '../plan/entry-key.ts';
import type { CohortStep } from '../sdk/node.ts';
import type { MessageDraft } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { Journey } from '../store/journeys.ts';
import type { Ended } from '../store/walk.ts';
import { isCooling } from './entry.ts';
import { heldUntil, rankOf } from './limits.ts';
import type { LiveNode, LiveVersion } from './live-flows.ts';
import { flowZone, lastEventNow, type Runtime, ruleContext } from './state.ts';
import { contactGone, ledNowhere, type Stepper, visitCap } from './stepper.ts';

/** Somebody who was put on a node and is to be asked alone. */
export interface Arrival {
  journey: number;
  /** Null: it still stands where its timer is due. */
  node: string | null;
  visit: number;
}

export interface Cohorts {
  /** Can journeys of this version be moved together at all? */
  can(version: LiveVersion): boolean;
  /** Moves journeys of the version that are due within [from, to], in order; returns how many were taken off the list. */
  advance(version: LiveVersion, from: Millis, to: Millis, limit: number): number;
  /** Lets contacts in, in the order of their numbers. False: nothing was done, each must be asked alone. */
  enter(version: LiveVersion, trigger: string, contacts: readonly number[]): boolean;
  /** Takes the next one, in order of entry, that is to go on alone; lets it go on. False when nobody is left. */
  letNextArrive(): boolean;
}

export function makeCohorts(rt: Runtime, stepper: Stepper, sendsInSets: () => boolean): Cohorts {
  const { walk, counters, journeys } = rt.store;
  const arrivals: Arrival[] = [];

  /** May everybody who arrives at the node be moved at once? */
  function together(node: LiveNode): CohortStep | null {
    const { cohort } = node;
    if (cohort === null) return null;
    if (cohort.kind === 'send' && !(sendsInSets() && cohort.message.ttl === null)) return null;
    if (cohort.kind === 'change' && !cohort.changes.every((change) => rt.store.bulkChanges.canApply(change)))
      return null;
    return cohort;
  }

  function note(version: LiveVersion, node: string, ends: readonly Ended[]): void {
    for (const { outlet, reason, n } of ends) {
      counters.count(version.id, node, `exit:${reason}`, n);
      if (outlet !== null && version.splits.has(node)) counters.count(version.id, node, `ended:${outlet}`, n);
    }
  }

  const end = (version: LiveVersion, node: string): void =>
    note(version, node, walk.finish(version.id, node, rt.now()));

  /** Everybody at the node has an outlet: they leave by it. Returns where they went, and how many. */
  function leave(version: LiveVersion, node: LiveNode): Map<string, number> {
    const { id, outlets } = node.plan;
    const now = rt.now();
    const went = new Map<string, number>();
    if (node.split) {
      for (const { outlet, n } of walk.goalsBefore(id, now)) counters.count(version.id, id, `goal:${outlet}`, n);
    }
    const taken = walk.outlets(id);
    for (const { outlet } of taken) if (outlets[outlet] == null) walk.endBy(id, outlet, ledNowhere);
    if (taken.some(({ outlet }) => outlets[outlet] == null)) end(version, id);
    for (const { outlet, n } of taken) {
      const to = outlets[outlet];
      if (to === undefined) throw new Error(`Node ${id} (${node.plan.type}) has no outlet "${outlet}"`);
      if (to === null) continue;
      walk.leave(version.id, id, outlet, to, now);
      counters.count(version.id, id, `left:${outlet}`, n);
      went.set(to, (went.get(to) ?? 0) + n);
    }
    for (const [to, n] of went) arriveTogether(version, to, n);
    return went;
  }

  function arriveTogether(version: LiveVersion, id: string, n: number): void {
    counters.count(version.id, id, 'entered', n);
    rt.steps += n;
    if (version.nodes.get(id)?.looped !== true) return;
    walk.countVisits(id);
    if (walk.endCapped(id, limits.visitsPerNode, visitCap)) end(version, id);
  }

  const rests = (due: Millis): void => {
    if (due < rt.earliestNew) rt.earliestNew = due;
  };

  function restUntil(
    version: LiveVersion,
    id: string,
    zoned: boolean,
    until: (arrived: { ms: Millis; zone: string }) => Millis,
  ): void {
    const ms = rt.now();
    const fallback = flowZone(rt, version);
    const event = lastEventNow(rt);
    if (!zoned) {
      const due = until({ ms, zone: fallback });
      walk.rest(id, due, event, 0);
      rests(due);
      return;
    }
    const zones = walk.zones(id, fallback);
    for (const zone of zones) {
      const due = until({ ms, zone });
      if (zones.length === 1) walk.rest(id, due, event, 0);
      else walk.restInZone(id, zone, due, event);
      rests(due);
    }
  }

  function queue(version: LiveVersion, id: string, message: MessageDraft): void {
    const held = heldUntil(rt, version.flow, message);
    const n = rt.store.messages.queueWalk({
      flow: version.flow,
      version: version.id,
      node: id,
      channel: message.channel,
      topic: message.topic,
      account: version.plan.accounts[message.account] ?? null,
      priority: rankOf(message),
      now: rt.now(),
      due: held ?? rt.now(),
      reason: held === null ? null : 'held',
    });
    counters.count(version.id, id, 'message:queued', n);
    walk.rest(id, null, lastEventNow(rt), 1);
  }

  /** Everybody at the node does what the cohort says. True when they are to leave by their outlets. */
  function act(version: LiveVersion, node: LiveNode, cohort: CohortStep): boolean {
    const { id } = node.plan;
    switch (cohort.kind) {
      case 'go':
        walk.setOutlet(id, cohort.outlet);
        return true;
      case 'branch':
        walk.branch(id, cohort.branches, cohort.otherwise, ruleContext(rt, version));
        return true;
      case 'split':
        walk.split(version.flow, id, cohort.arms);
        return true;
      case 'sleep':
        restUntil(version, id, cohort.zoned, cohort.until);
        walk.takeOut(id);
        return false;
      case 'wait':
        for (const [ordinal, wait] of cohort.for.entries()) {
          walk.addSignals(id, ordinal, {
            event: wait.event,
            id: wait.id,
            rule: wait.where === undefined ? null : JSON.stringify(wait.where),
          });
        }
        if (cohort.until === null) walk.rest(id, null, lastEventNow(rt), 0);
        else restUntil(version, id, cohort.zoned, cohort.until);
        walk.takeOut(id);
        return false;
      case 'goal': {
        const { n, arms } = walk.reachGoal(id, rt.now(), cohort.value);
        counters.count(version.id, '', 'goal', n);
        if (cohort.value !== null) counters.count(version.id, '', 'goal-value', n * cohort.value);
        for (const arm of arms) {
          if (rt.live.version(arm.version).splits.has(arm.node))
            counters.count(arm.version, arm.node, `goal:${arm.outlet}`, arm.n);
        }
        if ('outlet' in cohort.next) {
          walk.setOutlet(id, cohort.next.outlet);
          return true;
        }
        walk.endAll(id, cohort.next.exit);
        return true;
      }
      case 'change':
        rt.store.bulkChanges.apply(id, cohort.changes, rt.now());
        rt.topics.add('contacts');
        walk.setOutlet(id, cohort.outlet);
        return true;
      case 'send':
        queue(version, id, cohort.message);
        walk.takeOut(id);
        return false;
      case 'exit':
        walk.endAll(id, cohort.reason);
        return true;
    }
  }

  /** Does the step look at the contact, so that it finds out when that is gone? */
  const needsContact = (cohort: CohortStep): boolean =>
    cohort.kind === 'branch'
      ? cohort.branches.length > 0
      : cohort.kind !== 'go' && cohort.kind !== 'exit' && cohort.kind !== 'split';

  /** From where everybody stands as far as sets can go. `here`: how many stand at which node, about to be asked. */
  function forward(version: LiveVersion, here: Map<string, number>, anyGone: boolean): void {
    for (;;) {
      const next = [...here.keys()].map((id) => version.nodes.get(id) as LiveNode).sort((a, b) => a.order - b.order)[0];
      if (next === undefined) break;
      const { id } = next.plan;
      here.delete(id);
      const cohort = together(next);
      if (cohort === null) {
        for (const { journey, visit } of walk.at(id)) arrivals.push({ journey, node: id, visit });
        walk.takeOut(id);
        continue;
      }
      if (anyGone && needsContact(cohort) && walk.endGone(id, contactGone)) end(version, id);
      if (!act(version, next, cohort)) continue;
      end(version, id);
      for (const [to, n] of leave(version, next)) here.set(to, (here.get(to) ?? 0) + n);
    }
    rt.topics.add(`report:${version.flow}`);
  }

  const sortArrivals = (): void => {
    arrivals.sort((a, b) => b.journey - a.journey);
  };

  /** By which outlet the timer of a node leads on; null where each is asked alone. */
  function afterTimer({ cohort, plan }: LiveNode): string | null {
    if (plan.disabled) return null;
    return cohort?.kind === 'sleep' ? cohort.next : cohort?.kind === 'wait' ? cohort.timeout : null;
  }

  return {
    // Whoever was called by another flow tells it when it ends: one at a time.
    can: (version) => version.calledBy.size === 0,
    advance(version, from, to, limit) {
      walk.clear();
      const n = walk.seedDue(version.id, from, to, limit);
      if (n === 0) return 0;
      for (const journey of walk.takeOutTwice(from, to)) arrivals.push({ journey, node: null, visit: 0 });
      const anyGone = walk.markGone() > 0;
      const here = new Map<string, number>();
      const leaving: LiveNode[] = [];
      for (const place of walk.places()) {
        const node = version.nodes.get(place.node) as LiveNode;
        const { id } = node.plan;
        const outlet = afterTimer(node);
        if (outlet === null) {
          for (const { journey } of walk.at(id)) arrivals.push({ journey, node: null, visit: 0 });
          walk.takeOut(id);
          continue;
        }
        if (node.cohort?.kind === 'wait') walk.dropSignals(id);
        if (anyGone && walk.endGone(id, contactGone)) end(version, id);
        walk.setOutlet(id, outlet);
        leaving.push(node);
      }
      // All have their outlets before anybody moves: who comes to a node is not who waited there.
      for (const node of leaving) {
        for (const [next, count] of leave(version, node)) here.set(next, (here.get(next) ?? 0) + count);
      }
      forward(version, here, anyGone);
      sortArrivals();
      return n;
    },
    enter(version, trigger, contacts) {
      const { maxActivePerKey, maxPerContact, cooldown, onRepeat } = version.plan.settings.entry ?? {};
      walk.chunk(contacts);
      const known = walk.history(version.flow, ownKey);
      const isActive = ({ active }: { active: number }): boolean => active >= (maxActivePerKey ?? 1);
      if ((onRepeat ?? 'ignore') !== 'ignore' && known.some(isActive)) return false;
      const refused = new Set<number>();
      for (const one of known) {
        const why = isActive(one)
          ? 'active'
          : maxPerContact != null && one.n >= maxPerContact
            ? 'max-per-contact'
            : cooldown != null && isCooling(rt, version, cooldown, one.last)
              ? 'cooldown'
              : null;
        if (why === null) continue;
        refused.add(one.contact);
        counters.count(version.id, '', `refused:${why}`);
      }
      if (refused.size > 0) walk.chunk(contacts.filter((contact) => !refused.has(contact)));
      walk.clear();
      const now = rt.now();
      const event = lastEventNow(rt);
      const n = walk.enter({ flow: version.flow, version: version.id, trigger, prefix: ownKey, now, event });
      if (n === 0) return true;
      counters.count(version.id, '', 'entered', n);
      arriveTogether(version, trigger, n);
      forward(version, new Map([[trigger, n]]), walk.markGone() > 0);
      sortArrivals();
      return true;
    },
    letNextArrive() {
      const next = arrivals.pop();
      if (next === undefined) return false;
      const journey = journeys.get(next.journey);
      if (journey === null || journey.node === null) return true;
      if (next.node !== null) stepper.arrived({ ...journey, ...arrivedAt(next.node), visit: next.visit });
      else if (journey.due_at !== null && journey.due_at <= rt.now()) stepper.advance(journey, { kind: 'timer' });
      return true;
    },
  };

  function arrivedAt(
    node: string,
  ): Pick<Journey, 'node' | 'arrived_at' | 'arrived_event' | 'due_at' | 'memory' | 'sends'> {
    const now = rt.now();
    return { node, arrived_at: now, arrived_event: lastEventNow(rt), due_at: null, memory: null, sends: 0 };
  }
}
