/**
 * What a step answers. Outcomes are plain data: the runtime interprets them inside one transaction, and only the outbox
 * touches the world.
 */
import type { AttributeValue } from './contact.ts';
import type { FileRef } from './files.ts';
import type { RuleGroup } from './rule.ts';
import type { MessagePriority } from './sending.ts';
import type { Millis } from './time.ts';

/** What a suppression does when the author has a say: go on by `not-sent`, wait where waiting can help, or exit. */
export const suppressionChoices = ['wait', 'not-sent', 'exit'] as const;
export type SuppressionChoice = (typeof suppressionChoices)[number];

/** A button under a message; `text` and `url` are Liquid templates. Without a url, pressing it is a `message.button` event. */
export interface MessageButton {
  id: string;
  text: string;
  url?: string | undefined;
}

/** A message to make: everything is a Liquid template until the outbox renders it at send time. */
export interface MessageDraft {
  channel: string;
  /** Account slot of the flow. */
  account: string;
  /** `service` needs no marketing consent; any other word is a consent topic. */
  topic: string;
  /** By language, then by part: `{ en: { subject, html } }`. */
  content: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Parts in which rendered values are escaped as HTML. */
  htmlParts: readonly string[];
  buttons: readonly MessageButton[];
  /** Files that go along, the same in every language. */
  attachments?: readonly FileRef[];
  onSuppressed: SuppressionChoice;
  ignoreQuietHours: boolean;
  /** ISO duration after which an unsent message is no longer sent (`expired`). */
  ttl: string | null;
  /** Who leaves first and who waits at a cap. Default: `high` for the topic `service`, else `normal`. */
  priority?: MessagePriority;
  /** Expected price of one part, where the vendor does not say what it took; default: the account's price list. */
  price?: number;
  /** Are its links replaced by short addresses that count clicks? Default: where it needs consent. */
  countClicks?: boolean;
  /** An approved template: it may leave outside the vendor's window too. */
  template?: boolean;
}

/** An event that a step lets happen to the contact, now. Kept in the log like every other. */
export interface EmittedEvent {
  type: string;
  props: Readonly<Record<string, unknown>>;
}

/** Plain data that a node keeps during one visit; see `StepArgs.memory`. */
export type Memory = string | number | boolean | null | readonly Memory[] | { readonly [name: string]: Memory };

/** What became of a message, as far as the journey that sent it is concerned. */
export type MessageResult =
  | { status: 'sent' }
  | { status: 'suppressed'; reason: string }
  | { status: 'failed'; reason: string }
  | { status: 'unknown' };

/** Why a message did not leave that the person has had already, under another name. */
export const alreadySent = 'already-sent';

/** What the journey is told of a message that did not leave. What the flow holds for those who got nothing is not for who has it. */
export const suppressedResult = (reason: string): MessageResult =>
  reason === alreadySent ? { status: 'sent' } : { status: 'suppressed', reason };

/** Something to have done at a vendor. Everything in it is final: nothing is rendered later. */
export interface OperationDraft {
  /** Account slot of the flow. */
  account: string;
  /** What the account's connector declares, such as `http.request`, or `message.send`, which every sending account can. */
  name: string;
  /** As the operation's own schema wants it. */
  input: Memory;
  /** Tries in all while errors pass by themselves; left out: as many as a message gets. */
  tries?: number;
  /** ISO duration after which it is given up (`expired`); left out: never. */
  timeout?: string;
}

/** What became of an operation, as far as the journey that asked for it is concerned. */
export type OperationResult = { status: 'done'; value: unknown } | { status: 'failed'; reason: string };

export interface SignalWait {
  /** The outlet-like id given back in `input.outcome`. */
  id: string;
  event: string;
  /** A rule over the event: fields `at` and `props.<name>`. */
  where?: RuleGroup | undefined;
  /** Only for message events: the node whose message the event must be about. */
  node?: string | undefined;
}

export type ContactChange =
  | { op: 'set'; field: string; value: AttributeValue }
  | { op: 'add'; field: string; value: number }
  | { op: 'append'; field: string; value: AttributeValue }
  | { op: 'remove'; field: string; value?: AttributeValue | undefined }
  | { op: 'tag'; tag: string }
  | { op: 'untag'; tag: string }
  /** What the contact allows: a topic of a channel. `proof`: what they were shown and how they answered. */
  | { op: 'consent'; channel: string; topic: string; granted: boolean; proof?: unknown }
  /** No automatic messages until then; never shortens a pause that lasts longer. */
  | { op: 'pause'; until: Millis };

/** Work for a person: all text is rendered. */
export interface TaskDraft {
  kind: string;
  title: string;
  script: string;
  /** When it should be done, or null. */
  dueAt: Millis | null;
  /** What its end may be; the chosen id comes back in `props.outcome` of the signal. */
  outcomes: readonly { id: string; name: string }[];
}

