/** Values of an import that were refused, written anew. */
import type { ImportResult } from '../../../flows/api/shapes.ts';

export type Rejected = ImportResult['rejected'][number];

export interface Correction {
  line: number;
  column: string;
  value: string;
}

export const cellKey = (line: number, column: string): string => `${line} ${column}`;

/**
 * The import as it is after the corrected lines were read again. Other cells of those lines are refused as before; what was
 * written anew and refused again stands in the list as it was written.
 */
export function afterCorrection(
  before: ImportResult,
  again: ImportResult,
  corrections: readonly Correction[],
): ImportResult {
  const lines = new Set(corrections.map(({ line }) => line));
  const rejected = [...before.rejected.filter(({ line }) => !lines.has(line)), ...again.rejected];
  return {
    read: before.read,
    created: before.created + again.created,
    // Whoever came with the file and is completed now was counted already.
    updated: before.updated,
    unchanged: before.unchanged,
    rejected: rejected.sort((a, b) => a.line - b.line),
    canceled: before.canceled,
    import: again.import,
  };
}
