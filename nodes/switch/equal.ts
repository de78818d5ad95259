const plainNumber = /^-?\d{1,300}(?:\.\d{1,300})?$/;

/** Says "is" as rules say it: text by letter, numbers by what they are worth, one item of a list is enough. */
export function equals(actual: unknown, wanted: string): boolean {
  if (Array.isArray(actual)) return actual.some((item) => !Array.isArray(item) && equals(item, wanted));
  if (typeof actual === 'number') return plainNumber.test(wanted) && Number(wanted) === actual;
  return typeof actual === 'boolean' ? String(actual) === wanted : actual === wanted;
}
