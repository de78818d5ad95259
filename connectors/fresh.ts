/** What seldom changes at a vendor (fields, stages, the account itself): what was read is taken for a while. */
import type { Millis } from '../flows/sdk/time.ts';

const freshFor: Millis = 600_000;

/** `read` is asked again after ten minutes; a failure is not kept. */
export function keptFresh(): <T>(key: string, read: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, { at: number; value: unknown }>();
  return async <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const known = kept.get(key);
    if (known !== undefined && performance.now() - known.at < freshFor) return known.value as T;
    const value = await read();
    kept.set(key, { at: performance.now(), value });
    return value;
  };
}
