/** What the in-memory evaluator asks about one contact. The store answers lazily; tests answer from plain data. */
import type { AddressView, ContactView } from '../sdk/contact.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis, Moment } from '../sdk/time.ts';

export interface FactEvent {
  id: number;
  at: Millis;
  props: Readonly<Record<string, unknown>>;
}

export interface FactMessage {
  /** The message's number, where it is known. */
  id?: number;
  channel: string;
  /** When it reached each state it ever reached. */
  reached: Readonly<Partial<Record<string, Millis>>>;
  flow: string;
  node: string;
}

export interface Facts {
  readonly contact: ContactView;
  addresses(): readonly AddressView[];
  consents(): readonly { channel: string; topic: string; granted: boolean }[];
  /** Events of a type that have happened as of the context's moment, in order. */
  events(type: string): readonly FactEvent[];
  messages(channel: string): readonly FactMessage[];
  /** Automatic messages wait until then, because a person speaks with the contact; null when nothing stands in their way. */
  pausedUntil(): Millis | null;
  /** Does the contact stand in the list: is it a member of the segment by hand? */
  inList(list: string): boolean;
  /** Is the contact inside the flow now? */
  inFlow(flow: string): boolean;
}

/**
 * The moment a rule is asked at. Events later than `now` have not happened; of those at the very instant `now`, only the
 * ones up to `lastEvent` (the log's id) have.
 */
export interface RuleContext {
  now: Moment;
  lastEvent?: number | undefined;
  /** The rule behind a segment slot; null when the slot is not bound (then nobody is in it). */
  segments: (slot: string) => RuleGroup | null;
  /**
   * Is it certain that no contact holds a list under this attribute? Then its SQL can be answered by an index. The store
   * fills this in.
   */
  single?: ((attribute: string) => boolean) | undefined;
}