export type Outcome<Outlet extends string = string> =
  | { kind: 'go'; outlet: Outlet; why?: unknown }
  | { kind: 'sleep'; until: Millis; memory?: Memory }
  | {
      kind: 'wait';
      for: readonly SignalWait[];
      until: Millis | null;
      memory?: Memory;
      emit?: EmittedEvent;
      /** No automatic messages until then; never shortens a pause that lasts longer. */
      pause?: Millis;
    }
  | { kind: 'send'; message: MessageDraft; memory?: Memory; meanwhile?: readonly SignalWait[] }
  | { kind: 'operate'; operation: OperationDraft; memory?: Memory }
  | { kind: 'task'; task: TaskDraft; until: Millis | null }
  | { kind: 'task-over'; outlet: Outlet }
  | { kind: 'throttle'; count: number; per: string }
  | { kind: 'jump'; node: string }
  | { kind: 'emit'; event: EmittedEvent; outlet: Outlet; why?: unknown }
  | { kind: 'stop-flow'; flow: string; outlet: Outlet }
  | { kind: 'change'; changes: readonly ContactChange[]; outlet: Outlet; why?: unknown; emit?: EmittedEvent }
  /** The contact is given the code of an offer (its id), or has used it. `why` is kept in the journal. */
  | { kind: 'offer'; offer: string; action: 'issue' | 'redeem'; outlet: Outlet; why?: unknown }
  | { kind: 'goal'; value: number | null; then: { outlet: Outlet } | { exit: string } }
  | { kind: 'exit'; reason: string };

/** Leave by an outlet. `why` is kept in the journal for the explanation. */
export const go = <O extends string>(outlet: O, why?: unknown): Outcome<O> =>
  why === undefined ? { kind: 'go', outlet } : { kind: 'go', outlet, why };
/** Come back with `input.kind === 'timer'` at that time (milliseconds). A time already past fires at once. */
export const sleepUntil = (until: Millis, memory?: Memory): Outcome<never> =>
  memory === undefined ? { kind: 'sleep', until } : { kind: 'sleep', until, memory };
/**
 * Come back with `input.kind === 'signal'` at the first match, or with `timer` at `until`. `emit` happens first, within the
 * same transaction, and the contact's automatic messages pause until `pause`.
 */
export const waitFor = (
  waits: readonly SignalWait[],
  until: Millis | null,
  more: { memory?: Memory; emit?: EmittedEvent; pause?: Millis } = {},
): Outcome<never> => ({ kind: 'wait', for: waits, until, ...more });
/**
 * Queue a message; come back with `input.kind === 'returned'` when it was sent, suppressed or failed. A node may send again
 * later in the same visit, with another memory. At send time the step is asked anew with `arrived` and what it remembered
 * then, and must answer with the same send. `meanwhile` are signals that matter while the message still waits in its queue:
 * the first calls the message back and comes as `signal`.
 */
export const send = (message: MessageDraft, memory?: Memory, meanwhile?: readonly SignalWait[]): Outcome<never> => ({
  kind: 'send',
  message,
  ...(memory === undefined ? {} : { memory }),
  ...(meanwhile === undefined ? {} : { meanwhile }),
});
/**
 * Have an operation done; come back with `input.kind === 'operated'` when it was done or failed. Whether it was done more
 * than once when something broke midway is up to the operation: see `OperationSpec.idempotent`.
 */
export const operate = (operation: OperationDraft, memory?: Memory): Outcome<never> =>
  memory === undefined ? { kind: 'operate', operation } : { kind: 'operate', operation, memory };
/**
 * Put a task before the people who work here; come back with the signal `taskSignal` when one of its outcomes was chosen
 * (`event.props.outcome`), or with `timer` at `until`.
 */
export const openTask = (task: TaskDraft, until: Millis | null): Outcome<never> => ({ kind: 'task', task, until });
/** Take this visit's task back: nobody waits for it any more. Then leave by the outlet. */
export const closeTask = <O extends string>(outlet: O): Outcome<O> => ({ kind: 'task-over', outlet });
/** At most `count` contacts each `per` (ISO duration) pass this node; come back with `timer` when it is one's turn. */
export const throttle = (count: number, per: string): Outcome<never> => ({ kind: 'throttle', count, per });
/** Go on at another node of the flow. */
/** Outlets that no node has, under which the journal keeps how a journey left: by a jump, and into a newer version of its flow. */
export const jumpOutlet = 'jump';
export const movedOutlet = 'moved';
/** A goal pulled the journey to itself. */
export const pulledOutlet = 'pulled';

export const jump = (node: string): Outcome<never> => ({ kind: 'jump', node });
/** Let an event happen to the contact, then leave by the outlet. */
export const emit = <O extends string>(event: EmittedEvent, outlet: O, why?: unknown): Outcome<O> =>
  why === undefined ? { kind: 'emit', event, outlet } : { kind: 'emit', event, outlet, why };
/** End the contact's journeys in another flow (its id), then leave by the outlet. */
export const stopFlow = <O extends string>(flow: string, outlet: O): Outcome<O> => ({
  kind: 'stop-flow',
  flow,
  outlet,
});
/** Change the contact, then leave by the outlet. `why` is kept in the journal for the explanation; `event` happens before the change. */
export const change = <O extends string>(
  changes: readonly ContactChange[],
  outlet: O,
  why?: unknown,
  event?: EmittedEvent,
): Outcome<O> => ({
  kind: 'change',
  changes,
  outlet,
  ...(why === undefined ? {} : { why }),
  ...(event === undefined ? {} : { emit: event }),
});
/** Give the contact the code of an offer (its id), or write down that they have used it; then leave by the outlet. */
export const onOffer = <O extends string>(
  action: 'issue' | 'redeem',
  offer: string,
  outlet: O,
  why?: unknown,
): Outcome<O> =>
  why === undefined ? { kind: 'offer', offer, action, outlet } : { kind: 'offer', offer, action, outlet, why };
/** Count the goal for this journey (once), then go on or end. */
export const reachGoal = <O extends string>(
  value: number | null,
  then: { outlet: O } | { exit: string },
): Outcome<O> => ({
  kind: 'goal',
  value,
  then,
});
/** End the journey with a reason. */
export const exit = (reason: string): Outcome<never> => ({ kind: 'exit', reason });
