/**
 * One visit of a node told again: its pure step is asked with what was known then, and what it asks for is written down.
 * The journal says how the visit ended; the answer given again should be the same.
 */
import { scopeFor } from '../content/scope.ts';
import { isAbout } from '../plan/entry-key.ts';
import type { PlanNode } from '../plan/types.ts';

import type { EventView } from '../sdk/contact.ts';
import type { StepArgs, StepInput, VisitMessage } from '../sdk/node.ts';
import {
  jumpOutlet,
  type Memory,
  type MessageResult,
  movedOutlet,
  type OperationResult,
  type Outcome,
  pulledOutlet,
  type SignalWait,
  suppressedResult,
} from '../sdk/outcome.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import { stickyBucket } from '../sdk/sticky.ts';
import { taskDone, taskSignal } from '../sdk/tasks.ts';
import type { Millis } from '../sdk/time.ts';
import { receiptsAt } from '../sdk/vendor-hook.ts';
import { lastActivity } from '../segments/activity.ts';
import { matchesEvent } from '../segments/event-rule.ts';
import type { ExplainedGroup } from '../segments/explained.ts';
import { explain } from '../segments/memory.ts';
import type { JourneyMessage, JourneyRecord } from '../store/explain.ts';
import type { PastFacts } from '../store/facts-as-of.ts';
import type { OfferMoment } from '../store/offers-as-of.ts';
import { offersThen } from './offers-then.ts';
import type { Version, World } from './world.ts';

/** A visit as the journal, or the journey's own row, has it. */
export interface Visit {
  journey: JourneyRecord;
  version: Version;
  node: PlanNode;
  /** Row of the journal; null while the journey stands here. */
  step: number | null;
  /** The journal's row before this visit; 0 at the entry. */
  after: number;
  visit: number;
  arrivedAt: Millis;
  leftAt: Millis | null;
  /** Of the events of the instant of arrival, the last that had been given; undefined: all of them. */
  arrivedEvent: number | undefined;
  outlet: string | null;
  exitReason: string | null;
  why: unknown;
  entryEvent: EventView | null;
  messages: readonly JourneyMessage[];
}

export interface Retold {
  /** What the step answered last. Null for a node that is switched off, or of a type not known. */
  outcome: Outcome | null;
  /** Rules that it asked about the contact, in order, when it answered last. */
  asked: { rule: RuleGroup; answer: ExplainedGroup }[];
  /** What made it answer last. */
  input: StepInput;
  /** It looked at the contact's bucket. */
  sticky: boolean;
  /** What it waited for before that. */
  until: Millis | null;
  waits: readonly SignalWait[];
  /** The contact when it answered last. */
  facts: PastFacts | null;
  /** The same as in the journal. */
  agrees: boolean;
  /** For what follows at the same instant: the last event given by then. */
  leftEvent: number | undefined;
}

/** Events may carry the vendor's own time: see clockSkew of the runtime. */
const clockSkew: Millis = 2 * 60_000;
const maxRounds = 200;

interface Answer {
  outcome: Outcome;
  asked: Retold['asked'];
  sticky: boolean;
  facts: PastFacts | null;
}

