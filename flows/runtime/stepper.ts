/**
 * Moves one journey: asks the step of the node where it stands and interprets the outcome, until the journey waits or
 * ends. Runs inside the caller's transaction and never touches the world.
 */
import { limits } from '../document/schema.ts';
import { flowEnded } from '../sdk/calls.ts';
import { messageStates } from '../sdk/channels.ts';
import type { EventView } from '../sdk/contact.ts';
import type { StepInput } from '../sdk/node.ts';
import {
  type EmittedEvent,
  jumpOutlet,
  type Memory,
  type MessageDraft,
  type MessageResult,
  type Outcome,
  pulledOutlet,
  type SignalWait,
} from '../sdk/outcome.ts';
import { addDuration } from '../sdk/time.ts';
import type { Facts } from '../segments/facts.ts';
import type { Journey } from '../store/journeys.ts';
import { Args, visitKey } from './args.ts';
import { heldUntil, rankOf } from './limits.ts';
import { type LiveNode, type LiveVersion, passedBy } from './live-flows.ts';
import { redeem } from './offers.ts';
import { queueOperation } from './operate.ts';
import { settlement } from './settle.ts';
import { contactNow, lastEventNow, loadFacts, type Runtime } from './state.ts';
import { cancelTask, openTask } from './tasks.ts';
import { isUnreachable, leaveUnreachable, unreachable } from './unreachable.ts';

export interface Stepper {
  /** Puts a new journey on its trigger node and lets it go. */
  begin(journey: Journey, version: LiveVersion): void;
  /** Gives the journey what it waited for and lets it go. Does nothing when it has ended. */
  advance(journey: Journey, input: StepInput): void;
  /** Takes it from where it stands to a node that no edge need lead to, and gives it what brought it there. */
  pull(journey: Journey, to: string, input: Extract<StepInput, { kind: 'signal' }>): void;
  /** Goes on with a journey that was put on a node together with others; the node was counted. */
  arrived(journey: Journey): void;
  /** Ends it where it stands: waits are dropped, a queued message is canceled. */
  end(journey: Journey, reason: string): void;
  /** The message a node sends, asked anew: at send time everything is read fresh. */
  draft(journey: Journey, facts: Facts): MessageDraft | null;
  /** Counts the goal once for the journey. */
  goal(journey: Journey, value: number | null): void;
}

/** Delivers a queued message within the transaction (virtual clock); null when it must wait. */
export type InlineDelivery = (
  message: number,
  journey: Journey,
  facts: Facts,
  draft: MessageDraft,
) => MessageResult | null;

/** The contact was deleted or merged away while its journey waited. */
class ContactGone extends Error {}

/** Why a journey ends that came to a node too often, or whose contact is gone. */
export const visitCap = 'visit-cap';
export const contactGone = 'contact-deleted';
/** Why a journey ends whose outlet leads nowhere. */
export const ledNowhere = 'end';

const textOf = (why: unknown): string | null => (why == null ? null : JSON.stringify(why));

/** Key of the visit's latest message: the first has the visit's own key, later ones their number behind it. */
export const messageKey = (j: Journey): string => (j.sends > 1 ? `${visitKey(j)}:${j.sends}` : visitKey(j));

/** A block that is switched off is passed; one without outlets, such as an exit, ends the journey all the same. */
function passing({ plan }: LiveNode): Outcome {
  const outlet = passedBy(plan);
  return outlet === null ? { kind: 'exit', reason: ledNowhere } : { kind: 'go', outlet };
}

/** Does the journey stand where the message was made, and is it its latest? What became of an older one is no news to it. */
export const awaits = (j: Journey | null, message: { key: string; node: string }): j is Journey =>
  j !== null && j.node === message.node && messageKey(j) === message.key;

/** A memory left out stays as it was. */
function remember(j: Journey, memory: Memory | undefined): void {
  if (memory !== undefined) j.memory = memory === null ? null : JSON.stringify(memory);
}

