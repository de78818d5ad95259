/** A step's wish to have something done, as a row of the outbox of operations. Within the caller's transaction. */
import type { OperationDraft, OperationResult } from '../sdk/outcome.ts';
import { addDuration, type Millis } from '../sdk/time.ts';
import type { Journey } from '../store/journeys.ts';
import type { LiveVersion } from './live-flows.ts';
import { notReached } from './perform.ts';
import { loadFacts, type Runtime } from './state.ts';
import type { Stepper } from './stepper.ts';

/**
 * Queues it under the key. On a virtual clock, where nothing may leave, a stand-in answers at once: done, with nothing to
 * tell. Null when the journey has to wait.
 */
export function queueOperation(
  rt: Runtime,
  j: Journey,
  version: LiveVersion,
  key: string,
  draft: OperationDraft,
): OperationResult | null {
  const now = rt.now();
  const account = version.plan.accounts[draft.account] ?? null;
  const id = rt.store.operations.queue({
    key,
    flow_id: j.flow_id,
    version_id: j.version_id,
    journey_id: j.id,
    contact_id: j.contact_id,
    node: j.node as string,
    account_id: rt.inline ? rt.sandbox : account,
    operation: draft.name,
    input: JSON.stringify(draft.input),
    expires_at: draft.timeout === undefined ? null : addDuration({ ms: now, zone: 'UTC' }, draft.timeout).ms,
    max_attempts: draft.tries ?? null,
    now,
  });
  rt.topics.add('operations');
  if (!rt.inline) rt.queuedFor.add(j.contact_id);
  if (rt.inline) {
    const barred = barredInForecast(rt, j, version, draft, account);
    rt.store.operations.end({ id, now, state: barred === null ? 'done' : 'failed', reason: barred, result: null });
    return barred === null ? { status: 'done', value: {} } : { status: 'failed', reason: barred };
  }
  if (account !== null) return null;
  rt.store.operations.end({ id, now, state: 'failed', reason: 'no-account', result: null });
  return { status: 'failed', reason: 'no-account' };
}

/** The stand-in reaches no more people than the vendor whom it stands for. */
function barredInForecast(
  rt: Runtime,
  j: Journey,
  version: LiveVersion,
  { name }: OperationDraft,
  account: string | null,
): string | null {
  const type = account === null ? undefined : rt.store.accounts.get(account)?.type;
  const facts = type === undefined ? null : loadFacts(rt, j.contact_id, version);
  return type === undefined || facts === null
    ? null
    : notReached(rt.registry.connectors.get(type), name, facts, rt.now());
}

/** What was queued before a virtual run began is answered by the stand-in as it begins. */
export function answerQueued(rt: Runtime, stepper: Stepper, until: Millis): void {
  for (const operation of rt.store.operations.dueAny(until)) {
    rt.store.operations.end({ id: operation.id, now: rt.now(), state: 'done', reason: null, result: null });
    const journey = rt.store.journeys.get(operation.journey_id);
    if (journey === null || journey.node !== operation.node) continue;
    stepper.advance(journey, { kind: 'operated', result: { status: 'done', value: {} } });
  }
}