export function retell(world: World, visit: Visit): Retold {
  const { node, journey, leftAt } = visit;
  const step = world.registry.nodes.get(node.type)?.step;
  const arrived: StepInput = { kind: 'arrived' };
  const none: Omit<Retold, 'agrees'> = {
    outcome: null,
    asked: [],
    input: arrived,
    sticky: false,
    until: journey.due_at ?? journey.held_due_at,
    waits: [],
    facts: null,
    leftEvent: visit.arrivedEvent,
  };
  if (node.disabled || step === undefined) {
    const pass = Object.keys(node.outlets)[0] ?? 'next';
    return { ...none, agrees: leftAt === null || visit.outlet === pass || endedFromOutside(visit) };
  }
  if (visit.exitReason === 'visit-cap' || visit.exitReason === 'contact-deleted') return { ...none, agrees: true };

  let answer = ask(world, visit, step, arrived, null, visit.arrivedAt);
  let input: StepInput = arrived;
  let memory: Memory = null;
  let at = visit.arrivedAt;
  let until: Millis | null = null;
  let waits: readonly SignalWait[] = [];
  const told = [...visit.messages];
  const used = new Set<number>();
  let operations = 0;
  for (let round = 0; round < maxRounds && rests(answer.outcome); round++) {
    const { outcome } = answer;
    if ('memory' in outcome && outcome.memory !== undefined) memory = outcome.memory;
    until = untilOf(outcome);
    waits = waitsOf(outcome, visit);
    if (outcome.kind === 'operate') operations++;
    if (leftAt === null || endedFromOutside(visit)) break;
    const left = leftAt;
    const again = (one: Candidate, when: Millis) => ({
      input: one.input,
      at: when,
      answer: ask(world, visit, step, one.input, memory, when),
    });
    const next = candidates(world, visit, outcome, told, { at, used, operations });
    // What made it leave came when it left; what only made it go on waiting came in its own time.
    const atTheEnd = next.map((one) => again(one, left));
    const chosen =
      atTheEnd.find((one) => sameAsJournal(one.answer.outcome, visit)) ??
      next.map((one) => again(one, Math.min(left, one.at))).find((one) => rests(one.answer.outcome)) ??
      atTheEnd[0];
    if (chosen === undefined) break;
    if (chosen.input.kind === 'returned') told.shift();
    if (chosen.input.kind === 'signal' && chosen.input.event.id !== null) used.add(chosen.input.event.id);
    ({ answer, input, at } = chosen);
  }
  const stands = rests(answer.outcome);
  return {
    ...none,
    ...answer,
    input,
    until: leftAt === null ? none.until : until,
    waits,
    agrees:
      leftAt === null || endedFromOutside(visit)
        ? stands || (visit.exitReason === 'unsubscribed' && revokes(answer.outcome))
        : sameAsJournal(answer.outcome, visit),
    leftEvent: leftEvent(visit, input),
  };
}

/** Taking back the last consent ends the journey at the very block that does it. */
const revokes = (outcome: Outcome): boolean =>
  outcome.kind === 'change' && outcome.changes.some((one) => one.op === 'consent' && !one.granted);

const rests = (outcome: Outcome): boolean =>
  ['sleep', 'wait', 'send', 'throttle', 'operate', 'task'].includes(outcome.kind);

/** Names the visit for good, as in `StepArgs.key`. */
const keyOf = ({ journey, node, visit }: Visit): string => `${journey.id}:${node.id}:${visit}`;

/** Until when the node waits; null: for ever, or until what it asked for is done. */
const untilOf = (outcome: Outcome): Millis | null =>
  outcome.kind === 'sleep' || outcome.kind === 'wait' || outcome.kind === 'task' ? outcome.until : null;

/** What it waits for. A task is waited for by the event that says it is done, as the runtime registers it. */
function waitsOf(outcome: Outcome, visit: Visit): readonly SignalWait[] {
  if (outcome.kind === 'wait') return outcome.for;
  if (outcome.kind === 'send') return outcome.meanwhile ?? [];
  if (outcome.kind !== 'task') return [];
  const where: RuleGroup = {
    combinator: 'and',
    rules: [{ field: 'props.call', operator: '=', value: keyOf(visit) }],
  };
  return [{ id: taskSignal, event: taskDone, where }];
}

/** Ended by an exit rule, a goal, Stop or a restart: not by what the node answered. */
function endedFromOutside({ exitReason, outlet, node, leftAt, arrivedAt }: Visit): boolean {
  // It went on in a newer version of the flow, or at a goal.
  if (outlet === movedOutlet || outlet === pulledOutlet) return true;
  if (exitReason === null || outlet !== null) return false;
  if (/^(?:event:.*|rule|unsubscribed|stopped|stopped-by-flow|restarted|merged|version-changed)$/.test(exitReason)) {
    // An author may give an exit block any reason: it is the block's when there was no time to wait.
    return node.category !== 'end' || leftAt !== arrivedAt;
  }
  return false;
}

function sameAsJournal(outcome: Outcome, { outlet, exitReason }: Visit): boolean {
  switch (outcome.kind) {
    case 'go':
    case 'emit':
    case 'stop-flow':
    case 'task-over':
    case 'change':
    case 'offer':
      return outlet === outcome.outlet;
    case 'jump':
      return outlet === jumpOutlet;
    case 'goal':
      return 'exit' in outcome.then ? exitReason === outcome.then.exit : outlet === outcome.then.outlet;
    case 'exit':
      return outlet === null && exitReason === outcome.reason;
    default:
      return false;
  }
}

/** Something that may have made the step answer again, and when it came. */
interface Candidate {
  input: StepInput;
  at: Millis;
}
/** How far the visit has been told: from then on, without the events it was given already. */
interface Told {
  at: Millis;
  used: ReadonlySet<number>;
  /** Which of the visit's operations is the last that it asked for, from 1 on. */
  operations: number;
}

