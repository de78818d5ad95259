/**
 * Paper, and where pieces lie on it. Lengths are points from the top left corner unless a name says millimetres.
 * Sheets of labels: sizes as the manufacturer's templates give them, centred on A4: L7160 is 3 by 7 of 63.5 by 38.1 mm with
 * 2.5 mm between the columns, L7163 is 2 by 7 of 99.1 by 38.1 mm with 2.5 mm between.
 */
export const printFormats = [
  'letter-a4',
  'letter-a5',
  'letter-us',
  'label-l7160',
  'label-l7163',
  'flyer-1',
  'flyer-2',
  'flyer-4',
] as const;
export type PrintFormat = (typeof printFormats)[number];

export const kindOf = (format: PrintFormat): 'letter' | 'label' | 'flyer' =>
  format.startsWith('letter') ? 'letter' : format.startsWith('label') ? 'label' : 'flyer';

export const mm = (millimetres: number): number => (millimetres * 72) / 25.4;

export interface Size {
  width: number;
  height: number;
}

const a4: Size = { width: mm(210), height: mm(297) };

/** How a sheet is divided: one piece where it is not. */
export interface Grid {
  sheet: Size;
  cell: Size;
  columns: number;
  rows: number;
  left: number;
  top: number;
  /** From one column to the next. */
  step: number;
  /** The pieces are cut apart by hand. */
  cut: boolean;
}

const whole = (sheet: Size): Grid => ({ ...grid(sheet, sheet, 1, 1, 0), cut: false });

function grid(sheet: Size, cell: Size, columns: number, rows: number, gap: number): Grid {
  const left = (sheet.width - columns * cell.width - (columns - 1) * gap) / 2;
  const top = (sheet.height - rows * cell.height) / 2;
  return { sheet, cell, columns, rows, left, top, step: cell.width + gap, cut: false };
}

const flyers = (columns: number, rows: number): Grid => ({
  ...grid(a4, { width: a4.width / columns, height: a4.height / rows }, columns, rows, 0),
  cut: columns * rows > 1,
});

const grids: Readonly<Record<PrintFormat, Grid>> = {
  'letter-a4': whole(a4),
  'letter-a5': whole({ width: mm(148), height: mm(210) }),
  'letter-us': whole({ width: 612, height: 792 }),
  'label-l7160': grid(a4, { width: mm(63.5), height: mm(38.1) }, 3, 7, mm(2.5)),
  'label-l7163': grid(a4, { width: mm(99.1), height: mm(38.1) }, 2, 7, mm(2.5)),
  'flyer-1': flyers(1, 1),
  'flyer-2': flyers(1, 2),
  'flyer-4': flyers(2, 2),
};

export const gridOf = (format: PrintFormat): Grid => grids[format];

export const piecesPerSheet = ({ columns, rows }: Grid): number => columns * rows;

/** Where the nth piece of a sheet lies, row by row. */
export function placeOf({ columns, left, top, step, cell }: Grid, n: number): { x: number; y: number } {
  return { x: left + (n % columns) * step, y: top + Math.floor(n / columns) * cell.height };
}

/** Where the window of the envelope is. `left`: DIN 5008, form B (DL, C5, C4). `right`: DL and E65 with the window on the right. */
export const envelopes = ['left', 'right', 'none'] as const;
export type Envelope = (typeof envelopes)[number];

/** Is there a window on an envelope that the paper is folded into? */
export const hasEnvelope = (format: PrintFormat): boolean => format === 'letter-a4' || format === 'letter-us';

export interface Box extends Size {
  x: number;
  y: number;
}

/** Where the address stands; the line of the sender is above it. Both are seen through the window however the letter slips. */
export function addressBox(format: PrintFormat, envelope: Envelope): Box {
  if (!hasEnvelope(format)) return { x: mm(15), y: mm(38), width: mm(80), height: mm(27.3) };
  // DIN 5008, form B: the field begins 20 mm from the left and 45 mm from the top; 17.7 mm down begins the address, 27.3 mm high.
  if (envelope === 'left') return { x: mm(25), y: mm(62.7), width: mm(80), height: mm(27.3) };
  // An envelope of 220 by 110 mm, its window of 90 by 45 mm 20 mm from the right and from the bottom; the letter may slip by 10 mm.
  if (envelope === 'right') return { x: mm(114), y: mm(52), width: mm(76), height: mm(27.3) };
  return { x: mm(25), y: mm(50), width: mm(80), height: mm(27.3) };
}
