/** Keys for a list whose entries have no ids: their words, and which of the same words it is. */
export function keyed<T>(list: readonly T[], words: (one: T) => string): { key: string; one: T }[] {
  const seen = new Map<string, number>();
  return list.map((one) => {
    const base = words(one);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    return { key: `${base} ${count}`, one };
  });
}
