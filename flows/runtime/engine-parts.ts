/** What an engine consists of; put together once by create-engine.ts for its run loop and its commands. */
import type { EngineRegistry } from '../sdk/registry.ts';
import type { Millis } from '../sdk/time.ts';
import type { Alarm } from './alarm.ts';
import type { Cohorts } from './cohort.ts';
import type { OpenAccount } from './lane.ts';
import type { Outbox } from './outbox.ts';
import type { Poller } from './poller.ts';
import type { Puller } from './puller.ts';
import type { Settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import type { InlineDelivery, Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

export interface EngineParts {
  rt: Runtime;
  registry: EngineRegistry;
  openAccount: (account: string) => Promise<OpenAccount>;
  /** The wall's time, also while a run has a clock of its own. */
  wallNow: () => Millis;
  /** While `at` is set it is the time of the run. */
  clock: { at: Millis | null };
  stepper: Stepper;
  cohorts: Cohorts;
  settled: Settlement;
  outbox: Outbox;
  poller: Poller;
  puller: Puller;
  transaction: Transaction;
  alarm: Alarm;
  setInline: (inline: InlineDelivery | null) => void;
  /** Reads the live flows anew if another process has changed them. */
  refresh: () => void;
  /** We changed them ourselves, and have read them since. */
  upToDate: () => void;
  /** A person or a vendor does something: with the flows as they are now, in one transaction; then the engine looks at once. */
  act: <T>(work: () => T) => T;
  /** An account's price list may be another one now. */
  forgetPrices: (account: string) => void;
}