/** The likeliest first. */
function candidates(
  world: World,
  visit: Visit,
  outcome: Outcome,
  messages: readonly JourneyMessage[],
  told: Told,
): Candidate[] {
  const left = visit.leftAt as Millis;
  const signals = waitsOf(outcome, visit)
    .flatMap((wait): Candidate[] => {
      const event = signalOf(world, visit, wait, told);
      return event === null ? [] : [{ input: { kind: 'signal', outcome: wait.id, event }, at: event.at }];
    })
    .sort((one, other) => one.at - other.at);
  if (outcome.kind === 'send') {
    const [message] = messages;
    const returned = message === undefined ? [] : results(message);
    const at = message === undefined ? left : (message.sent_at ?? message.state_at);
    return [...returned.map((result): Candidate => ({ input: { kind: 'returned', result }, at })), ...signals];
  }
  if (outcome.kind === 'operate') return operated(world, visit, told.operations);
  const timer: StepInput = { kind: 'timer' };
  if (outcome.kind === 'throttle') return [{ input: timer, at: left }];
  const until = untilOf(outcome);
  return until === null || until > left ? signals : [...signals, { input: timer, at: until }];
}

/** What became of an operation of the visit, as far as it is kept. */
function operated(world: World, visit: Visit, ordinal: number): Candidate[] {
  const { operations } = world.store;
  const key = keyOf(visit);
  const found = (ordinal === 1 ? operations.byKey(key) : null) ?? operations.byKey(`${key}:${ordinal}`);
  if (found === null || found.state === 'queued' || found.state === 'running') return [];
  const result: OperationResult =
    found.state === 'done'
      ? { status: 'done', value: found.result === null ? null : (JSON.parse(found.result) as unknown) }
      : { status: 'failed', reason: found.reason ?? found.state };
  return [{ input: { kind: 'operated', result }, at: found.state_at }];
}

function results(message: JourneyMessage): MessageResult[] {
  const reason = message.reason ?? 'failed';
  if (message.sent_at !== null) return [{ status: 'sent' }, { status: 'unknown' }];
  if (message.state === 'suppressed') return [suppressedResult(reason)];
  // A failure may have been told of a message that had been given up as unknown.
  if (message.state === 'failed') return [{ status: 'failed', reason }, { status: 'unknown' }];
  return message.state === 'unknown' ? [{ status: 'unknown' }] : [];
}

/** The event that the journal names, else the first in the log that fits what was waited for. */
function signalOf(world: World, visit: Visit, wait: SignalWait, told: Told): EventView | null {
  const { journey, version, leftAt, why } = visit;
  const left = leftAt as Millis;
  const noted = typeof why === 'object' && why !== null ? (why as Record<string, unknown>) : {};
  const notedAt = noted.event === wait.event && typeof noted.at === 'number' ? noted.at : null;
  const now = { ms: left, zone: version.zone };
  const stored = world.store.explain
    .events(journey.contact_id, wait.event, { from: told.at - clockSkew, to: left, limit: 1000 })
    .reverse();
  const fitting = stored.filter(
    (event) =>
      event.id !== journey.event_id &&
      !told.used.has(event.id) &&
      isAbout(version.plan, journey.key, event) &&
      (wait.node === undefined || event.props.node === wait.node) &&
      (event.at !== visit.arrivedAt || visit.arrivedEvent === undefined || event.id > visit.arrivedEvent) &&
      (wait.where === undefined || matchesEvent(wait.where, event, now)),
  );
  const found =
    fitting.find((event) => event.at === notedAt) ?? fitting.find((event) => event.at >= told.at) ?? fitting[0];
  return found ?? aboutMessage(world, visit, wait, notedAt);
}

/** Receipts are not events of their own: the message keeps their times, and a pressed button comes as a reply. */
function aboutMessage(world: World, visit: Visit, wait: SignalWait, notedAt: Millis | null): EventView | null {
  const { journey, version } = visit;
  const left = visit.leftAt as Millis;
  const state = wait.event.replace(/^message\./, '');
  if (state === wait.event) return null;
  const messages = world.store.explain
    .messages(journey.contact_id, journey.id)
    .filter(({ node }) => node === (wait.node ?? visit.node.id));
  for (const message of messages.reverse()) {
    const reply = world.store.explain
      .events(journey.contact_id, 'message.received', { from: message.queued_at, to: left, limit: 100 })
      .find((event) => event.props.message === message.id && (notedAt === null || event.at === notedAt));
    const kept = Object.hasOwn(message, `${state}_at`) ? message[`${state}_at` as 'read_at'] : null;
    const at = notedAt ?? kept ?? (state === 'button' ? (reply?.at ?? null) : null);
    if (at === null || at > left) continue;
    const props = {
      ...reply?.props,
      node: message.node,
      journey: journey.id,
      channel: message.channel,
      message: message.id,
    };
    const event: EventView = { id: null, type: wait.event, at, props };
    if (wait.where === undefined || matchesEvent(wait.where, event, { ms: at, zone: version.zone })) return event;
    // What a vendor told beside the receipt is not kept: then the journal is believed.
    if (notedAt !== null && reply === undefined) return event;
  }
  return null;
}

