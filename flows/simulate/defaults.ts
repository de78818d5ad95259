/**
 * What is assumed of a channel when neither a file nor enough messages of the workspace's own past say more. Rough
 * starting points, printed in docs/simulation.md and with every result; they are nobody's measurement.
 */
import type { Delay } from '../api/simulation.ts';

const nothing = {
  failed: 0.01,
  delivered: 1,
  read: 0,
  clicked: 0,
  replied: 0.005,
  pressed: 0.1,
  unsubscribed: 0.001,
} as const;

const delays = {
  failed: 'PT1M',
  delivered: { half: 'PT2S', most: 'PT1M' },
  read: { half: 'PT3H', most: 'P1D' },
  clicked: { half: 'PT1M', most: 'PT10M' },
  replied: { half: 'PT2H', most: 'P1D' },
  pressed: { half: 'PT30M', most: 'PT12H' },
  unsubscribed: { half: 'PT3H', most: 'P1D' },
} as const;

const quick = { ...delays, read: { half: 'PT15M', most: 'PT8H' } } as const;

/** A block waits until the person comes to the site; most come another time, or never. */
const byVisit = {
  ...delays,
  delivered: { half: 'P1D', most: 'P7D' },
  read: { half: 'PT1S', most: 'PT10S' },
  clicked: { half: 'PT10S', most: 'PT5M' },
  pressed: { half: 'PT10S', most: 'PT5M' },
} as const;

const byPost = { ...delays, delivered: { half: 'P1D', most: 'P5D' }, replied: { half: 'P5D', most: 'P14D' } } as const;

const channels: Readonly<Record<string, FullResponses>> = {
  email: { ...nothing, read: 0.25, clicked: 0.025, unsubscribed: 0.002, delays },
  sms: { ...nothing, failed: 0.03, delays: quick },
  // Failed is not answered, or busy.
  'phone-call': { ...nothing, failed: 0.4, replied: 0, unsubscribed: 0, delays: quick },
  telegram: { ...nothing, delays: quick },
  viber: { ...nothing, delivered: 0.85, read: 0.7, clicked: 0.03, delays: quick },
  whatsapp: { ...nothing, delivered: 0.97, read: 0.75, clicked: 0.04, replied: 0.02, delays: quick },
  messenger: { ...nothing, read: 0.6, clicked: 0.03, replied: 0.02, delays: quick },
  instagram: { ...nothing, read: 0.6, clicked: 0.03, replied: 0.02, delays: quick },
  vk: { ...nothing, read: 0.5, clicked: 0.02, delays: quick },
  // Printed within days by whoever stands at the printer; nobody ever learns that it was read.
  print: { ...nothing, failed: 0, delivered: 0.98, replied: 0.002, unsubscribed: 0, delays: byPost },
  site: { ...nothing, failed: 0, delivered: 0.3, read: 1, clicked: 0.08, replied: 0, unsubscribed: 0, delays: byVisit },
  'web-push': { ...nothing, failed: 0.05, delivered: 0.7, clicked: 0.03, replied: 0, delays: quick },
};

export type Shares = Record<keyof typeof nothing, number>;
export interface FullResponses extends Shares {
  delays: Record<keyof typeof nothing, Delay>;
}

/** A channel not listed is assumed to be delivered and to answer seldom. */
export const defaultsOf = (channel: string): FullResponses => channels[channel] ?? { ...nothing, delays };

/** Own messages needed before their history counts for more than the defaults. */
export const enoughMessages = 200;
