/** What happens to whom: trouble and receipts by a seed, so that a run can be had again whatever the order of its calls. */
import { createHash } from 'node:crypto';
import type { ReceiptState } from '../../flows/sdk/channels.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { Fate, Plan } from '../kit/ledger.ts';
import type { Channel } from './vendors.ts';

const minute: Millis = 60_000;

/** 0 to 1, always the same for the same words. */
export const chance = (...words: (string | number)[]): number =>
  createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0) / 2 ** 32;

/** Each vendor's first calls go through all of it, however few people there are. */
const first: readonly Fate[] = [
  'pass',
  'pass',
  'rate-limited',
  'temporary',
  'cut-before',
  'cut-after',
  'hang-before',
  'hang-after',
  'garbage-before',
  'garbage-after',
];
/** Shares of the later ones; the rest passes. */
const shares: readonly (readonly [Fate, number])[] = [
  ['rate-limited', 0.015],
  ['temporary', 0.04],
  ['cut-before', 0.01],
  ['cut-after', 0.015],
  ['hang-before', 0.003],
  ['hang-after', 0.003],
  ['garbage-before', 0.008],
  ['garbage-after', 0.008],
];
/**
 * When a vendor is down, in minutes since the start: its account has to rest, and what waits for it may be overtaken by a late
 * receipt of another message.
 */
const down: Partial<Record<Channel, readonly [from: number, until: number]>> = {
  viber: [61, 64],
  telegram: [175, 200],
};

/** `since`: the start, on the engine's clock. */
export function trouble(
  seed: string,
  { channel, to, before, all, since }: { channel: Channel; to: string; before: number; all: number; since: Millis },
): Plan {
  const retryAfter = (5 + Math.floor(55 * chance(seed, 'wait', channel, to, before))) * 1000;
  // From the first try on: a vendor does not take a message for somebody it does not know.
  if (chance(seed, 'gone', channel, to) < 0.05) return { fate: 'unreachable' };
  if (all < 2 * first.length) return planned(first[all % first.length] ?? 'pass', retryAfter);
  const [from, until] = down[channel] ?? [0, 0];
  if (since >= from * minute && since < until * minute) return { fate: 'temporary' };
  let left = chance(seed, 'fate', channel, to, before);
  for (const [fate, share] of shares) {
    left -= share;
    if (left < 0) return planned(fate, retryAfter);
  }
  return { fate: 'pass' };
}

const planned = (fate: Fate, retryAfter: Millis): Plan => (fate === 'rate-limited' ? { fate, retryAfter } : { fate });

/** Told of a message that left; `after` the moment it left, null: before the vendor's own answer. */
export interface Told {
  state: ReceiptState;
  after: Millis | null;
  twice: boolean;
}

/** Later than a rung's hour, so that the next message is on its way, or has left. */
const late = 150 * minute;

/** What becomes of a message that the vendor took: nothing, for many. */
export function receipts(seed: string, channel: Channel, contact: number): Told[] {
  const what = chance(seed, 'what', channel, contact);
  const soon = Math.ceil(40 * chance(seed, 'when', channel, contact)) * minute;
  const twice = chance(seed, 'twice', channel, contact) < 0.4;
  const told = (state: ReceiptState, after: Millis | null): Told => ({ state, after, twice });
  switch (channel) {
    case 'whatsapp':
      if (what < 0.1) return [told('delivered', null)];
      if (what < 0.4) return [told('delivered', soon)];
      if (what < 0.5) return [told('failed', soon)];
      return what < 0.65 ? [told('delivered', late + soon)] : [];
    case 'viber':
      if (what < 0.3) return [told('delivered', soon), told('read', soon + minute)];
      // The wrong way round.
      if (what < 0.45) return [told('read', soon), told('delivered', soon + minute)];
      return what < 0.6 ? [told('delivered', soon)] : [];
    case 'sms':
      if (what < 0.4) return [told('delivered', soon)];
      if (what < 0.5) return [told('failed', soon)];
      return what < 0.65 ? [told('delivered', late + soon)] : [];
    case 'vk':
      return what < 0.3 ? [told('read', soon)] : what < 0.4 ? [told('read', late + soon)] : [];
    case 'telegram':
      return what < 0.3 ? [told('replied', soon)] : [];
    case 'email':
      return [];
  }
}

/** What is enough for a message of the channel to have reached its contact; see the flow. */
export const enough: Readonly<Record<Channel, readonly ReceiptState[]>> = {
  whatsapp: ['delivered', 'read', 'replied'],
  viber: ['read', 'replied'],
  sms: ['delivered', 'replied'],
  vk: ['read', 'replied'],
  telegram: ['replied'],
  email: ['replied'],
};
