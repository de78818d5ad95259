/** Why a contact went where it went, and why not elsewhere. Part of contract.ts. */
import * as z from 'zod';
import type { RuleGroup } from '../sdk/rule.ts';
import { ruleGroupSchema } from '../sdk/rule.ts';
import { json } from './base.ts';
import { instant } from './shapes.ts';

/** One condition with what it wanted and what it found. See flows/segments/explained.ts. */
export interface RuleAnswer {
  kind: 'rule';
  field: string;
  operator: string;
  expected: unknown;
  actual: unknown;
  missing: boolean;
  byMissing: boolean;
  matched: boolean;
  counted?: RuleGroup | null | undefined;
  inside?: { slot: string; rule: RuleTree | null }[] | undefined;
}
export interface RuleTree {
  kind: 'group';
  combinator: 'and' | 'or';
  not: boolean;
  matched: boolean;
  rules: (RuleAnswer | RuleTree)[];
}

const ruleAnswer: z.ZodType<RuleAnswer> = z
  .object({
    kind: z.literal('rule'),
    field: z.string(),
    operator: z.string(),
    expected: z.unknown(),
    /** Null: missing. */
    actual: z.unknown(),
    missing: z.boolean(),
    /** True because there is no value. */
    byMissing: z.boolean(),
    matched: z.boolean(),
    counted: ruleGroupSchema.nullable().optional(),
    get inside() {
      return z.array(z.object({ slot: z.string(), rule: ruleTree.nullable() })).optional();
    },
  })
  .meta({ id: 'RuleAnswer' });

export const ruleTree: z.ZodType<RuleTree> = z
  .object({
    kind: z.literal('group'),
    combinator: z.enum(['and', 'or']),
    not: z.boolean(),
    matched: z.boolean(),
    get rules(): z.ZodArray<z.ZodType<RuleAnswer | RuleTree>> {
      return z.array(z.union([ruleAnswer, ruleTree]));
    },
  })
  .meta({ id: 'RuleTree' });

const zone = z.object({ name: z.string(), source: z.enum(['profile', 'country', 'flow', 'workspace']) });
const happened = z.object({ type: z.string(), at: instant, props: json });

/** One reason for what a step did, in the order in which they came up. */
export const reason = z
  .discriminatedUnion('kind', [
    /** An event let the contact in; `rule` is what the trigger asked of it. */
    z.object({ kind: z.literal('event'), event: happened.nullable(), rule: ruleTree.nullable() }),
    /** An audience let the contact in. */
    z.object({ kind: z.literal('audience'), rule: ruleTree }),
    /** A rule that the node asked about the contact; `outlet` is where it would have led. */
    z.object({ kind: z.literal('rule'), outlet: z.string().nullable(), name: z.string().nullable(), rule: ruleTree }),
    /** By chance, the same for ever: the contact's number out of 10,000, and which arm has which part (`upTo` not included). */
    z.object({
      kind: z.literal('split'),
      bucket: z.number(),
      arms: z.array(z.object({ outlet: z.string(), name: z.string().nullable(), from: z.number(), upTo: z.number() })),
    }),
    /** A time was waited for, reckoned in the contact's zone. */
    z.object({ kind: z.literal('until'), until: instant, zone }),
    /** What was waited for came. */
    z.object({ kind: z.literal('signal'), event: happened, rule: ruleTree.nullable() }),
    /** None of these came in time. */
    z.object({ kind: z.literal('timeout'), until: instant, events: z.array(z.string()) }),
    /** An exit rule of the flow, by an event or by what the contact was. */
    z.object({ kind: z.literal('exit-event'), event: happened, rule: ruleTree.nullable() }),
    z.object({ kind: z.literal('exit-rule'), rule: ruleTree }),
    /** The node is switched off: everybody passes. */
    z.object({ kind: z.literal('disabled') }),
    /** The journey went on elsewhere, without an edge. */
    z.object({ kind: z.literal('jump'), to: z.string() }),
    /** A goal brought the journey to itself, by an event. */
    z.object({ kind: z.literal('pulled'), to: z.string(), event: z.string(), at: instant }),
    /** What the node itself wrote down. */
    z.object({ kind: z.literal('note'), note: json }),
  ])
  .meta({ id: 'Reason' });
export type Reason = z.output<typeof reason>;

export const explainedMessage = z
  .object({
    id: z.number(),
    channel: z.string(),
    topic: z.string(),
    to: z.string().nullable(),
    state: z.string(),
    reason: z.string().nullable(),
    at: instant,
    /** Of a queued one: not before then. */
    dueAt: instant.nullable(),
    /** When it reached each state. */
    reached: z.record(z.string(), instant),
  })
  .meta({ id: 'ExplainedMessage' });

