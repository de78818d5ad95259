/**
 * What a vendor sends to the public address by itself: how a delivery is told from a forgery, and what it says. A connector with a
 * `hook` has an address of its own for each account (flows/host/vendor-hooks.ts).
 */
import type { ReceiptState } from './channels.ts';
import type { Connector, Incoming } from './connector.ts';
import type { Millis } from './time.ts';

/** One request of a vendor, or of somebody who says so. */
export interface Delivery {
  method: 'GET' | 'POST';
  /** The whole address as the vendor was told it, with the query of this request: some vendors sign it. */
  url: string;
  query: URLSearchParams;
  /** By its name in small letters; null where it did not come, or came twice. */
  header(name: string): string | null;
  /** As it came, byte by byte: signatures are made over it. */
  body: Uint8Array;
}

export interface HookContext {
  now: Millis;
  /** The word that the vendor was told together with the address, and repeats when it asks whether the address is ours. */
  word: string;
}

/**
 * `unsigned`: no signature, or none that fits. `old`: signed, but too long ago. `unset`: the account lacks what it is checked by.
 * `foreign`: where nothing is signed, what is no delivery of this vendor, or comes from a page.
 */
export const refusalReasons = ['unsigned', 'old', 'unset', 'foreign'] as const;
export type HookRefusal = (typeof refusalReasons)[number];

export type HookResult =
  /** It is the vendor's. `answer`: what the vendor wants to read; left out: nothing. */
  | { kind: 'taken'; incoming: readonly Incoming[]; answer?: { type: string; body: string } }
  /** The vendor asks whether the address is ours: it is told `text`. */
  | { kind: 'proved'; text: string }
  /** It is the vendor's, and cannot be read. */
  | { kind: 'unreadable' }
  /** Nothing is told to who sent it. */
  | { kind: 'refused'; reason: HookRefusal };

export interface VendorHook<Config> {
  /** The field of the form by which signatures are checked. Null: what the account has anyway. */
  checkedBy: string | null;
  /**
   * The vendor signs nothing: whoever knows the address is believed. The address is the secret then (128 random bits, made anew by the
   * owner when it got about), and the host takes nothing but events: no receipt, address, unsubscribe or message.
   */
  byAddress?: true;
  /**
   * Of `byAddress`: answers to people (`answer`) are taken too. Each names its person by a mark that a secret of the account made and only
   * the vendor was told; `receive` brings none whose mark it has not checked.
   */
  answersByMark?: true;
  /** Has the account what signatures are checked by? */
  ready(config: Config): boolean;
  /** Receipts that come only so. */
  receipts: readonly ReceiptState[];
  /** Does the owner copy the word to the vendor, beside the address? */
  wordIsCopied: boolean;
  /** Checks and reads. Does nothing else, and waits for nothing. */
  receive(config: Config, delivery: Delivery, context: HookContext): HookResult;
  /**
   * For vendors that are told the address by a call only: tells it. Throws ConnectorErrors. The vendor may ask the address whether
   * it is ours before this returns.
   */
  tell?(config: Config, address: string, context: { signal: AbortSignal; word: string }): Promise<void>;
}

/** Which receipts come: some only from when the vendor knows the address on. */
export function receiptsAt(
  { receipts, hook }: Pick<Connector, 'receipts' | 'hook'>,
  hookKnownAt: Millis | null,
  at: Millis,
): readonly ReceiptState[] {
  return hook === undefined || hookKnownAt === null || hookKnownAt > at ? receipts : [...receipts, ...hook.receipts];
}

/** All addresses of vendors' deliveries stand below this path, beside the addresses of webhook triggers. */
export const vendorHookPrefix = '/hooks/v/';

export const vendorHookUrl = (address: string, path: string): string => `${address}${vendorHookPrefix}${path}`;
