/**
 * The chain over the ledger of consents. An entry's hash is over all that it says; a seal's root is over the hashes of its
 * entries, its own hash over the seal before and the root. So one entry can be shown to have stood in the ledger without
 * showing the others: its neighbours' hashes, and the roots up to the last seal, are enough.
 */
import type { Millis } from '../sdk/time.ts';

/** A line of the ledger. */
export interface ConsentEntry {
  id: number;
  contact: number;
  channel: string;
  /** Empty: the channel as a whole. */
  topic: string;
  /** Null: no answer is on record any more. */
  granted: boolean | null;
  at: Millis;
  /** `import`, `manual`, `flow`, `unsubscribe` … */
  source: string;
  /** JSON of what was shown, where and to whom; null where nobody noted it. */
  proof: string | null;
}

export interface ConsentSeal {
  /** The last entry that it covers. */
  upTo: number;
  root: string;
  hash: string;
}

export type Sha256 = (text: string) => string;

/** Entries under one seal at most: what has to be shown beside one entry to prove it. */
export const entriesASeal = 256;
export const firstSeal = '0'.repeat(64);

export const entryHash = (sha256: Sha256, one: ConsentEntry): string =>
  sha256(JSON.stringify([one.id, one.contact, one.channel, one.topic, one.granted, one.at, one.source, one.proof]));
export const rootOf = (sha256: Sha256, hashes: readonly string[]): string => sha256(hashes.join('\n'));
export const sealHash = (sha256: Sha256, before: string, root: string): string => sha256(`${before}\n${root}`);

/** What proves the entries of one contact to somebody who has the last seal's hash. */
export interface ConsentProof {
  format: 'kaskad.consents';
  formatVersion: 1;
  entries: ConsentEntry[];
  /** Of each seal from the first that matters on. */
  seals: {
    root: string /** Of those seals that cover an entry: the hashes of all their entries, in order. */;
    hashes?: string[];
  }[];
  /** The hash of the seal before the first of them. */
  before: string;
  /** The hash of the last one. */
  last: string;
}

/** Does the chain hold, and does every entry stand in it? For whoever was given the proof. */
export function isProven(sha256: Sha256, proof: ConsentProof): boolean {
  let hash = proof.before;
  const shown = new Set<string>();
  for (const { root, hashes } of proof.seals) {
    if (hashes !== undefined) {
      if (rootOf(sha256, hashes) !== root) return false;
      for (const one of hashes) shown.add(one);
    }
    hash = sealHash(sha256, hash, root);
  }
  return hash === proof.last && proof.entries.every((one) => shown.has(entryHash(sha256, one)));
}