function leftEvent({ leftAt, arrivedAt, arrivedEvent }: Visit, input: StepInput): number | undefined {
  if (input.kind === 'signal') return input.event.at === leftAt ? (input.event.id ?? undefined) : undefined;
  return leftAt === arrivedAt ? arrivedEvent : undefined;
}

/** The visit's messages as they were then. */
function messagesBy(world: World, key: string, at: Millis): VisitMessage[] {
  const past = (ms: Millis | null): Millis | null => (ms !== null && ms <= at ? ms : null);
  return world.store.messages
    .ofVisit(key)
    .filter((message) => message.queued_at <= at)
    .map((message) => ({
      id: message.id,
      channel: message.channel,
      sentAt: past(message.sent_at),
      deliveredAt: past(message.delivered_at),
      readAt: past(message.read_at),
      clickedAt: past(message.clicked_at),
      repliedAt: past(message.replied_at),
      failedAt: past(message.failed_at),
    }));
}

function ask(
  world: World,
  visit: Visit,
  step: (args: StepArgs<unknown>) => Outcome,
  input: StepInput,
  memory: Memory,
  at: Millis,
): Answer {
  const { journey, version, node, entryEvent } = visit;
  const now = { ms: at, zone: version.zone };
  const lastEvent = input.kind === 'arrived' ? visit.arrivedEvent : leftEvent(visit, input);
  const moment: OfferMoment = {
    at,
    step: visit.step,
    journey: journey.id,
    ...(input.kind === 'arrived' ? { arrival: { after: visit.after, at } } : {}),
  };
  const facts = world.store.facts.asOf(journey.contact_id, { ...moment, now, lastEvent });
  const known = (): PastFacts => {
    if (facts === null) throw new Error(`Contact ${journey.contact_id} is not in this workspace`);
    return facts;
  };
  const context = { now, lastEvent, segments: (slot: string) => version.plan.segments[slot] ?? null };
  const asked: Retold['asked'] = [];
  let sticky = false;
  const outcome = step({
    config: node.config,
    get contact() {
      return known().contact;
    },
    event: entryEvent,
    get now() {
      return { ms: at, zone: known().contact.timezone };
    },
    arrivedAt: visit.arrivedAt,
    key: keyOf(visit),
    visit: visit.visit,
    memory,
    flow: (slot) => version.plan.flows?.[slot] ?? null,
    offer: (slot) => {
      const id = version.plan.offers?.[slot];
      return id === undefined ? null : world.store.offers.viewAsOf(id, journey.contact_id, moment);
    },
    channelActivity: (channel) => lastActivity(known(), channel),
    messages: () => messagesBy(world, keyOf(visit), at),
    lastWrote: () => world.store.talk.lastWrote(journey.contact_id, at),
    wrote: (after) => world.store.talk.wrote(journey.contact_id, after, at),
    price: (slot, channel) =>
      world.store.accounts.get(version.plan.accounts[slot] ?? '')?.prices[channel]?.amount ?? null,
    tells: (slot, state) => {
      const account = world.store.accounts.get(version.plan.accounts[slot] ?? '');
      const connector = account === null ? undefined : world.registry.connectors.get(account.type);
      if (account === null || connector === undefined) return false;
      return receiptsAt(connector, world.store.vendorHooks.get(account.id)?.knownAt ?? null, at).includes(state);
    },
    get sticky() {
      sticky = true;
      return stickyBucket(journey.flow_id, node.id, journey.contact_id);
    },
    input,
    matches(rule) {
      const answer = explain(rule, known(), context);
      asked.push({ rule, answer });
      return answer.matched;
    },
    render: (template) =>
      world.renderer.render(
        template,
        scopeFor({
          contact: known().contact,
          event: entryEvent,
          ...offersThen(world, version, journey.contact_id, moment),
          workspaceName: world.workspace.name,
          now: at,
        }),
        { html: false },
      ),
  });
  return { outcome, asked, sticky, facts };
}
