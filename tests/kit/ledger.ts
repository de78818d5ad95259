/** What a vendor on this computer went through: each call that was to send, what became of it, and when. */
import type { Millis } from '../../flows/sdk/time.ts';

/**
 * `before` and `after` the vendor acted. Cut: the connection is closed. Hang: nothing is ever answered. Garbage: something
 * in between answers HTTP 502. After these three nobody but the vendor knows whether it acted.
 */
export const fates = [
  'pass',
  'rate-limited',
  'temporary',
  'unreachable',
  'cut-before',
  'cut-after',
  'hang-before',
  'hang-after',
  'garbage-before',
  'garbage-after',
] as const;
export type Fate = (typeof fates)[number];

export interface Plan {
  fate: Fate;
  /** What the vendor asks to wait for, where it does. Whole seconds. */
  retryAfter?: Millis;
}

export interface Call extends Plan {
  /** The recipient as the vendor writes it. */
  to: string;
  /** The engine's clock, and real milliseconds. */
  clock: Millis;
  wall: number;
}

export const isLost = ({ fate }: Plan): boolean => /^(cut|hang|garbage)-/.test(fate);

export type Ledger = ReturnType<typeof makeLedger>;

/**
 * `plan` is asked with the recipient, how many calls there were to them before, and how many in all to people whom the vendor could
 * reach. `contactOf`: the number of the contact whom an address means.
 */
export function makeLedger(
  clock: () => Millis,
  contactOf: (to: string) => number,
  plan: (to: string, before: number, all: number) => Plan,
) {
  const calls: Call[] = [];
  const byContact = new Map<number, Call[]>();
  let reachable = 0;
  const ledger = {
    calls,
    of: (contact: number): readonly Call[] => byContact.get(contact) ?? [],
    last: (contact: number): Call | undefined => byContact.get(contact)?.at(-1),
    /** Calls under way, and the most there ever were. */
    open: 0,
    mostOpen: 0,
    begin(to: string): Call {
      const contact = contactOf(to);
      const before = byContact.get(contact) ?? [];
      const call = { ...plan(to, before.length, reachable), to, clock: clock(), wall: performance.now() };
      byContact.set(contact, [...before, call]);
      calls.push(call);
      if (call.fate !== 'unreachable') reachable++;
      ledger.mostOpen = Math.max(ledger.mostOpen, ++ledger.open);
      return call;
    },
    end(): void {
      ledger.open--;
    },
  };
  return ledger;
}