export function makeStepper(rt: Runtime, deliverInline: () => InlineDelivery | null): Stepper {
  const { journeys, messages, counters } = rt.store;
  const settled = settlement(rt);

  const nodeOf = (version: LiveVersion, id: string): LiveNode => {
    const node = version.nodes.get(id);
    if (node === undefined) throw new Error(`Node ${id} is not in version ${version.id}`);
    return node;
  };

  function arrive(j: Journey, version: LiveVersion, id: string): boolean {
    const node = nodeOf(version, id);
    const visit = node.looped ? journeys.visits(j.id, id) + 1 : 1;
    j.node = id;
    j.visit = visit;
    j.arrived_at = rt.now();
    j.arrived_event = lastEventNow(rt);
    j.due_at = null;
    j.memory = null;
    j.sends = 0;
    counters.count(j.version_id, id, 'entered');
    rt.steps++;
    if (visit <= limits.visitsPerNode) return true;
    finish(j, visitCap, null, null);
    return false;
  }

  function finish(j: Journey, reason: string, outlet: string | null, why: unknown): void {
    const at = rt.now();
    if (j.node !== null) {
      journeys.addStep(j, { left_at: at, outlet, exit_reason: reason, why: textOf(why) });
      counters.count(j.version_id, j.node, `exit:${reason}`);
    }
    journeys.end(j.id, at, reason);
    j.node = null;
    j.due_at = null;
    tellCaller(j, reason);
  }

  /** A journey that another flow started and waits for says how it ended. */
  function tellCaller(j: Journey, reason: string): void {
    const version = rt.live.version(j.version_id);
    if (j.event_id === null || !version.calledBy.has(j.trigger)) return;
    const { call } = rt.store.events.get(j.event_id)?.props ?? {};
    if (typeof call === 'string') happen(j, { type: flowEnded, props: { call, flow: j.flow_id, reason } });
  }

  /** Lets an event happen to the journey's contact now; it is given like any other. */
  function happen(j: Journey, event: EmittedEvent): void {
    const at = rt.now();
    rt.store.events.insert({ contactId: j.contact_id, type: event.type, at, props: event.props, source: 'journey' });
    if (at < rt.earliestNew) rt.earliestNew = at;
  }

  /** True when the journey goes on at another node. */
  function leave(j: Journey, version: LiveVersion, outlet: string, why: unknown): boolean {
    const node = nodeOf(version, j.node as string);
    const to = node.plan.outlets[outlet];
    if (to === undefined) throw new Error(`Node ${node.plan.id} (${node.plan.type}) has no outlet "${outlet}"`);
    // An arm is credited with goals reached from then on, those of the same instant included.
    if (node.split && j.goal_at !== null && rt.now() <= j.goal_at) {
      counters.count(j.version_id, node.plan.id, `goal:${outlet}`);
    }
    if (to === null) {
      // An arm that leads nowhere, such as a hold-out, still has its people.
      if (node.split) counters.count(j.version_id, node.plan.id, `ended:${outlet}`);
      finish(j, ledNowhere, outlet, why);
      return false;
    }
    journeys.addStep(j, { left_at: rt.now(), outlet, exit_reason: null, why: textOf(why) });
    counters.count(j.version_id, node.plan.id, `left:${outlet}`);
    return arrive(j, version, to);
  }

  /** Goes on at a node that no edge leads to. */
  function goTo(
    j: Journey,
    version: LiveVersion,
    to: string,
    outlet: string,
    why: { to: string; event?: string; at?: number },
  ): boolean {
    journeys.addStep(j, { left_at: rt.now(), outlet, exit_reason: null, why: textOf(why) });
    counters.count(j.version_id, j.node as string, `left:${outlet}`);
    return arrive(j, version, to);
  }

  function register(j: Journey, waits: readonly SignalWait[]): { outcome: string; event: EventView } | null {
    for (const wait of waits) {
      const already = wait.node === undefined ? null : reachedAlready(j, wait);
      if (already !== null) return { outcome: wait.id, event: already };
    }
    for (const [ordinal, wait] of waits.entries()) {
      journeys.addSignal(j, ordinal, {
        id: wait.id,
        event: wait.event,
        rule: wait.where === undefined ? null : JSON.stringify(wait.where),
        node: wait.node ?? null,
      });
    }
    return null;
  }

  /** A message already read when the journey comes to "wait until it is read" has been read. */
  function reachedAlready(j: Journey, wait: SignalWait): EventView | null {
    const state = wait.event.startsWith('message.') ? wait.event.slice('message.'.length) : '';
    if (wait.where !== undefined || !messageStates.some((known) => known === state)) return null;
    const message = messages.latestOfNode(j.id, wait.node as string);
    const at = message?.[`${state}_at` as 'read_at'] ?? null;
    if (message === null || at === null) return null;
    return {
      id: null,
      type: wait.event,
      at,
      props: { node: message.node, channel: message.channel, message: message.id },
    };
  }

  function queue(j: Journey, version: LiveVersion, draft: MessageDraft, facts: Facts): number {
    const now = rt.now();
    j.sends++;
    const expires = draft.ttl === null ? null : addDuration(contactNow(rt, facts), draft.ttl).ms;
    const held = heldUntil(rt, j.flow_id, draft);
    const account = rt.inline ? rt.sandbox : (version.plan.accounts[draft.account] ?? null);
    counters.count(j.version_id, j.node as string, 'message:queued');
    rt.queuedFor.add(j.contact_id);
    return messages.queue({
      key: messageKey(j),
      flow_id: j.flow_id,
      version_id: j.version_id,
      journey_id: j.id,
      contact_id: j.contact_id,
      node: j.node as string,
      channel: draft.channel,
      topic: draft.topic,
      account_id: account,
      priority: rankOf(draft),
      expires_at: expires,
      now,
      due: held ?? now,
      reason: held === null ? null : 'held',
    });
  }

  function goal(j: Journey, value: number | null): void {
    if (j.goal_at !== null) return;
    j.goal_at = rt.now();
    journeys.setGoal(j.id, j.goal_at, value);
    counters.count(j.version_id, '', 'goal');
    if (value !== null) counters.count(j.version_id, '', 'goal-value', value);
    for (const taken of journeys.outletsTaken(j.id)) {
      if (taken.left_at <= j.goal_at && rt.live.version(taken.version_id).splits.has(taken.node))
        counters.count(taken.version_id, taken.node, `goal:${taken.outlet}`);
    }
  }

  function run(j: Journey, first: StepInput): void {
    const version = rt.live.version(j.version_id);
    let input = first;
    let cached: Facts | null = null;
    const facts = (): Facts => {
      cached ??= loadFacts(rt, j.contact_id, version);
      if (cached === null) throw new ContactGone();
      return cached;
    };
    if (input.kind !== 'arrived') journeys.dropSignals(j.id);
    // What was to be sent is overtaken by what happened.
    if (input.kind === 'signal' && j.sends > 0) callBack(j, 'overtaken');
    try {
      walk();
    } catch (error) {
      if (!(error instanceof ContactGone)) throw error;
      if (j.node !== null) cancelTask(rt, visitKey(j));
      finish(j, contactGone, null, null);
    }
    if (j.node !== null) {
      journeys.place(j);
      if (j.due_at !== null && j.due_at < rt.earliestNew) rt.earliestNew = j.due_at;
    }
    rt.topics.add(`report:${j.flow_id}`);

    function walk(): void {
      while (j.node !== null) {
        const node = nodeOf(version, j.node);
        const outcome: Outcome = node.plan.disabled
          ? passing(node)
          : node.step(new Args(rt, j, version, node, input, facts));
        const next = interpret(j, version, outcome, facts);
        // Both change what a rule would find.
        if (outcome.kind === 'change' || outcome.kind === 'send') cached = null;
        if (next === null) break;
        input = next;
      }
    }
  }

  /** What the next step is given, or null when the journey rests. */
  function interpret(j: Journey, version: LiveVersion, outcome: Outcome, facts: () => Facts): StepInput | null {
    const arrived: StepInput = { kind: 'arrived' };
    switch (outcome.kind) {
      case 'go':
        return leave(j, version, outcome.outlet, outcome.why) ? arrived : null;
      case 'sleep':
        remember(j, outcome.memory);
        j.due_at = outcome.until;
        return null;
      case 'throttle': {
        const { ms: until } = addDuration({ ms: 0, zone: 'UTC' }, outcome.per);
        const at = rt.store.throttles.take(j.flow_id, j.node as string, outcome.count, until, rt.now());
        if (at <= rt.now()) return { kind: 'timer' };
        j.due_at = at;
        return null;
      }
      case 'jump':
        return goTo(j, version, outcome.node, jumpOutlet, { to: outcome.node }) ? arrived : null;
      case 'emit':
        happen(j, outcome.event);
        return leave(j, version, outcome.outlet, outcome.why) ? arrived : null;
      case 'stop-flow':
        for (const other of journeys.activeOf(j.contact_id)) {
          if (other.flow_id === outcome.flow && other.id !== j.id) endElsewhere(other);
        }
        return leave(j, version, outcome.outlet, undefined) ? arrived : null;
      case 'wait': {
        remember(j, outcome.memory);
        if (outcome.emit !== undefined) happen(j, outcome.emit);
        if (outcome.pause !== undefined) {
          rt.store.contacts.applyChanges(j.contact_id, [{ op: 'pause', until: outcome.pause }], rt.now());
          rt.topics.add('contacts');
        }
        const already = register(j, outcome.for);
        if (already !== null) return { kind: 'signal', ...already };
        j.due_at = outcome.until;
        return null;
      }
      case 'send': {
        remember(j, outcome.memory);
        const id = queue(j, version, outcome.message, facts());
        const deliver = deliverInline();
        const result = deliver === null ? null : deliver(id, j, facts(), outcome.message);
        if (result !== null) return { kind: 'returned', result };
        j.due_at = null;
        if (outcome.meanwhile !== undefined) register(j, outcome.meanwhile);
        return null;
      }
      case 'operate': {
        remember(j, outcome.memory);
        j.sends++;
        // What it waited for before is no longer what it waits for.
        j.due_at = null;
        const result = queueOperation(rt, j, version, messageKey(j), outcome.operation);
        return result === null ? null : { kind: 'operated', result };
      }
      case 'task':
        register(j, openTask(rt, j, visitKey(j), outcome.task));
        j.due_at = outcome.until;
        return null;
      case 'task-over':
        cancelTask(rt, visitKey(j));
        return leave(j, version, outcome.outlet, undefined) ? arrived : null;
      case 'change': {
        if (outcome.emit !== undefined) happen(j, outcome.emit);
        const change = (): void => {
          rt.store.contacts.applyChanges(j.contact_id, outcome.changes, rt.now());
          rt.topics.add('contacts');
        };
        if (outcome.changes.some((one) => one.op === 'consent' && !one.granted)) {
          change();
          leaveUnreachable(rt, end, j.contact_id, j.id);
          if (isUnreachable(rt, j.contact_id, version)) {
            finish(j, unreachable, null, null);
            return null;
          }
          return leave(j, version, outcome.outlet, outcome.why) ? arrived : null;
        }
        // Journal first: the history of the contact says after which step a change came.
        const goesOn = leave(j, version, outcome.outlet, outcome.why);
        change();
        return goesOn ? arrived : null;
      }
      case 'offer': {
        // Journal first, as with changes of the contact.
        const goesOn = leave(j, version, outcome.outlet, outcome.why);
        if (outcome.action === 'issue') rt.store.offers.issue(outcome.offer, j.contact_id, rt.now());
        else redeem(rt, outcome.offer, j.contact_id, null, 'flow', rt.now());
        rt.topics.add('offers');
        return goesOn ? arrived : null;
      }
      case 'goal':
        goal(j, outcome.value);
        if ('exit' in outcome.then) {
          finish(j, outcome.then.exit, null, null);
          return null;
        }
        return leave(j, version, outcome.then.outlet, undefined) ? arrived : null;
      case 'exit':
        finish(j, outcome.reason, null, null);
        return null;
    }
  }

  /** Cancels the visit's latest message when it still waits in its queue. */
  function callBack(j: Journey, reason: string): void {
    const queued = messages.queuedByKey(messageKey(j));
    if (queued !== null) settled.calledBack(queued, reason);
  }

  /** What the visit still waits for, or has in a queue, is given up. */
  function giveUp(j: Journey, reason: string): void {
    journeys.dropSignals(j.id);
    journeys.dropHeld(j.id);
    rt.store.operations.cancel(messageKey(j), rt.now(), reason);
    callBack(j, reason);
    cancelTask(rt, visitKey(j));
  }

  function end(j: Journey, reason: string): void {
    if (j.node === null) return;
    giveUp(j, reason);
    finish(j, reason, null, null);
    rt.topics.add(`report:${j.flow_id}`);
  }
  const endElsewhere = (j: Journey): void => end(j, 'stopped-by-flow');

  return {
    begin(j, version) {
      if (arrive(j, version, j.trigger)) run(j, { kind: 'arrived' });
    },
    advance(j, input) {
      if (j.node !== null) run(j, input);
    },
    pull(j, to, input) {
      if (j.node === null) return;
      giveUp(j, pulledOutlet);
      const { type: event, at } = input.event;
      if (goTo(j, rt.live.version(j.version_id), to, pulledOutlet, { to, event, at })) run(j, input);
    },
    arrived: (j) => run(j, { kind: 'arrived' }),
    end,
    draft(j, facts) {
      if (j.node === null) return null;
      const version = rt.live.version(j.version_id);
      const node = nodeOf(version, j.node);
      const outcome = node.step(new Args(rt, j, version, node, { kind: 'arrived' }, () => facts));
      return outcome.kind === 'send' ? outcome.message : null;
    },
    goal,
  };
}
