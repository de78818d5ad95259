/** What the parts of the runtime share during one engine's life. */
import type { LetterPress } from '../content/letter/press.ts';
import type { Renderer } from '../content/render.ts';
import type { LinkSettings } from '../sdk/link-settings.ts';
import type { LinkMaker, ShortLinks } from '../sdk/links.ts';
import type { EngineRegistry } from '../sdk/registry.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { SendingSettings } from '../sdk/sending.ts';
import type { Millis, Moment } from '../sdk/time.ts';
import type { Facts } from '../segments/facts.ts';
import { matches } from '../segments/memory.ts';
import type { ListPrice } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import type { Answer, Answers } from './answers.ts';
import type { WakeReport } from './late.ts';
import type { LiveFlows, LiveVersion } from './live-flows.ts';

/** Those at a node of one version are to move to another one, or to exit; see moves.ts. */
export interface PendingMove {
  flow: string;
  from: number;
  to: number;
  node: string;
  move: 'move' | 'exit';
}

/** A message that was just delivered on a virtual clock, for whoever plays the recipient. */
export interface Delivered {
  key: string;
  flow: string;
  node: string;
  channel: string;
  contact: number;
  recipient: string;
  at: Millis;
  buttons: readonly { id: string; text: string }[];
}
/** What the vendor says at once, and what the recipient does later. */
export interface Response {
  /** Default: `delivered`. */
  state?: 'sent' | 'delivered';
  /** Price of the message; null or absent when nothing is known. */
  cost?: number | null;
  /** Dated at or after the delivery, in order of time. */
  answers: readonly Answer[];
}
/** Plays the vendor and the recipient of a message delivered inline. */
export type Respond = (message: Delivered) => Response;

export interface Runtime {
  store: Store;
  registry: EngineRegistry;
  live: LiveFlows;
  content: Renderer;
  /** Letters laid out in the look of the workspace. */
  letters: LetterPress;
  /** The clock of this run: the wall's, or the virtual one. */
  now: () => Millis;
  /** On a virtual clock events are compared by time; on the wall's by arrival. */
  virtual: boolean;
  /** Messages are delivered to the sandbox within the step's own transaction. */
  inline: boolean;
  /** The sandbox account that stands in for the others while `inline`. */
  sandbox: string | null;
  /** What recipients will do about what was delivered inline, in order of time. Kept in memory only. */
  answers: Answers;
  /** Decides what a recipient does; null: nothing. */
  respond: Respond | null;
  /** Told of each message that a limit keeps back on a virtual clock. */
  onPostponed: ((message: { flow: string; node: string; reason: string }) => void) | null;
  /** The last event given at this very instant, so that rules and later signals know what has happened. */
  lastEvent: { at: Millis; id: number } | null;
  workspaceZone: string;
  workspaceName: string;
  /** Addresses that stand in a message for its reader. */
  links: LinkMaker;
  shortLinks: ShortLinks;
  /** What becomes of the links that the owner wrote. */
  linkSettings: LinkSettings;
  /** Quiet hours and caps of the workspace. */
  sending: SendingSettings;
  /** Price list of an account, by channel. */
  prices: (account: string) => Readonly<Record<string, ListPrice>>;
  /** Until when the start of a flow is held back so that it can be called back, by flow; 0: it is not. What is not here is in the file. */
  holds: Map<string, Millis>;
  /** What was decided about those at older versions and is not done yet; null: not read from the file yet. */
  pendingMoves: readonly PendingMove[] | null;
  /** Counted for the summary. */
  steps: number;
  messages: number;
  /** Contacts with a message queued since the outbox last looked. */
  queuedFor: Set<number>;
  /** The earliest timer set since the work list was read: the list is stale beyond it. */
  earliestNew: Millis;
  /** Timers found late since the last report; see late.ts. */
  woke: WakeReport;
  /** Fewer are moved one after the other. */
  smallestSet: number;
  /** How many are moved together next, and how long that may take; see chunk.ts. */
  chunk: number;
  chunkMs: Millis;
  /** What screens should refetch after the transaction. */
  topics: Set<string>;
}

/** The last event given of this very instant; 0 when there was none. */
export const lastEventNow = (rt: Runtime): number =>
  rt.lastEvent !== null && rt.lastEvent.at === rt.now() ? rt.lastEvent.id : 0;

export const flowZone = (rt: Runtime, version: LiveVersion): string =>
  version.plan.settings.timezone ?? rt.workspaceZone;

/** The moment in the flow's zone, at which rules are asked. */
export function ruleContext(rt: Runtime, version: LiveVersion) {
  const ms = rt.now();
  return {
    now: { ms, zone: flowZone(rt, version) },
    lastEvent: rt.virtual && rt.lastEvent?.at === ms ? rt.lastEvent.id : undefined,
    segments: version.segment,
  };
}

/** Null when the contact was deleted or merged away. */
export const loadFacts = (rt: Runtime, contact: number, version: LiveVersion): Facts | null =>
  rt.store.facts.load(contact, ruleContext(rt, version));

export const contactMatches = (rt: Runtime, rule: RuleGroup, facts: Facts, version: LiveVersion): boolean =>
  matches(rule, facts, ruleContext(rt, version));

/** The moment on the contact's own wall clock. */
export const contactNow = (rt: Runtime, facts: Facts): Moment => ({ ms: rt.now(), zone: facts.contact.timezone });
