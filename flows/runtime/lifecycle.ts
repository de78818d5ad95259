/** Starting, pausing, resuming and stopping a flow. */

import { resolveSlots } from '../document/slots.ts';
import { compilePlan } from '../plan/compile.ts';
import type { EventView } from '../sdk/contact.ts';
import { KaskadError } from '../sdk/problem.ts';
import { type EngineRegistry, specsOf } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import { sha256 } from '../store/hash.ts';
import { crashPoint } from './crash-points.ts';
import { type Choice, decide, forgetMoves } from './moves.ts';
import { flowZone, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';
import { rewatch, unwatch, watchExitsOf, watchTrigger } from './watches.ts';

/**
 * Publishes the draft as a new version. Audience triggers get their timers; the caller works them off. Throws
 * `flow-missing`, `open-slots`, `flow-has-problems`, `cannot-move` or `unknown-block`.
 */
export function publish(
  rt: Runtime,
  registry: EngineRegistry,
  transaction: Transaction,
  flow: string,
  at: Millis,
  choice: Choice,
): { versionId: number; version: number } {
  const row = rt.store.flows.need(flow);
  const document = row.draft;
  const slots = resolveSlots(document, row.bindings, rt.store.flows.slotSources());
  if (slots.open.length > 0) {
    throw new KaskadError(
      'open-slots',
      `The flow names accounts, segments, flows or offers that this workspace has not bound yet: ${slots.open.join(', ')}. Bind them, then start.`,
      { slots: slots.open },
    );
  }
  const compiled = compilePlan(document, specsOf(registry), {
    accounts: slots.accounts,
    segments: slots.segments,
    flows: slots.flows,
    offers: slots.offers,
    sha256,
    checkTemplate: (text) => rt.content.check(text),
  });
  if (compiled.plan === undefined) {
    const errors = compiled.problems.filter((problem) => problem.severity === 'error');
    throw new KaskadError(
      'flow-has-problems',
      `The flow has ${errors.length} problem${errors.length === 1 ? '' : 's'} to mend before it can start: ${errors.map((p) => `${p.node ?? 'flow'}: ${p.message}`).join('; ')}`,
      { problems: compiled.problems },
    );
  }
  const { plan } = compiled;
  const fresh = row.status === 'draft' || row.status === 'stopped';
  let made = { id: 0, number: 0 };
  transaction(() => {
    const started = fresh ? at : (rt.live.flow(flow)?.started_at ?? at);
    made = rt.store.flows.publish(flow, { document, plan }, started, rt.now());
    rt.live.reload();
    if (!fresh) decide(rt, registry, flow, plan, made.id, choice);
    const version = rt.live.version(made.id);
    for (const node of plan.triggers) {
      const now = { ms: at, zone: flowZone(rt, version) };
      const trigger = rt.live.triggerPlan(version, node, now);
      if (trigger === null || trigger.kind === 'event') continue;
      // A trigger that already let its audience in does not do so again when a change is published.
      const old = fresh || row.version === null ? null : rt.store.journeys.timer(flow, row.version, node);
      const due =
        trigger.kind === 'segment' || trigger.kind === 'date'
          ? watchTrigger(rt, version, node, trigger, at)
          : trigger.kind === 'schedule'
            ? trigger.next(now)
            : old !== null && old.due_at === null
              ? null
              : (trigger.at ?? at);
      // Part of the audience has entered already: the others follow, into the new version.
      const goesOn =
        old?.due_at != null && old.last_contact > 0 && trigger.kind !== 'segment' && trigger.kind !== 'date';
      rt.store.journeys.putTimer(made.id, node, goesOn ? old.due_at : due);
      if (goesOn) rt.store.journeys.progressTimer(made.id, node, old.last_contact);
    }
    watchExitsOf(rt, version, at);
    // Events between a past start and now are given (again): whoever got them already ignores them.
    if (fresh && at < rt.now()) rt.store.events.deliverAgainFrom(at);
    crashPoint('publish-before-commit');
  });
  crashPoint('start-after-publish');
  if (row.status === 'paused') resume(rt, null, transaction, flow);
  rt.topics.add('flows');
  return { versionId: made.id, version: made.number };
}

export function pause(rt: Runtime, transaction: Transaction, flow: string): void {
  need(rt, flow, ['running']);
  transaction(() => {
    rt.store.flows.setStatus(flow, 'paused', rt.now());
    rt.store.journeys.pauseTimers(flow);
    rt.store.messages.pauseFlow(flow);
    rt.store.operations.pauseFlow(flow);
  });
  rt.live.reload();
  rt.topics.add('flows');
}

/** Timers and messages go on as they were due; signals that came meanwhile are given. */
export function resume(rt: Runtime, stepper: Stepper | null, transaction: Transaction, flow: string): void {
  if (stepper !== null) need(rt, flow, ['paused']);
  transaction(() => {
    rt.store.flows.setStatus(flow, 'running', rt.now());
    rt.store.journeys.resumeTimers(flow);
    rt.store.messages.resumeFlow(flow);
    rt.store.operations.resumeFlow(flow);
    rt.live.reload();
    rewatch(rt, flow);
  });
  if (stepper !== null) giveHeld(rt, stepper, transaction, flow);
  rt.topics.add('flows');
}

export function giveHeld(rt: Runtime, stepper: Stepper, transaction: Transaction, flow: string): void {
  transaction(() => {
    for (const held of rt.store.journeys.heldOf(flow)) {
      rt.store.journeys.dropHeld(held.journey_id);
      const journey = rt.store.journeys.get(held.journey_id);
      if (journey === null) continue;
      const event = JSON.parse(held.event) as EventView;
      const input = { kind: 'signal', outcome: held.outcome, event } as const;
      if (held.pull_to === null) stepper.advance(journey, input);
      else stepper.pull(journey, held.pull_to, input);
    }
  });
}

export function stop(rt: Runtime, stepper: Stepper, transaction: Transaction, flow: string): number {
  need(rt, flow, ['running', 'paused']);
  transaction(() => {
    rt.store.flows.setStatus(flow, 'stopped', rt.now());
    unwatch(rt, flow);
    forgetMoves(rt, flow);
  });
  rt.live.reload();
  let ended = 0;
  for (;;) {
    const some = rt.store.journeys.someOfFlow(flow, 5000);
    if (some.length === 0) break;
    transaction(() => {
      for (const journey of some) stepper.end(journey, 'stopped');
    });
    ended += some.length;
  }
  rt.topics.add('flows');
  return ended;
}

function need(rt: Runtime, flow: string, states: readonly string[]): void {
  const row = rt.store.flows.need(flow);
  if (!states.includes(row.status)) {
    throw new KaskadError(
      'flow-not-running',
      `The flow is ${row.status}; this needs it to be ${states.join(' or ')}.`,
      {
        flow,
        status: row.status,
      },
    );
  }
}
