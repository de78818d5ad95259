/**
 * The only part that touches the world. Intent is committed before the call, and only for messages that have a free
 * sender slot now, so that what a crash leaves `unknown` is at most what was in flight.
 */
import { ConnectorError, type OutgoingMessage, type SendReceipt } from '../sdk/connector.ts';
import { messagePriorities } from '../sdk/sending.ts';
import type { Millis } from '../sdk/time.ts';
import type { MessageRecord, Queue } from '../store/messages.ts';
import { makeAsk } from './ask.ts';
import { dueQueues, takeFairly } from './claim.ts';
import { crashPoint } from './crash-points.ts';
import { makeDeadlines } from './deadlines.ts';
import { failure } from './failure.ts';
import { isFull, type Lane, leaves, makeLane, type OpenAccount, slotsOf } from './lane.ts';
import type { Rates } from './rate.ts';
import { applyEarly } from './receive.ts';
import { recover } from './recover.ts';
import type { Settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import { awaits, type Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

const sendTimeout = 60_000;
/** Messages looked at in one transaction: those that may not leave take no slot. */
const lookedAtOnce = 500;
/** An account that cannot be opened is tried again after this. */
const reopenAfter: Millis = 600_000;
/** How often messages are looked at that wait for somebody to sign in: those that became too old are given up. */
const signInLook: Millis = 60_000;

type Ended = { lane: Lane; message: MessageRecord } & ({ receipt: SendReceipt } | { error: unknown; handed: boolean });

interface Leaving {
  lane: Lane;
  open: OpenAccount;
  message: MessageRecord;
  outgoing: OutgoingMessage;
}

export interface Outbox {
  /**
   * One transaction writes down what ended and claims what is due for the slots that are free; then that is sent. True
   * when something was done.
   */
  pump(): Promise<boolean>;
  /** Writes down what ended meanwhile. True when something was done. */
  settle(): boolean;
  inFlight(): number;
  /** When a queued message may next be tried, or null. Lanes that are full or throttled are left out. */
  nextDue(): Millis | null;
  /** Milliseconds of real time until a rate limit lets a message that is due leave; null when none waits for that. */
  throttledFor(): number | null;
  /** Sends that ended and are not written down yet. */
  hasEnded(): boolean;
  /** Resolves when a send ends. */
  changed(): Promise<void>;
  /** After a start: what a crash left in flight. On a virtual clock each message is taken up at the instant it was to leave. */
  recover(setClock?: (at: Millis) => void): void;
  /** An account's settings changed: it is opened anew for the next message. */
  forget(account: string): void;
  close(): Promise<void>;
}

export function makeOutbox(
  rt: Runtime,
  stepper: Stepper,
  settlement: Settlement,
  transaction: Transaction,
  openAccount: (account: string) => Promise<OpenAccount>,
  rates: Rates,
  random: () => number,
  onEnded: () => void,
): Outbox {
  const { messages, accounts, journeys, notices } = rt.store;
  const lanes = new Map<string, Lane>();
  const ended: Ended[] = [];
  let wakers: (() => void)[] = [];
  const deadlines = makeDeadlines(sendTimeout);
  const failed = failure(rt, settlement, random);
  let handovers: { id: number; resolve: () => void; reject: (error: unknown) => void }[] = [];

  const ask = makeAsk(rt, stepper, settlement);

  const notify = (): void => {
    const waiting = wakers;
    wakers = [];
    for (const wake of waiting) wake();
    onEnded();
  };

  function laneOf(account: string): Lane {
    let lane = lanes.get(account);
    if (lane === undefined) {
      lane = makeLane(account);
      lanes.set(account, lane);
    }
    return lane;
  }

  async function opened(lane: Lane): Promise<void> {
    if (lane.open !== null || pausedUntil(lane) !== null) return;
    try {
      lane.open = await openAccount(lane.account);
      lane.rate = rates(lane.account, lane.open.connector.limits.perSecond);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const known = accounts.get(lane.account) !== null;
      if (!known) lane.gone = true;
      transaction(() => {
        if (known) accounts.pause(lane.account, rt.now() + reopenAfter, reason);
        notices.add(rt.now(), 'account-not-open', { account: lane.account, reason });
        rt.topics.add('accounts');
        rt.topics.add('notices');
      });
    }
  }

  /** When the account may send again; null when it may now. */
  function pausedUntil(lane: Lane): Millis | null {
    if (lane.gone) return Number.POSITIVE_INFINITY;
    // Nobody knows when somebody signs in, so nothing waits beyond the next look; then it is looked at again.
    if (accounts.awaitsSignIn(lane.account)) return rt.now() + signInLook;
    const until = accounts.pausedUntil(lane.account);
    return until !== null && until > rt.now() ? until : null;
  }

  /** Decides about one message of the queue: it leaves, waits on, or is told why it does not. */
  function decide(lane: Lane, open: OpenAccount | null, message: MessageRecord, paused: Millis | null): Leaving | null {
    const asked = ask(message, paused);
    if (asked === null) return null;
    const { journey, prepared } = asked;
    if (prepared.kind === 'wait') {
      messages.postpone({ id: message.id, now: rt.now(), due: prepared.until, reason: prepared.reason });
      return null;
    }
    if (prepared.kind === 'suppress') {
      const result = settlement.suppressed(message, prepared.reason, prepared.recipient);
      if (journey !== null) stepper.advance(journey, { kind: 'returned', result });
      return null;
    }
    if (open === null) return null;
    const { outgoing, content, cost, cappedAt } = prepared;
    messages.claim({
      id: message.id,
      now: rt.now(),
      handed_at: open.connector.marksHandover ? null : rt.now(),
      recipient: outgoing.to,
      content,
      capped_at: cappedAt,
      reserved: cost,
    });
    if (cost !== null) messages.addCosts(message.flow_id, 0, cost);
    message.attempts++;
    message.recipient = outgoing.to;
    message.reserved = cost;
    return { lane, open, message, outgoing };
  }

  /** Intent: as many as there are free slots, of the highest priority first. True when messages were looked at. */
  function claim(queues: readonly Queue[], leaving: Leaving[]): boolean {
    const now = rt.now();
    const ready = [...new Set(queues.map((queue) => queue.account_id))].map((account) => {
      const lane = laneOf(account);
      const paused = pausedUntil(lane);
      return { lane, paused, free: paused === null ? slotsOf(lane) : 0 };
    });
    let did = false;
    for (const { lane, paused } of ready) {
      // Those that an account's pause makes too late do not wait for its end.
      if (paused === null) continue;
      for (const message of messages.expiring(lane.account, paused, now, lookedAtOnce)) {
        decide(lane, null, message, paused);
        did = true;
      }
    }
    for (const priority of messagePriorities.keys()) {
      for (const one of ready) {
        let looked = 0;
        while (one.free > 0 && looked < lookedAtOnce && !rt.letters.waiting()) {
          // What was looked at before is not due any more.
          const due = dueQueues(looked === 0 ? queues : messages.queues(), one.lane.account, priority, now);
          const some = takeFairly(messages, one.lane, due, now, one.free);
          if (some.length === 0) break;
          did = true;
          looked += some.length;
          for (const message of some) {
            const out = decide(one.lane, one.lane.open, message, null);
            if (out === null) continue;
            leaving.push(out);
            one.free--;
          }
        }
      }
    }
    return did;
  }

  /** Marks of one turn of the event loop share a commit. */
  function handover(id: number): Promise<void> {
    return new Promise((resolve, reject) => {
      handovers.push({ id, resolve, reject });
      if (handovers.length > 1) return;
      setImmediate(() => {
        const marks = handovers;
        handovers = [];
        try {
          transaction(() => {
            for (const mark of marks) messages.markHanded(mark.id, rt.now());
          });
          crashPoint('handover-after-commit');
          for (const mark of marks) mark.resolve();
        } catch (error) {
          for (const mark of marks) mark.reject(error);
        }
      });
    });
  }

  async function sendOne({ lane, open, message, outgoing }: Leaving): Promise<void> {
    let handed = !open.connector.marksHandover;
    const call = deadlines.begin();
    try {
      if (open.client.send === undefined) throw new ConnectorError('bad-request', 'This account cannot send messages.');
      crashPoint('send-before-call');
      const receipt = await open.client.send(outgoing, {
        get signal() {
          return call.signal;
        },
        handover: async () => {
          await handover(message.id);
          handed = true;
        },
      });
      crashPoint('send-after-call');
      ended.push({ lane, message, receipt });
    } catch (error) {
      ended.push({ lane, message, error, handed });
    }
    call.done();
    lane.inFlight--;
    notify();
  }

  function settleOne(end: Ended): void {
    const { lane, message } = end;
    const result = 'receipt' in end ? sent(lane, message, end.receipt) : lost(lane, message, end.error, end.handed);
    const journey = result === null ? null : journeys.get(message.journey_id);
    if (result !== null && awaits(journey, message)) {
      stepper.advance(journey, { kind: 'returned', result });
    }
    const vendorId = 'receipt' in end ? end.receipt.vendorId : null;
    if (vendorId !== null) applyEarly(rt, stepper, lane.account, vendorId);
  }

  function sent(lane: Lane, message: MessageRecord, receipt: SendReceipt) {
    lane.breaker.succeeded();
    const { vendorId, state = 'sent', cost = null } = receipt;
    return settlement.sent(message, { state, vendorId, cost });
  }

  function lost(lane: Lane, message: MessageRecord, error: unknown, handed: boolean) {
    // A receipt was faster than the answer: what became of the message is known already.
    if (messages.get(message.id)?.state !== 'sending') return null;
    return failed(lane, message, error, handed);
  }

  /** What ended is forgotten once it is on the disk, so that a full disk loses no answer. */
  function settleAll(): void {
    for (const end of ended) settleOne(end);
    crashPoint('outcome-before-commit');
  }

  return {
    async pump() {
      await rt.letters.make();
      const now = rt.now();
      let queues = messages.queues();
      const closed = new Set(
        queues.flatMap(({ account_id: account, due_at: due }) =>
          due <= now && laneOf(account).open === null ? [account] : [],
        ),
      );
      for (const account of closed) await opened(laneOf(account));
      // An account that could not be opened is paused, and others had their turn meanwhile.
      if (closed.size > 0) queues = messages.queues();
      const settling = ended.length;
      const due = queues.some((queue) => queue.due_at <= now);
      if (settling === 0 && !due) return false;
      const leaving: Leaving[] = [];
      let did = settling > 0;
      transaction(() => {
        if (settling > 0) settleAll();
        if (due) did = claim(queues, leaving) || did;
        if (leaving.length > 0) crashPoint('intent-before-commit');
      });
      ended.splice(0, settling);
      if (settling > 0) crashPoint('outcome-after-commit');
      if (leaving.length > 0) crashPoint('intent-after-commit');
      for (const one of leaving) {
        leaves(one.lane);
        void sendOne(one);
      }
      return did;
    },
    settle() {
      if (ended.length === 0) return false;
      transaction(settleAll);
      ended.splice(0);
      crashPoint('outcome-after-commit');
      return true;
    },
    inFlight: () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight, 0) + ended.length,
    nextDue() {
      let next: Millis | null = null;
      for (const queue of messages.queues()) {
        const lane = lanes.get(queue.account_id);
        const paused = pausedUntil(laneOf(queue.account_id));
        // A full lane is woken by a finished send, a throttled one by its bucket.
        if (paused === null && lane?.open != null && slotsOf(lane) === 0) continue;
        const due = Math.max(queue.due_at, paused ?? queue.due_at);
        if (due < Number.POSITIVE_INFINITY && (next === null || due < next)) next = due;
      }
      return next;
    },
    throttledFor() {
      let wait: number | null = null;
      for (const queue of messages.queues()) {
        const lane = lanes.get(queue.account_id);
        const limited = (lane?.open?.connector.limits.perSecond ?? null) !== null;
        if (lane === undefined || !limited || queue.due_at > rt.now()) continue;
        if (pausedUntil(lane) !== null) continue;
        // A full lane is woken by a finished send; all others by time, which may have come since the last turn.
        if (slotsOf(lane) === 0 && isFull(lane)) continue;
        const ms = Math.max(1, lane.rate.wait());
        if (wait === null || ms < wait) wait = ms;
      }
      return wait;
    },
    hasEnded: () => ended.length > 0,
    changed: () => (ended.length > 0 ? Promise.resolve() : new Promise((resolve) => wakers.push(resolve))),
    recover: (setClock) => recover(rt, stepper, settlement, transaction, setClock),
    forget(account) {
      const lane = lanes.get(account);
      if (lane === undefined) return;
      const old = lane.open;
      lane.open = null;
      lane.gone = false;
      lane.breaker.reset();
      // Sends in flight keep the old connection; closing waits for them.
      void old?.client.close?.();
    },
    async close() {
      // Give what is in flight a moment to end, so that it does not become unknown.
      const deadline = performance.now() + 5_000;
      while ([...lanes.values()].some((lane) => lane.inFlight > 0) && performance.now() < deadline) {
        await Promise.race([
          new Promise<void>((resolve) => wakers.push(resolve)),
          new Promise((r) => setTimeout(r, 200)),
        ]);
      }
      deadlines.stop();
      this.settle();
      for (const lane of lanes.values()) await lane.open?.client.close?.();
      lanes.clear();
    },
  };
}
