/** How a node type is described. `schema.ts` of a node folder exports `spec`; `step.ts` exports `step`. */
import type * as z from 'zod';
import type { ReceiptState } from './channels.ts';
import type { ContactView, EventView } from './contact.ts';
import type { FileRef } from './files.ts';
import type { OfferView } from './offer.ts';
import type { Reading } from './operation.ts';
import type {
  ContactChange,
  Memory,
  MessageDraft,
  MessageResult,
  OperationResult,
  Outcome,
  SignalWait,
} from './outcome.ts';
import type { Problem } from './problem.ts';
import type { RuleGroup } from './rule.ts';
import type { Millis, Moment } from './time.ts';
import type { WebhookPlan } from './webhook.ts';

/** The palette's groups and the colours on the canvas. */
export const categories = ['trigger', 'logic', 'wait', 'channel', 'action', 'end'] as const;
export type Category = (typeof categories)[number];

/** What a config refers to outside of itself, so that slots can be bound and references checked. */
export interface References {
  /** Account slots with the capability each needs, such as `send.email`. */
  accounts?: readonly { slot: string; capability: string; path: string }[];
  /** Operations whose schema the node does not know itself, with what it fills in. The slot is listed in `accounts`, too. */
  operations?: readonly {
    slot: string;
    operation: string;
    path: string;
    input: readonly { field: string; as?: Reading | undefined; value: string; path: string }[];
  }[];
  segments?: readonly { slot: string; path: string }[];
  /** Slots of other flows; an empty slot is one not chosen yet. */
  flows?: readonly { slot: string; path: string }[];
  /** Slots of offers; an empty slot is one not chosen yet. Those that texts name need not be listed. */
  offers?: readonly { slot: string; path: string }[];
  nodes?: readonly { id: string; path: string }[];
  /** Nodes at which the journey may go on without an edge; also listed in `nodes`. */
  jumps?: readonly string[];
  /** Liquid templates to parse and, at send time, to render. */
  templates?: readonly { text: string; path: string; html: boolean }[];
  rules?: readonly { rule: RuleGroup; path: string; over: 'contact' | 'event' }[];
  /** Files that the workspace must have. */
  files?: readonly { file: FileRef; path: string }[];
}

/** A channel and the consent topic under which it is written by. */
export interface Sending {
  channel: string;
  topic: string;
  /** The vendor approved its text beforehand: it may leave at any time. */
  template?: boolean;
}

/** What a message (a part of it, in SMS) costs by the account of a slot in a channel; null when nobody said. */
export type Price = (slot: string, channel: string) => number | null;

export interface NodeSpec<
  Config extends z.ZodType = z.ZodType,
  Outlet extends string = string,
  Type extends string = string,
> {
  /** The folder's name. */
  type: Type;
  /** Version of the config; rises when its shape changes, together with an entry in `upgrades`. */
  version: number;
  category: Category;
  /** Left out of the lists of blocks to add: always, or outside of reusable blocks. */
  offered?: 'never' | 'in-block';
  config: Config;
  /** What a freshly added node has. Must parse. */
  defaults: z.input<Config>;
  outlets: (config: z.output<Config>) => readonly Outlet[];
  /** From version n (the key) to n + 1. */
  upgrades: Readonly<Record<number, (config: Record<string, unknown>) => Record<string, unknown>>>;
  /** Set for a message node of one channel. */
  channel?: string;
  /**
   * By which channels and for which consent topics it writes to people, where the config says so. A node has this or
   * `channel`; neither means that it writes to nobody.
   */
  sends?: (config: z.output<Config>) => readonly Sending[];
  /** Of a node with `channel`: did the vendor approve its text beforehand? */
  approved?: (config: z.output<Config>) => boolean;
  /**
   * What the dearest of its messages to one person costs, as far as is known; null when it does not choose between prices.
   * Reports show what it saved on those who left by its first outlet.
   * `price` is that of an account slot in a channel, a part.
   */
  dearest?: (config: z.output<Config>, price: Price) => number | null;
  references?: (config: z.output<Config>) => References;
  /** What brings journeys to this node from anywhere in the flow, once each; the step is given it as a signal of that id. */
  pulls?: (config: z.output<Config>) => SignalWait | null;
  /** Problems beyond the schema, with paths inside `config`. `node` is filled in by the caller. */
  check?: (config: z.output<Config>) => readonly Omit<Problem, 'node'>[];
}

