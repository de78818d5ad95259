/** After a crash: what was in flight is tried again where that is safe, and is of unknown fate where it is not. */

import type { Millis } from '../sdk/time.ts';
import { crashPoint } from './crash-points.ts';
import type { Settlement } from './settle.ts';
import type { Runtime } from './state.ts';
import { awaits, type Stepper } from './stepper.ts';
import type { Transaction } from './transaction.ts';

/**
 * Safe: not yet handed over to the vendor, or the vendor drops doubles by key. All others become `unknown`; their
 * journeys go on as if they were sent.
 */
export function recover(
  rt: Runtime,
  stepper: Stepper,
  settlement: Settlement,
  transaction: Transaction,
  setClock?: (at: Millis) => void,
): void {
  const { messages, accounts, journeys } = rt.store;
  const left = messages.sending();
  if (left.length === 0) return;
  const dedupes = new Map<string, boolean>();
  for (const { account_id } of left) {
    if (account_id === null || dedupes.has(account_id)) continue;
    const type = accounts.get(account_id)?.type;
    const connector = type === undefined ? undefined : rt.registry.connectors.get(type);
    dedupes.set(account_id, connector?.deduplicatesByKey ?? false);
  }
  transaction(() => {
    for (const message of left) {
      setClock?.(message.state_at);
      if (message.handed_at === null || dedupes.get(message.account_id ?? '') === true) {
        settlement.again(message, rt.now(), null);
        continue;
      }
      const result = settlement.unknown(message, 'crash');
      const journey = journeys.get(message.journey_id);
      if (awaits(journey, message)) stepper.advance(journey, { kind: 'returned', result });
    }
    crashPoint('recover-before-commit');
  });
  crashPoint('recover-after-commit');
}
