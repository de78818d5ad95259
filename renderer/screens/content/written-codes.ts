/** Codes as they are pasted: one a line, or a column out of a table. Pure. */
import { codeSchema } from '../../../flows/sdk/offer.ts';

export const mostCodes = 100_000;

export type WrittenCodes =
  | { codes: string[]; wrong: null }
  /** Counted from 1. */
  | { codes: null; wrong: { line: number; text: string } };

/** Empty lines and what comes twice are passed over. */
export function writtenCodes(text: string): WrittenCodes {
  const codes = new Map<string, string>();
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim().replace(/^["']|["',;]+$/g, '');
    if (line === '') continue;
    const parsed = codeSchema.safeParse(line);
    if (!parsed.success) return { codes: null, wrong: { line: index + 1, text: line.slice(0, 40) } };
    const same = parsed.data.toUpperCase();
    if (!codes.has(same)) codes.set(same, parsed.data);
  }
  return { codes: [...codes.values()], wrong: null };
}
