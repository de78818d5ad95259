/** How vendors count requests: a bucket that leaks at a rate and refuses what would flow over. By the real clock. */
export function leakyBucket({ perSecond, burst }: { perSecond: number; burst: number }) {
  let level = 0;
  let at = performance.now();
  let refused = 0;
  return {
    /** False: too many. */
    take(): boolean {
      const now = performance.now();
      level = Math.max(0, level - ((now - at) / 1000) * perSecond);
      at = now;
      if (level + 1 > burst) {
        refused++;
        return false;
      }
      level++;
      return true;
    },
    refused: () => refused,
  };
}
