/** What seldom changes at a vendor (fields, stages, rights) is read once in a while, not for every page. */
import type { Millis } from '../flows/sdk/time.ts';

const freshFor: Millis = 600_000;

/** Reads at most once in ten minutes for each key. What fails is asked for again. */
export function keptForAWhile(): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { at: number; value: unknown }>();
  return async <T>(key: string, read: () => Promise<T>) => {
    const known = kept.get(key);
    if (known !== undefined && performance.now() - known.at < freshFor) return known.value as T;
    const value = await read();
    kept.set(key, { at: performance.now(), value });
    return value;
  };
}
