import type { Millis } from './time.ts';

/**
 * The standard channels and the kind of address each one needs. A channel is a way of messaging, served by any account
 * whose connector has the capability `send.<channel>`. A channel not listed uses the address kind of its own name.
 */
const addressKinds: Readonly<Record<string, string>> = {
  email: 'email',
  sms: 'phone',
  'phone-call': 'phone',
};

/** Channels that need no address in the profile: paper goes to attributes, and whoever comes to the site is asked who they are. */
const unaddressed: ReadonlySet<string> = new Set(['print', 'site']);

export const needsAddress = (channel: string): boolean => !unaddressed.has(channel);

/** A browser shows what comes and a phone rings: in neither does anybody talk in writing. */
const oneWay: ReadonlySet<string> = new Set(['web-push', 'phone-call']);

/** Can a person be answered in the channel by hand? */
export const isTalkedIn = (channel: string): boolean => needsAddress(channel) && !oneWay.has(channel);

export const addressKindOf = (channel: string): string => addressKinds[channel] ?? channel;

/** Channels whose messages carry buttons that answer to us. In others a choice is written out, and answered in words. */
const withButtons: ReadonlySet<string> = new Set([
  'telegram',
  'whatsapp',
  'viber',
  'messenger',
  'instagram',
  'vk',
  'in-app',
  'site',
]);

export const hasButtons = (channel: string): boolean => withButtons.has(channel);

/** Of those, the ones that take a dozen buttons under one message. */
const withScales: ReadonlySet<string> = new Set(['telegram', 'viber', 'vk', 'in-app', 'site']);

export const holdsScale = (channel: string): boolean => withScales.has(channel);

/** Channels by which nobody ever learns that a message was read. */
const unread: ReadonlySet<string> = new Set(['sms', 'telegram', 'phone-call', 'print', 'web-push']);

/** May it become known that a message of the channel was read? */
export const tellsReading = (channel: string): boolean => !unread.has(channel);

/**
 * Of several addresses the one that came last is written to: a browser is left for another, while an e-mail or a phone that was first is the
 * main one.
 */
export const newestFirst = (channel: string): boolean => channel === 'web-push';

/** States of a message, in the order in which they may only move forward. See docs/engine: outbox. */
export const messageStates = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'read',
  'clicked',
  'replied',
  'failed',
  'suppressed',
  'unknown',
  'canceled',
] as const;
export type MessageState = (typeof messageStates)[number];

/** What a vendor may tell us later about a message. */
export const receiptStates = ['delivered', 'read', 'clicked', 'replied', 'failed'] as const;
export type ReceiptState = (typeof receiptStates)[number];

/** Why a message was not sent, in the order in which the reasons are checked. */
export const suppressionReasons = [
  'contact-deleted',
  'holdout',
  'already-sent',
  'no-address',
  'bad-address',
  'no-consent',
  'offer-over',
  'offer-early',
  'automation-paused',
  'outside-window',
  'quiet-hours',
  'frequency-cap',
  'budget',
  'account-paused',
  'no-code',
  'render-failed',
  'expired',
] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Reasons that pass by themselves, so that waiting can help. */
export const passingReasons: ReadonlySet<SuppressionReason> = new Set<SuppressionReason>([
  'offer-early',
  'automation-paused',
  'quiet-hours',
  'frequency-cap',
  'account-paused',
]);

/**
 * How long after a person's last message in the channel one may write freely there, by the vendors' rules. Approved
 * templates may leave at any time.
 */
const windows: ReadonlyMap<string, Millis> = new Map(
  ['whatsapp', 'messenger', 'instagram'].map((channel) => [channel, 24 * 3_600_000]),
);

/** Milliseconds, or null where one may always write. */
export const windowOf = (channel: string): Millis | null => windows.get(channel) ?? null;
