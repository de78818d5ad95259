/** The sending of one account: how many may leave now, and whose turn it is. */
import type { Connector, ConnectorClient } from '../sdk/connector.ts';
import { type Breaker, makeBreaker } from './breaker.ts';
import { type Rate, unlimited } from './rate.ts';

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
  /** Shared with the account's operations. */
  rate: Rate;
}

export const makeLane = (account: string): Lane => ({
  account,
  open: null,
  inFlight: 0,
  breaker: makeBreaker(),
  lastFlow: '',
  gone: false,
  rate: unlimited,
});

const roomOf = (lane: Lane): number =>
  (lane.breaker.probing() ? 1 : (lane.open?.connector.limits.concurrency ?? 0)) - lane.inFlight;

/** As many are under way as there may be. */
export const isFull = (lane: Lane): boolean => roomOf(lane) <= 0;

/** How many may leave now. */
export const slotsOf = (lane: Lane): number =>
  lane.open === null ? 0 : Math.max(0, Math.min(roomOf(lane), lane.rate.free()));

/** One leaves at this moment. */
export function leaves(lane: Lane): void {
  lane.inFlight++;
  lane.rate.take();
}
