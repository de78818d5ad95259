/** A QR code as rectangles, the same on paper and on the screen. */
import qrcode from 'qrcode-generator';

export interface QrCode {
  /** Modules of a side, without the quiet zone around. */
  side: number;
  /** Dark runs of a row: `[column, row, length]`. */
  runs: readonly (readonly [number, number, number])[];
}

/** A smaller module, in millimetres, is not read safely from plain paper. */
const smallestModule = 0.4;
/** The quiet zone that scanners need on each side, in modules. */
export const quietZone = 4;

/** Longer ones would need modules that are too small for the side, in millimetres. Null: too long, or nothing to encode. */
export function qrCode(text: string, millimetres: number): QrCode | null {
  if (text === '') return null;
  try {
    const code = qrcode(0, 'M');
    // The library takes one character a byte.
    code.addData(String.fromCharCode(...new TextEncoder().encode(text.slice(0, 1000))), 'Byte');
    code.make();
    const side = code.getModuleCount();
    return millimetres / (side + 2 * quietZone) < smallestModule ? null : { side, runs: runsOf(side, code.isDark) };
  } catch {
    return null;
  }
}

function runsOf(side: number, isDark: (row: number, column: number) => boolean): [number, number, number][] {
  const runs: [number, number, number][] = [];
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!isDark(row, column)) continue;
      const from = column;
      while (column < side && isDark(row, column)) column++;
      runs.push([from, row, column - from]);
    }
  }
  return runs;
}