export function defineSpec<Config extends z.ZodType, const Outlet extends string, const Type extends string>(
  spec: NodeSpec<Config, Outlet, Type>,
): NodeSpec<Config, Outlet, Type> {
  return spec;
}

/** By which channels a node writes to people. */
export function sendingsOf(spec: NodeSpec, config: Readonly<Record<string, unknown>>): readonly Sending[] {
  if (spec.sends !== undefined) return spec.sends(config);
  if (spec.channel === undefined) return [];
  const approval = spec.approved?.(config) === true ? { template: true } : {};
  return [{ channel: spec.channel, topic: typeof config.topic === 'string' ? config.topic : 'service', ...approval }];
}

/** A message that this visit of the node made, as far as it got. Times are milliseconds; null: not (yet). */
export interface VisitMessage {
  /** As in `props.message` of events about it. */
  id: number;
  channel: string;
  sentAt: Millis | null;
  deliveredAt: Millis | null;
  readAt: Millis | null;
  clickedAt: Millis | null;
  repliedAt: Millis | null;
  failedAt: Millis | null;
}

/** Something that the contact wrote to us. */
export interface Wrote {
  /** The event's number in the log. */
  id: number;
  channel: string;
  text: string;
}

export type StepInput =
  | { kind: 'arrived' }
  | { kind: 'timer' }
  | { kind: 'signal'; outcome: string; event: EventView }
  | { kind: 'returned'; result: MessageResult }
  | { kind: 'operated'; result: OperationResult };

export interface StepArgs<Config> {
  config: Config;
  contact: ContactView;
  /** The event that made the journey enter, or null when it entered by an audience. */
  event: EventView | null;
  now: Moment;
  /** When the journey arrived at this node (this visit), milliseconds. */
  arrivedAt: Millis;
  /** Names this visit for good: `<journey>:<node>:<visit>`. */
  key: string;
  /** 1 at the first visit of this node, 2 at the second … */
  visit: number;
  /** What the last outcome of this visit asked to remember; null at first. */
  memory: Memory;
  /** 0 to 9999, uniform, the same for ever for (flow, node, contact): for sticky splits. */
  sticky: number;
  input: StepInput;
  /** The id of the flow that a slot stands for; null where it stands for none. */
  flow: (slot: string) => string | null;
  /** What the contact may be promised by the offer of a slot; null where it stands for none. */
  offer: (slot: string) => OfferView | null;
  /** When the contact last wrote, read or clicked in the channel; null when they never did. */
  channelActivity: (channel: string) => Millis | null;
  /** What this visit has sent so far, in order; messages that were suppressed or called back included. */
  messages: () => readonly VisitMessage[];
  /** The event by which the contact wrote last, in whatever channel; 0: they never did. */
  lastWrote: () => number;
  /** What they wrote after that event, oldest first: words alone, and no wish to be left alone, which is seen to already. */
  wrote: (after: number) => readonly Wrote[];
  price: Price;
  /** Does the vendor behind the account slot ever tell that a message reached the state? */
  tells: (slot: string, state: ReceiptState) => boolean;
  /** Does the contact satisfy the rule now? */
  matches: (rule: RuleGroup) => boolean;
  /** Renders a Liquid text with the contact and the event; throws a KaskadError on a bad template. */
  render: (template: string) => string;
}

/** A pure function of what it is given: no clock, no randomness, no vendor, no await. */
export type Step<Config = unknown, Outlet extends string = string> = (args: StepArgs<Config>) => Outcome<Outlet>;

/** Ties a step to its spec: returning an outlet that the spec does not declare does not compile. */
export function defineStep<Config extends z.ZodType, Outlet extends string, Type extends string>(
  _spec: NodeSpec<Config, Outlet, Type>,
  step: Step<z.output<Config>, NoInfer<Outlet>>,
): Step<z.output<Config>, Outlet> {
  return step;
}

