/** What `conformance.ts` of a connector folder gives to tests/conformance: the vendor, played on this computer. */

/** Failures that every vendor is asked for; a vendor that cannot fail so answers `null`. */
export type LoopbackFault =
  | 'rate-limited'
  | 'temporary'
  | 'blocked'
  | 'unreachable-recipient'
  /** The vendor acts and the connection is cut before its answer. */
  | 'cut-after-acting'
  /** The vendor acts and never answers. */
  | 'hang-after-acting';

/** What a connector with operations is asked to do. */
export interface LoopbackOperation {
  name: string;
  /** An input that is harmless to repeat, and one that is not; null where the operation has no such input. */
  harmless: unknown;
  harmful: unknown;
}

export interface Loopback {
  /** Right credentials; every secret field of the form is set. */
  config: Record<string, unknown>;
  /** The same with wrong credentials; null where there are none. */
  wrongCredentials: Record<string, unknown> | null;
  /** The same, at an address where nobody listens; null where nothing is called. */
  nobodyThere: Record<string, unknown> | null;
  /** Required of a connector that declares operations: one for each. `fail` and `arrived` count for them too. */
  operations?: readonly LoopbackOperation[];
  channel: string;
  parts: Record<string, string>;
  recipient: string;
  /** From now on fail so. `to` is a recipient that shows it, `retryAfter` the milliseconds the vendor names. */
  fail(fault: LoopbackFault): { to?: string; retryAfter?: number } | null;
  heal(): void;
  /** Messages that arrived at people so far; null where that cannot be told. */
  arrived(): number | null;
  close(): Promise<void>;
}

export interface Conformance {
  start(): Promise<Loopback>;
}
