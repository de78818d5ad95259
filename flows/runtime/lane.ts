/** The sending of one account: how many may leave now, and whose turn it is. */
import type { Connector, ConnectorClient } from '../sdk/connector.ts';
import { type Breaker, makeBreaker } from './breaker.ts';

export interface OpenAccount {
  connector: Connector;
  client: ConnectorClient;
}

export interface Lane {
  account: string;
  open: OpenAccount | null;
  inFlight: number;
  breaker: Breaker;
  /** The flow that a message was taken from last: the next turn begins behind it. */
  lastFlow: string;
  /** The account was removed: its messages wait for one of its name. */
  gone: boolean;
  /** Tokens of the rate limit, refilled as time passes. */
  tokens: number;
  refilledAt: number;
}

export const makeLane = (account: string): Lane => ({
  account,
  open: null,
  inFlight: 0,
  breaker: makeBreaker(),
  lastFlow: '',
  gone: false,
  tokens: 1,
  refilledAt: performance.now(),
});

/** How many may leave now. */
export function slotsOf(lane: Lane): number {
  const limits = lane.open?.connector.limits;
  if (limits === undefined) return 0;
  let free = (lane.breaker.probing() ? 1 : limits.concurrency) - lane.inFlight;
  if (limits.perSecond !== null) {
    const now = performance.now();
    const burst = Math.max(1, Math.ceil(limits.perSecond));
    lane.tokens = Math.min(burst, lane.tokens + ((now - lane.refilledAt) / 1000) * limits.perSecond);
    lane.refilledAt = now;
    free = Math.min(free, Math.floor(lane.tokens));
  }
  return Math.max(0, free);
}