export const explainedStep = z
  .object({
    node: z.string(),
    type: z.string(),
    name: z.string().nullable(),
    /** Names of the reusable blocks that it lies in, from outside inwards; absent outside of any. */
    within: z.string().optional(),
    category: z.string(),
    visit: z.number(),
    arrivedAt: instant,
    /** Null: it stands here. */
    leftAt: instant.nullable(),
    outlet: z.string().nullable(),
    /** What the author called the outlet. */
    outletName: z.string().nullable(),
    /** Where the outlet led; null: nowhere, or the journey ended here. */
    to: z.string().nullable(),
    exit: z.string().nullable(),
    why: z.array(reason),
    /** While it stands here: what would let it go on, and when it goes on by itself. */
    waitsFor: z.array(
      z.object({
        event: z.string(),
        outlet: z.string(),
        node: z.string().nullable(),
        rule: ruleGroupSchema.nullable(),
      }),
    ),
    until: instant.nullable(),
    messages: z.array(explainedMessage),
    changes: z.array(z.object({ field: z.string(), old: z.unknown(), new: z.unknown() })),
    /** The block, asked again with what was known then, answers otherwise than the journal says. */
    differs: z.boolean(),
  })
  .meta({ id: 'ExplainedStep' });
export type ExplainedStep = z.output<typeof explainedStep>;

export const explainedJourney = z
  .object({
    journey: z.number(),
    version: z.number(),
    trigger: z.string(),
    key: z.string(),
    enteredAt: instant,
    exitedAt: instant.nullable(),
    exit: z.string().nullable(),
    goalAt: instant.nullable(),
    goalValue: z.number().nullable(),
    steps: z.array(explainedStep),
    /**
     * Nodes it did not come to: `turned` where it took another way (the last node from which it could still have come, the
     * outlet it took there, and those that lead there), `ahead` while it may still come, `apart` when no way led there.
     */
    notReached: z.array(
      z.object({
        node: z.string(),
        type: z.string(),
        name: z.string().nullable(),
        within: z.string().optional(),
        how: z.enum(['turned', 'ahead', 'apart']),
        /** Index into `steps`. */
        step: z.number().nullable(),
        outlets: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'ExplainedJourney' });
export type ExplainedJourney = z.output<typeof explainedJourney>;

/** Why a trigger would, or would not, let the contact in. */
export const explainedTrigger = z
  .object({
    node: z.string(),
    type: z.string(),
    name: z.string().nullable(),
    kind: z.enum(['event', 'audience', 'other']),
    /** Of an event trigger: its type, and the contact's latest events of it with what became of each. */
    event: z.string().nullable(),
    events: z.array(
      z.object({
        event: happened,
        outcome: z.enum(['entered', 'before-start', 'no-match', 'waiting', 'refused']),
        rule: ruleTree.nullable(),
      }),
    ),
    /** Of an audience: the rule asked now. */
    rule: ruleTree.nullable(),
    /** When the audience is next let in. */
    dueAt: instant.nullable(),
  })
  .meta({ id: 'ExplainedTrigger' });

export const explainedEntry = z
  .object({
    status: z.enum(['draft', 'running', 'paused', 'stopped']),
    startedAt: instant.nullable(),
    /** The entry rules that would refuse the contact now. */
    refusals: z.array(
      z.discriminatedUnion('rule', [
        z.object({ rule: z.literal('active'), inside: z.number(), most: z.number(), onRepeat: z.string() }),
        z.object({ rule: z.literal('max-per-contact'), entered: z.number(), most: z.number() }),
        z.object({ rule: z.literal('cooldown'), until: instant, cooldown: z.string() }),
      ]),
    ),
    triggers: z.array(explainedTrigger),
  })
  .meta({ id: 'ExplainedEntry' });
export type ExplainedEntry = z.output<typeof explainedEntry>;

export const explanation = z
  .object({
    flow: z.string(),
    name: z.string(),
    contact: z.object({ id: z.number(), key: z.string().nullable(), name: z.string().nullable() }),
    /** Newest first; the latest twenty. */
    journeys: z.array(explainedJourney),
    /** How a contact gets in now, and what keeps this one out. */
    entry: explainedEntry,
  })
  .meta({ id: 'Explanation' });
export type Explanation = z.output<typeof explanation>;

/** A version over time: how many stood at each node at each of up to 120 ticks. */
export const replay = z
  .object({
    version: z.number().nullable(),
    /** The ticks. Empty when nobody ever entered. */
    at: z.array(instant),
    /** By node, one count a tick. */
    here: z.record(z.string(), z.array(z.number())),
    /** By node, how many had come by each tick. */
    came: z.record(z.string(), z.array(z.number())),
  })
  .meta({ id: 'Replay' });
export type Replay = z.output<typeof replay>;
