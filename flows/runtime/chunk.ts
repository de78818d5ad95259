/**
 * How many are moved in one transaction: as many as keep it short, so that the page's calls are answered in between. Found
 * by doing, since nodes differ and so do computers. The size changes when commits happen, never what they say.
 */
import type { Runtime } from './state.ts';

/** Milliseconds of one chunk. On a virtual clock of the command line nobody waits for an answer, but a cancel must work. */
export const chunkMs = { wall: 15, virtual: 250 } as const;
const smallest = 100;
const largest = 50_000;

/** Does one chunk of the size that suits the flow's pace so far; returns how many it did. */
export function inChunk(rt: Runtime, work: (size: number) => number): number {
  const size = rt.chunk;
  const from = performance.now();
  const done = work(size);
  const took = Math.max(0.05, performance.now() - from);
  if (done === size) {
    const factor = Math.min(2, Math.max(0.25, rt.chunkMs / took));
    rt.chunk = Math.round(Math.min(largest, Math.max(smallest, size * factor)));
  }
  return done;
}
