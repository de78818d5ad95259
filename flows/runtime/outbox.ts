/**
 * The only part that touches the world. Intent is committed before the call, and only for messages that have a free
 * sender slot now, so that what a crash leaves `unknown` is at most what was in flight.
 */
import {
  type Connector,
  type ConnectorClient,
  ConnectorError,
  type OutgoingMessage,
  type SendReceipt,
} from '../sdk/connector.ts';
import type { Millis } from '../sdk/time.ts';
import type { MessageRecord } from '../store/messages.ts';
import { crashPoint } from './crash-points.ts';
import { failure, type Lane } from './failure.ts';
import { prepare } from './prepare.ts';
import { recover } from './recover.ts';
import type { Settlement } from './settle.ts';
import { loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

const sendTimeout = 60_000;

export interface OpenAccount {
  connector: Connector;
  client: ConnectorClient;
}

type Ended = { lane: Lane; message: MessageRecord } & ({ receipt: SendReceipt } | { error: unknown; handed: boolean });

export interface Outbox {
  /** Claims what is due and has a free slot, and sends it. True when something was done. */
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
  transaction: (work: () => void) => void,
  openAccount: (account: string) => Promise<OpenAccount>,
  random: () => number,
  onEnded: () => void,
): Outbox {
  const { messages, accounts, journeys, notices } = rt.store;
  const lanes = new Map<string, Lane>();
  const ended: Ended[] = [];
  let wakers: (() => void)[] = [];
  const stopped = new AbortController();
  const failed = failure(rt, settlement, random);
  let handovers: { id: number; resolve: () => void; reject: (error: unknown) => void }[] = [];

  const notify = (): void => {
    const waiting = wakers;
    wakers = [];
    for (const wake of waiting) wake();
    onEnded();
  };

  async function laneOf(account: string): Promise<Lane> {
    let lane = lanes.get(account);
    if (lane === undefined) {
      lane = { account, open: null, inFlight: 0, failuresInRow: 0, tokens: 1, refilledAt: performance.now() };
      lanes.set(account, lane);
    }
    if (lane.open === null) {
      try {
        lane.open = await openAccount(account);
      } catch (error) {
        pauseAccount(account, 10 * 60_000, error instanceof Error ? error.message : String(error), 'account-not-open');
      }
    }
    return lane;
  }

  function pauseAccount(account: string, forMs: Millis, reason: string, code: string): void {
    transaction(() => {
      accounts.pause(account, rt.now() + forMs, reason);
      notices.add(rt.now(), code, { account, reason });
    });
    rt.topics.add('accounts');
    rt.topics.add('notices');
  }

  function slots(lane: Lane): number {
    const limits = lane.open?.connector.limits;
    if (limits === undefined) return 0;
    let free = limits.concurrency - lane.inFlight;
    if (limits.perSecond !== null) {
      const now = performance.now();
      const burst = Math.max(1, Math.ceil(limits.perSecond));
      lane.tokens = Math.min(burst, lane.tokens + ((now - lane.refilledAt) / 1000) * limits.perSecond);
      lane.refilledAt = now;
      free = Math.min(free, Math.floor(lane.tokens));
    }
    return Math.max(0, free);
  }

  /** Intent: one transaction claims as many as there are free slots. */
  function claim(
    lane: Lane,
    connector: Connector,
    free: number,
  ): { message: MessageRecord; outgoing: OutgoingMessage }[] {
    const leaving: { message: MessageRecord; outgoing: OutgoingMessage }[] = [];
    transaction(() => {
      const pausedUntil = accounts.get(lane.account)?.pausedUntil ?? null;
      for (const message of messages.due(lane.account, rt.now(), free)) {
        const journey = journeys.get(message.journey_id);
        const facts = loadFacts(rt, message.contact_id, rt.live.version(message.version_id));
        const here = journey !== null && journey.node === message.node;
        if (here && facts === null) {
          const result = settlement.suppressed(message, 'contact-deleted', null);
          stepper.advance(journey, { kind: 'returned', result });
          continue;
        }
        const draft = here && facts !== null ? stepper.draft(journey, facts) : null;
        if (journey === null || facts === null || draft === null) {
          // Its journey has ended meanwhile: nobody waits for it.
          if (messages.cancel(message.id, rt.now(), 'journey-ended')) {
            rt.store.counters.count(message.version_id, message.node, 'message:queued', -1);
            rt.store.counters.count(message.version_id, message.node, 'message:canceled');
          }
          continue;
        }
        const prepared = prepare(rt, message, journey, facts, draft, pausedUntil);
        if (prepared.kind === 'wait') {
          messages.postpone({ id: message.id, now: rt.now(), due: prepared.until, reason: prepared.reason });
        } else if (prepared.kind === 'suppress') {
          stepper.advance(journey, {
            kind: 'returned',
            result: settlement.suppressed(message, prepared.reason, prepared.recipient),
          });
        } else {
          messages.claim({
            id: message.id,
            now: rt.now(),
            handed_at: connector.marksHandover ? null : rt.now(),
            recipient: prepared.outgoing.to,
            content: prepared.content,
          });
          leaving.push({ message: { ...message, attempts: message.attempts + 1 }, outgoing: prepared.outgoing });
        }
      }
      crashPoint('intent-before-commit');
    });
    crashPoint('intent-after-commit');
    return leaving;
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

  async function sendOne(
    lane: Lane,
    open: OpenAccount,
    message: MessageRecord,
    outgoing: OutgoingMessage,
  ): Promise<void> {
    let handed = !open.connector.marksHandover;
    try {
      if (open.client.send === undefined) throw new ConnectorError('bad-request', 'This account cannot send messages.');
      crashPoint('send-before-call');
      const receipt = await open.client.send(outgoing, {
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(sendTimeout)]),
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
    lane.inFlight--;
    notify();
  }

  function settleOne(end: Ended): void {
    const { lane, message } = end;
    if (messages.get(message.id)?.state !== 'sending') {
      // A receipt was faster than the answer: what became of the message is known already.
      if ('receipt' in end) settlement.answered(message, end.receipt.vendorId, end.receipt.cost ?? null);
      return;
    }
    const result =
      'receipt' in end ? sent(end.lane, message, end.receipt) : failed(lane, message, end.error, end.handed);
    if (result === null) return;
    const journey = journeys.get(message.journey_id);
    if (journey !== null && journey.node === message.node) stepper.advance(journey, { kind: 'returned', result });
  }

  function sent(lane: Lane, message: MessageRecord, receipt: SendReceipt) {
    lane.failuresInRow = 0;
    return settlement.sent(message, {
      state: receipt.state ?? 'sent',
      vendorId: receipt.vendorId,
      cost: receipt.cost ?? null,
      recipient: null,
      content: null,
    });
  }

  return {
    async pump() {
      let did = false;
      for (const due of messages.dueAccounts()) {
        if (due.due_at > rt.now()) continue;
        const lane = await laneOf(due.account_id);
        if (lane.open === null) {
          // Not to be opened now: its messages wait as the pause says.
          const until = accounts.get(due.account_id)?.pausedUntil ?? rt.now() + 600_000;
          transaction(() => {
            for (const message of messages.due(due.account_id, rt.now(), 10_000)) {
              messages.postpone({ id: message.id, now: rt.now(), due: until, reason: 'account-paused' });
            }
          });
          did = true;
          continue;
        }
        const free = slots(lane);
        if (free === 0) continue;
        const leaving = claim(lane, lane.open.connector, free);
        did = true;
        if (lane.open.connector.limits.perSecond !== null) lane.tokens -= leaving.length;
        for (const { message, outgoing } of leaving) {
          lane.inFlight++;
          void sendOne(lane, lane.open, { ...message, recipient: outgoing.to }, outgoing);
        }
      }
      return did;
    },
    settle() {
      if (ended.length === 0) return false;
      const batch = ended.splice(0);
      transaction(() => {
        for (const end of batch) settleOne(end);
        crashPoint('outcome-before-commit');
      });
      crashPoint('outcome-after-commit');
      return true;
    },
    inFlight: () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight, 0) + ended.length,
    nextDue() {
      let next: Millis | null = null;
      for (const due of messages.dueAccounts()) {
        // A full lane is woken by a finished send, a throttled one by its bucket.
        const lane = lanes.get(due.account_id);
        if (lane?.open != null && slots(lane) === 0) continue;
        if (next === null || due.due_at < next) next = due.due_at;
      }
      return next;
    },
    throttledFor() {
      let wait: number | null = null;
      for (const due of messages.dueAccounts()) {
        const lane = lanes.get(due.account_id);
        const perSecond = lane?.open?.connector.limits.perSecond ?? null;
        if (lane === undefined || perSecond === null || due.due_at > rt.now() || slots(lane) > 0) continue;
        const ms = Math.max(1, Math.ceil(((1 - lane.tokens) / perSecond) * 1000));
        if (lane.tokens < 1 && (wait === null || ms < wait)) wait = ms;
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
      lane.failuresInRow = 0;
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
      stopped.abort();
      this.settle();
      for (const lane of lanes.values()) await lane.open?.client.close?.();
      lanes.clear();
    },
  };
}
