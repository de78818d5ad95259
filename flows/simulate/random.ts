/** Seeded chance. A draw depends on what it is about and on nothing else, so the order of asking cannot change it. */

/** 32 bits of a text: FNV-1a, spread by the finisher of MurmurHash3. */
function hash(text: string, from: number): number {
  let h = (0x811c9dc5 ^ from) >>> 0;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  return mix(h);
}

function mix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return h >>> 0;
}

/** The nth draw about something, in [0, 1). */
export type Draw = (n: number) => number;

export function drawsFor(seed: number, about: string): Draw {
  const high = hash(about, mix(seed | 0));
  const low = hash(about, mix((seed ^ 0x9e3779b9) | 0));
  // 53 bits from two independent words, each turned on by the golden ratio.
  return (n) => {
    const a = mix((high + Math.imul(n + 1, 0x9e3779b9)) | 0) >>> 5;
    const b = mix((low + Math.imul(n + 1, 0x85ebca77)) | 0) >>> 6;
    return (a * 67_108_864 + b) / 9_007_199_254_740_992;
  };
}
