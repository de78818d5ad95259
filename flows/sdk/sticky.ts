/** The bucket of a contact at a split: the same for ever for (flow, node, contact), uniform over 0 to 9999. */
export function stickyBucket(flow: string, node: string, contact: number): number {
  let hash = 0x811c9dc5;
  const text = `${flow}\u0000${node}\u0000${contact}`;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  // FNV leaves neighbouring numbers in neighbouring buckets; the finisher of MurmurHash3 spreads them.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) % 10_000;
}
