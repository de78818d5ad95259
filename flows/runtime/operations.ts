/**
 * The outbox of operations, made like that of messages: intent is committed before the call, and only for operations that
 * have a free slot now. What a crash or a cut connection leaves in doubt is done again only where that is harmless.
 */
import { type Connector, ConnectorError } from '../sdk/connector.ts';
import type { OperationResult } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import type { Journey } from '../store/journeys.ts';
import type { OperationRecord } from '../store/operations.ts';
import { crashPoint } from './crash-points.ts';
import { backoff, maxAttempts } from './failure.ts';
import type { OpenAccount } from './lane.ts';
import type { Outbox } from './outbox.ts';
import { isRepeatable, keptOf, marksHandover, notReached, perform, writtenBy } from './perform.ts';
import { type Rate, type Rates, unlimited } from './rate.ts';
import { loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

const callTimeout = 60_000;
/** So many failures in a row pause the account. */
const breakerSample = 5;
/** How often operations are looked at that wait for somebody to sign in. */
const signInLook: Millis = 60_000;

/** The operations of one account. */
interface Lane {
  account: string;
  open: OpenAccount | null;
  inFlight: number;
  failuresInRow: number;
  /** Shared with the account's messages. */
  rate: Rate;
}

type Ended = { lane: Lane; connector: Connector; operation: OperationRecord } & (
  | { value: unknown }
  | { error: unknown; handed: boolean }
);

export function makeOperations(
  rt: Runtime,
  stepper: Stepper,
  transaction: Transaction,
  openAccount: (account: string) => Promise<OpenAccount>,
  rates: Rates,
  random: () => number,
  onEnded: () => void,
): Outbox {
  const { operations, accounts, journeys, notices } = rt.store;
  const lanes = new Map<string, Lane>();
  const ended: Ended[] = [];
  let wakers: (() => void)[] = [];
  const stopped = new AbortController();

  const notify = (): void => {
    const waiting = wakers;
    wakers = [];
    for (const wake of waiting) wake();
    onEnded();
  };

  /** The journey, when it still stands where it asked. */
  function asker(operation: OperationRecord): Journey | null {
    const journey = journeys.get(operation.journey_id);
    const visit = journey === null ? '' : `${journey.id}:${journey.node}:${journey.visit}`;
    return operation.key === visit || operation.key.startsWith(`${visit}:`) ? journey : null;
  }

  function tell(operation: OperationRecord, result: OperationResult): void {
    const journey = asker(operation);
    if (journey !== null) stepper.advance(journey, { kind: 'operated', result });
  }

  function end(
    operation: OperationRecord,
    state: 'done' | 'failed' | 'unknown' | 'canceled',
    reason: string | null,
    result: string | null = null,
  ): void {
    operations.end({ id: operation.id, now: rt.now(), state, reason, result });
    rt.topics.add('operations');
  }

  function fail(operation: OperationRecord, reason: string): OperationResult {
    end(operation, 'failed', reason);
    return { status: 'failed', reason };
  }

  /** Whether it was done nobody knows: it is not done again, the person is told, and the journey goes on as if it failed. */
  function unknown(operation: OperationRecord, reason: string): OperationResult {
    end(operation, 'unknown', reason);
    notices.add(rt.now(), 'operation-unknown', {
      account: operation.account_id,
      operation: operation.operation,
      flow: operation.flow_id,
      node: operation.node,
    });
    rt.topics.add('notices');
    return { status: 'failed', reason: 'unknown' };
  }

  function again(operation: OperationRecord, at: Millis, reason: string | null): null {
    // Not beyond the time at which it is given up: then that is said at once.
    const due = operation.expires_at === null ? at : Math.min(at, operation.expires_at + 1);
    operations.postpone({ id: operation.id, now: rt.now(), due, reason });
    return null;
  }

  function pauseAccount(account: string, until: Millis, reason: string, code: string | null): void {
    accounts.pause(account, until, reason);
    if (code !== null) notices.add(rt.now(), code, { account, reason });
    rt.topics.add('accounts');
    rt.topics.add('notices');
  }

  /** Null when it will be tried again; else what the journey is told. */
  function failure(
    lane: Lane,
    connector: Connector,
    operation: OperationRecord,
    error: unknown,
    handed: boolean,
  ): OperationResult | null {
    const known = error instanceof ConnectorError ? error : null;
    const words = known?.message ?? '';
    const mayHaveActed = known === null ? handed : known.mayHaveActed;
    if (mayHaveActed && !isRepeatable(connector, operation)) {
      return unknown(operation, words || 'interrupted');
    }
    const errorClass = known?.errorClass ?? 'temporary';
    switch (errorClass) {
      case 'bad-credentials':
        if (accounts.awaitsSignIn(lane.account)) return again(operation, rt.now() + signInLook, 'account-paused');
        pauseAccount(lane.account, rt.now() + 3_600_000, words, 'account-bad-credentials');
        return again(operation, rt.now() + 3_600_000, 'account-paused');
      case 'rate-limited': {
        const until = rt.now() + (known?.retryAfter ?? backoff(operation.attempts, random));
        pauseAccount(lane.account, until, words, null);
        return again(operation, until, 'account-paused');
      }
      case 'temporary':
      case 'unreachable':
        if (operation.attempts >= (operation.max_attempts ?? maxAttempts)) return fail(operation, errorClass);
        lane.failuresInRow++;
        if (lane.failuresInRow >= breakerSample) {
          lane.failuresInRow = 0;
          pauseAccount(lane.account, rt.now() + 60_000, words, 'account-failing');
        }
        return again(operation, rt.now() + (known?.retryAfter ?? backoff(operation.attempts, random)), errorClass);
      default:
        return fail(operation, errorClass);
    }
  }

  async function laneOf(account: string): Promise<Lane> {
    let lane = lanes.get(account);
    if (lane === undefined) {
      lane = { account, open: null, inFlight: 0, failuresInRow: 0, rate: unlimited };
      lanes.set(account, lane);
    }
    if (lane.open !== null) return lane;
    try {
      lane.open = await openAccount(account);
      lane.rate = rates(account, lane.open.connector.limits.perSecond);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      transaction(() => pauseAccount(account, rt.now() + 600_000, words, 'account-not-open'));
    }
    return lane;
  }

  const roomOf = (lane: Lane): number => (lane.open?.connector.limits.concurrency ?? 0) - lane.inFlight;
  const slots = (lane: Lane): number => Math.max(0, Math.min(roomOf(lane), lane.rate.free()));

  /** Intent: one transaction claims as many as there are free slots. */
  function claim(lane: Lane, free: number): OperationRecord[] {
    const leaving: OperationRecord[] = [];
    transaction(() => {
      const now = rt.now();
      const row = accounts.get(lane.account);
      const pausedUntil = row?.signInNeeded != null ? now + signInLook : (row?.pausedUntil ?? null);
      for (const operation of operations.due(lane.account, now, free)) {
        if (asker(operation) === null) {
          end(operation, 'canceled', 'journey-ended');
          continue;
        }
        if (rt.live.flow(operation.flow_id)?.status === 'paused') {
          operations.pauseFlow(operation.flow_id);
          continue;
        }
        const facts = loadFacts(rt, operation.contact_id, rt.live.version(operation.version_id));
        // Consent is that of this moment, as with a message.
        const barred =
          facts === null ? 'contact-deleted' : notReached(lane.open?.connector, operation.operation, facts, now);
        if (barred !== null) tell(operation, fail(operation, barred));
        else if (operation.expires_at !== null && now > operation.expires_at)
          tell(operation, fail(operation, 'expired'));
        else if (lane.open === null) again(operation, pausedUntil ?? now + 600_000, 'account-paused');
        else if (pausedUntil !== null && pausedUntil > now) again(operation, pausedUntil, 'account-paused');
        else {
          const handed_at = marksHandover(lane.open.connector, operation) ? null : now;
          operations.claim({ id: operation.id, now, handed_at });
          leaving.push({ ...operation, attempts: operation.attempts + 1, handed_at });
        }
      }
      crashPoint('intent-before-commit');
    });
    crashPoint('intent-after-commit');
    return leaving;
  }

  async function call(lane: Lane, open: OpenAccount, operation: OperationRecord): Promise<void> {
    let handed = operation.handed_at !== null;
    try {
      const value = await perform(open, operation, {
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(callTimeout)]),
        handover: async () => {
          transaction(() => operations.markHanded(operation.id, rt.now()));
          handed = true;
        },
        records: (kind) => rt.store.sync.recordsOf(operation.contact_id, lane.account, kind),
      });
      ended.push({ lane, connector: open.connector, operation, value });
    } catch (error) {
      ended.push({ lane, connector: open.connector, operation, error, handed });
    }
    lane.inFlight--;
    notify();
  }

  function settleOne(one: Ended): void {
    const { lane, connector, operation } = one;
    if (operations.get(operation.id)?.state !== 'running') return;
    if ('error' in one) {
      const result = failure(lane, connector, operation, one.error, one.handed);
      if (result !== null) tell(operation, result);
      return;
    }
    lane.failuresInRow = 0;
    end(operation, 'done', null, keptOf(connector, operation, one.value));
    for (const written of writtenBy(connector, operation, one.value))
      rt.store.sync.noteWritten(lane.account, operation.contact_id, written);
    tell(operation, { status: 'done', value: one.value });
  }

  return {
    async pump() {
      let did = this.settle();
      for (const due of operations.dueAccounts()) {
        if (due.due_at > rt.now()) continue;
        const lane = await laneOf(due.account_id);
        // What cannot be opened now waits as the pause says.
        const free = lane.open === null ? 10_000 : slots(lane);
        if (free === 0) continue;
        const leaving = claim(lane, free);
        did = true;
        if (lane.open === null) continue;
        for (const operation of leaving) {
          lane.inFlight++;
          lane.rate.take();
          void call(lane, lane.open, operation);
        }
      }
      return did;
    },
    settle() {
      if (ended.length === 0) return false;
      // Forgotten once it is on the disk, so that a full disk loses no answer.
      transaction(() => {
        for (const one of ended) settleOne(one);
        crashPoint('outcome-before-commit');
      });
      ended.splice(0);
      crashPoint('outcome-after-commit');
      return true;
    },
    inFlight: () => [...lanes.values()].reduce((sum, lane) => sum + lane.inFlight, 0) + ended.length,
    nextDue() {
      let next: Millis | null = null;
      for (const due of operations.dueAccounts()) {
        // A full lane is woken by a finished call, a throttled one by its bucket.
        const lane = lanes.get(due.account_id);
        if (lane?.open != null && slots(lane) === 0) continue;
        if (next === null || due.due_at < next) next = due.due_at;
      }
      return next;
    },
    throttledFor() {
      let wait: number | null = null;
      for (const due of operations.dueAccounts()) {
        const lane = lanes.get(due.account_id);
        const limited = (lane?.open?.connector.limits.perSecond ?? null) !== null;
        if (lane === undefined || !limited || due.due_at > rt.now()) continue;
        // A full lane is woken by a finished call; all others by time, which may have come since the last turn.
        if (roomOf(lane) <= 0) continue;
        const ms = Math.max(1, lane.rate.wait());
        if (wait === null || ms < wait) wait = ms;
      }
      return wait;
    },
    hasEnded: () => ended.length > 0,
    changed: () => (ended.length > 0 ? Promise.resolve() : new Promise((resolve) => wakers.push(resolve))),
    recover(setClock) {
      const left = operations.running();
      if (left.length === 0) return;
      transaction(() => {
        for (const operation of left) {
          setClock?.(operation.state_at);
          const type = operation.account_id === null ? undefined : accounts.get(operation.account_id)?.type;
          const connector = type === undefined ? undefined : rt.registry.connectors.get(type);
          if (operation.handed_at === null || isRepeatable(connector, operation)) again(operation, rt.now(), null);
          else tell(operation, unknown(operation, 'crash'));
        }
      });
    },
    forget(account) {
      const lane = lanes.get(account);
      if (lane === undefined) return;
      const old = lane.open;
      lane.open = null;
      lane.failuresInRow = 0;
      // Calls in flight keep the old connection; closing waits for them.
      void old?.client.close?.();
    },
    async close() {
      const deadline = performance.now() + 5_000;
      while ([...lanes.values()].some((lane) => lane.inFlight > 0) && performance.now() < deadline) {
        await Promise.race([
          new Promise<void>((resolve) => wakers.push(resolve)),
          new Promise((resolve) => setTimeout(resolve, 200)),
        ]);
      }
      stopped.abort();
      this.settle();
      for (const lane of lanes.values()) await lane.open?.client.close?.();
      lanes.clear();
    },
  };
}

const earlier = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/**
 * Two outboxes as one. Both are always worked, so that neither waits for the other; who did something is worked last the next
 * time, so that what an account may send in a second is not used up by one of them.
 */
export function together(first: Outbox, second: Outbox): Outbox {
  let order: readonly [Outbox, Outbox] = [first, second];
  return {
    async pump() {
      const [ahead, behind] = order;
      const did = await ahead.pump();
      if (did) order = [behind, ahead];
      return (await behind.pump()) || did;
    },
    settle() {
      const one = first.settle();
      return second.settle() || one;
    },
    inFlight: () => first.inFlight() + second.inFlight(),
    nextDue: () => earlier(first.nextDue(), second.nextDue()),
    throttledFor: () => earlier(first.throttledFor(), second.throttledFor()),
    hasEnded: () => first.hasEnded() || second.hasEnded(),
    changed: () => Promise.race([first.changed(), second.changed()]),
    recover(setClock) {
      first.recover(setClock);
      second.recover(setClock);
    },
    forget(account) {
      first.forget(account);
      second.forget(account);
    },
    async close() {
      await first.close();
      await second.close();
    },
  };
}
