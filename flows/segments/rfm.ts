/** Scores of purchases: recency, frequency, monetary, each 1 (the least) to 5, as three digits of one number. */
export const rfmParts = ['recency', 'frequency', 'monetary'] as const;
export type RfmPart = (typeof rfmParts)[number];

const place: Readonly<Record<RfmPart, number>> = { recency: 100, frequency: 10, monetary: 1 };

/** One of the three digits. */
export const rfmScore = (rfm: number, part: RfmPart): number => Math.floor(rfm / place[part]) % 10;
/** The same in SQL, over a column. */
export const rfmScoreSql = (column: string, part: RfmPart): string => `(${column} / ${place[part]} % 10)`;

/**
 * Values above which each of the scores 2 to 5 begins: the fifths of those who bought. Where many are alike they all have the
 * lower score, and some scores nobody has.
 */
export function fifths(values: readonly number[]): [number, number, number, number] {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (k: number): number => sorted[Math.max(0, Math.ceil((sorted.length * k) / 5) - 1)] ?? 0;
  return [at(1), at(2), at(3), at(4)];
}
