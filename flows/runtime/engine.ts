/** What the engine offers to its hosts. Made by create-engine.ts. */

import type { Standing } from '../plan/changes.ts';
import type { Incoming, OutgoingMessage } from '../sdk/connector.ts';
import type { MachineSign } from '../sdk/link-settings.ts';
import type { Millis } from '../sdk/time.ts';
import type { MergeRecord } from '../store/merges.ts';
import type { EraseDone, EraseHow } from './erase.ts';
import type { Foreseen } from './foresee.ts';
import type { ForeseenMerge, MergeDone, MergeHow } from './merge.ts';
import type { Choice } from './moves.ts';
import type { TestResult } from './send-test.ts';
import type { VirtualRun } from './virtual-run.ts';

export interface RunSummary {
  /** Journey steps made. */
  steps: number;
  /** Messages handed to a vendor, or suppressed. */
  messages: number;
  /** The clock when it stopped. */
  until: Millis;
}

export interface ConsentAnswer {
  channel: string;
  topic: string;
  granted: boolean;
  /** Kept with the answer in the ledger: plain data. */
  proof: unknown;
}

export interface Engine {
  /**
   * Publishes the draft as a new version and lets its audience in, as of `at` (default: now). Throws `flow-has-problems`
   * (details: problems), `open-slots` (details: slots) or `flow-missing`. With `hold` (milliseconds) messages that are not of
   * the topic "service" and are queued by the start leave that much later, so that stopping the flow calls them back. With
   * `inside` says what becomes of those who stand at older versions: they stay there, move or exit; the usual is that they move
   * when only texts have changed and stay when anything else has. With
   * `letIn: 'later'` the audience enters when the engine runs, with `{ within }` those who do not enter in so many
   * milliseconds; `entering`: there are such.
   */
  startFlow(
    flow: string,
    at?: Millis,
    options?: { hold?: Millis; letIn?: 'now' | 'later' | { within: number }; inside?: Choice },
  ): { version: number; entered: number; entering: boolean };
  /** Who stands where in older versions, and what would become of them if the draft were published: see `inside`. */
  standing(flow: string): Standing[];
  /** Lets one contact into a running flow by a trigger, whatever its audience. False when the entry rules refuse. */
  letIn(flow: string, contact: number, trigger: string): boolean;
  /** Until when the messages of a flow's start are held back; null when they are not. */
  heldUntil(flow: string): Millis | null;
  /** Messages held back leave now. */
  releaseFlow(flow: string): void;
  pauseFlow(flow: string): void;
  resumeFlow(flow: string): void;
  /** Ends every journey with the reason `stopped`, cancels queued messages; returns how many ended. */
  stopFlow(flow: string): number;

  /** Works until nothing is due now, then returns: queued sends included, future timers not. */
  runUntilIdle(signal?: AbortSignal): Promise<RunSummary>;
  /** Works in real time until the signal aborts: timers, sends, polling. Idle costs nothing. */
  run(signal: AbortSignal): Promise<RunSummary>;
  /** Works on a virtual clock over stored events within the span. Accounts are replaced by the sandbox unless told otherwise; `respond` plays the recipients then. */
  runVirtual(from: Millis, to: Millis, options: VirtualRun): Promise<RunSummary>;

  /**
   * Makes two profiles of one person one; nothing that the person got under one name is sent again under the other. Throws
   * `contact-missing`, `contact-deleted` or `same-contact`.
   */
  mergeContacts(keep: number, other: number, how?: MergeHow): MergeDone;
  /** What it would change, without changing anything; `look` is asked in between, when all is as it would be. */
  foreseeMerge<T>(keep: number, other: number, how: MergeHow, look: (done: ForeseenMerge) => T): T;
  /** Takes a merge back. Throws `merge-missing`, `merge-undone` or `merge-not-last`. */
  unmergeContacts(merge: number): MergeRecord;

  /**
   * Takes a person out of the workspace: their journeys end, nothing is sent any more, and nothing is left that says who they
   * were. It cannot be undone. `certify` words the certificate, which is kept with the request. Throws `contact-missing`, or `erase-in-flight` while a vendor is being told something of them.
   */
  eraseContact(contact: number, how: EraseHow, certify?: (done: EraseDone) => string): EraseDone & { content: string };

  /** What contacts would enter if they were changed so. Changes nothing: it is done, looked at, and taken back. */
  foresee<T>(change: () => T): Foreseen<T>;

  /** The contact has used an offer, by hand; their own code unless told otherwise. The code, or null when that is known already. */
  redeemOffer(offer: string, contact: number, code: string | null): string | null;

  /**
   * What a person answered on a page, each with what they were shown; whom no flow can reach any more leaves it. Nothing is
   * changed for a contact that is not there.
   */
  answerConsents(contact: number, answers: readonly ConsentAnswer[], source: string): void;

  /**
   * A message's reader followed its link that stands for a button. False when nobody waits for an answer to it any more.
   */
  pressButton(message: number, button: string, text: string): boolean;

  /**
   * Somebody opened a short address of a message. `sign`: why it is a machine; null: nothing says so, and `sure`: it is a person for
   * certain, otherwise it may still turn out that a machine opened all of the letter's links.
   */
  followLink(message: number, link: number, visitor: { sign: MachineSign | null; sure?: boolean }): void;

  /** Events were added or a message was answered: look at once instead of at the next timer. */
  wake(): void;
  /** The computer slept and woke: connections from before are made anew, and what is due is looked at once. */
  afterSleep(): void;
  /** One round of polling now; of one account, or of all. */
  sync(account?: string): Promise<{ contacts: number; events: number; messages: number }>;
  /** What a vendor told us; each id is applied once per account. */
  receive(account: string, incoming: readonly Incoming[]): { events: number; messages: number };
  /** Proves an account's credentials and keeps the result. */
  testAccount(account: string): Promise<{ ok: boolean; detail: string; errorClass: string | null }>;
  /** Quiet hours or caps of the workspace changed. */
  sendingChanged(): void;
  /** Clicks are counted from now on or no more, or links are marked otherwise. */
  linksChanged(): void;
  /** Letters look different from now on. */
  brandChanged(): void;
  /** Sends one message that no journey, limit or figure knows of. */
  sendTest(account: string, message: Omit<OutgoingMessage, 'id' | 'key'>): Promise<TestResult>;
  /** An account's settings changed: open it anew. */
  accountChanged(account: string): void;
  /** Closes connections. Does not close the store. */
  close(): Promise<void>;
}
