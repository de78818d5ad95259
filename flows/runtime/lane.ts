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
  /** When the last ones left, oldest first, on the clock of `performance.now()`: as many as a second takes. */
  left: number[];
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
  left: [],
});

/** What vendors count are the calls of any second: a bucket alone would let its store and a second's refill through. */
const secondOf = (perSecond: number) => {
  const most = Math.max(1, Math.floor(perSecond));
  return { most, ms: (most / perSecond) * 1000 };
};

const roomOf = (lane: Lane): number =>
  (lane.breaker.probing() ? 1 : (lane.open?.connector.limits.concurrency ?? 0)) - lane.inFlight;

/** As many are under way as there may be. */
export const isFull = (lane: Lane): boolean => roomOf(lane) <= 0;

/** How many may leave now. */
export function slotsOf(lane: Lane): number {
  const limits = lane.open?.connector.limits;
  if (limits === undefined) return 0;
  let free = roomOf(lane);
  if (limits.perSecond !== null) {
    const now = performance.now();
    const burst = Math.max(1, Math.ceil(limits.perSecond));
    lane.tokens = Math.min(burst, lane.tokens + ((now - lane.refilledAt) / 1000) * limits.perSecond);
    lane.refilledAt = now;
    const { most, ms } = secondOf(limits.perSecond);
    const recent = lane.left.filter((at) => at > now - ms).length;
    free = Math.min(free, Math.floor(lane.tokens), most - recent);
  }
  return Math.max(0, free);
}

/** One leaves at this moment. */
export function leaves(lane: Lane): void {
  lane.inFlight++;
  const perSecond = lane.open?.connector.limits.perSecond ?? null;
  if (perSecond === null) return;
  lane.tokens--;
  lane.left.push(performance.now());
  if (lane.left.length > secondOf(perSecond).most) lane.left.shift();
}

/** Milliseconds of real time until the rate limit lets the next one leave; 0: it does now. After `slotsOf`. */
export function throttleOf(lane: Lane, perSecond: number): number {
  const { most, ms } = secondOf(perSecond);
  const token = ((1 - lane.tokens) / perSecond) * 1000;
  const oldest = lane.left.length < most ? undefined : lane.left[0];
  const second = oldest === undefined ? 0 : oldest + ms - performance.now();
  return Math.max(0, Math.ceil(token), Math.ceil(second));
}