/** How a trigger lets contacts in. The runtime knows these kinds, not the node types. */
export type TriggerPlan =
  | {
      kind: 'audience';
      audience: RuleGroup;
      /** Millis, or null: as soon as the flow starts. */
      at: Millis | null;
    }
  | {
      kind: 'event';
      event: string;
      where: RuleGroup | null;
      /**
       * The event is meant for one flow, or one trigger of it: its props `flow` (and `node`) say which. A trigger cannot know
       * its own flow's id, so the runtime adds the condition.
       */
      addressed?: 'flow' | 'node';
      /** What no rule can say of the event; pure, like a step. */
      accepts?: (event: EventView) => boolean;
      /** The trigger has an address of its own, at which such events arrive. */
      hook?: WebhookPlan;
    }
  | {
      kind: 'segment';
      rule: RuleGroup;
      on: 'enter' | 'leave';
      /** Those who are in it at the start enter, too. */
      now: boolean;
    }
  | {
      kind: 'date';
      /** Name of the contact's attribute that holds the date. */
      attribute: string;
      /**
       * When a value's date lets the contact in next: strictly after the moment (in the contact's zone), and for a later day
       * than `last`. `day` names the occurrence. Null when it never does, or the value is no date.
       */
      next: (value: unknown, after: Moment, last: string | null) => { at: Millis; day: string } | null;
    }
  | {
      kind: 'schedule';
      audience: RuleGroup;
      /** The first time strictly after the moment, in milliseconds, or null when there is none. */
      next: (after: Moment) => Millis | null;
    };

/** `now` is the moment at which the flow starts, in the flow's zone. */
export type Trigger<Config = unknown> = (
  config: Config,
  now: Moment,
  segments: (slot: string) => RuleGroup | null,
) => TriggerPlan;

/** A trigger node exports `trigger` from step.ts beside `step`. */
export function defineTrigger<Config extends z.ZodType, Outlet extends string, Type extends string>(
  _spec: NodeSpec<Config, Outlet, Type>,
  trigger: Trigger<z.output<Config>>,
): Trigger<z.output<Config>> {
  return trigger;
}

/**
 * The same step for everybody who stands at the node at once, as data that the runtime turns into a few SQL statements.
 * Optional; where a node exports `cohort` it must agree with its step (tests/conformance proves it on random contacts, and
 * tests/fuzz on whole flows). It speaks of arriving, and of the timer that ends a `sleep` or a `wait`.
 */
export type CohortStep<Outlet extends string = string> =
  | { kind: 'go'; outlet: Outlet }
  | { kind: 'branch'; branches: readonly { rule: RuleGroup; outlet: Outlet }[]; otherwise: Outlet }
  | { kind: 'split'; arms: readonly { upTo: number; outlet: Outlet }[] }
  /** `zoned`: the end depends on the contact's zone. */
  | { kind: 'sleep'; until: (arrived: Moment) => Millis; zoned: boolean; next: Outlet }
  /** Waits for events, none of them of one message only; `until` null: for ever. */
  | {
      kind: 'wait';
      for: readonly SignalWait[];
      until: ((arrived: Moment) => Millis) | null;
      zoned: boolean;
      timeout: Outlet | null;
    }
  /** A value that is the same for everybody, or null. */
  | { kind: 'goal'; value: number | null; next: { outlet: Outlet } | { exit: string } }
  /** Changes whose values are the same for everybody: tags, and attributes set to or raised by a constant. */
  | { kind: 'change'; changes: readonly ContactChange[]; outlet: Outlet }
  | { kind: 'send'; message: MessageDraft }
  | { kind: 'exit'; reason: string };

export type Cohort<Config = unknown, Outlet extends string = string> = (config: Config) => CohortStep<Outlet> | null;

export function defineCohort<Config extends z.ZodType, Outlet extends string, Type extends string>(
  _spec: NodeSpec<Config, Outlet, Type>,
  cohort: Cohort<z.output<Config>, NoInfer<Outlet>>,
): Cohort<z.output<Config>, Outlet> {
  return cohort;
}
