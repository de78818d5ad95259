/** Pieces of a page that several formats have. */
import type { Item } from './layout.ts';
import { type Face, linesOf, printable } from './lines.ts';
import { mm } from './paper.ts';
import type { PictureSize } from './picture.ts';
import { type QrCode, qrCode, quietZone } from './qr.ts';

/** From the top of a line to the line that its letters stand on, as a share of the size. */
const rise = 1.05;

export interface Flow {
  items: Item[];
  /** Where the next thing may begin. */
  y: number;
}

export interface Setting extends Face {
  /** From one line to the next, as a share of the size. */
  leading: number;
  faint?: boolean;
}

/** Lines one under the other. */
export function stack(lines: readonly string[], x: number, y: number, set: Setting): Flow {
  const step = set.size * set.leading;
  const items = lines.flatMap((text, index): Item[] => (text === '' ? [] : [line(text, x, y + index * step, set)]));
  return { items, y: y + lines.length * step };
}

/** One line whose top is at `y`. */
export const line = (
  text: string,
  x: number,
  y: number,
  { size, leading, bold = false, faint = false }: Setting,
): Item => ({
  kind: 'text',
  x,
  y: y + size * (rise + (leading - 1.3) / 2),
  ...{ size, bold, faint, text },
});

/** Lines that say something; blank ones of an address or a sender are left out. */
export const saidLines = (text: string): string[] =>
  printable(text)
    .split('\n')
    .map((one) => one.replaceAll(/ +/g, ' ').trim())
    .filter((one) => one !== '');

/** As large as it may be inside, keeping its shape, and never larger than at 150 dots an inch. */
export function pictureIn(
  picture: PictureSize,
  x: number,
  y: number,
  width: number,
  height: number,
): Item & { kind: 'picture' } {
  const scale = Math.min(width / picture.width, height / picture.height, 72 / 150);
  return { kind: 'picture', x, y, width: picture.width * scale, height: picture.height * scale };
}

/** Side of a QR code with its quiet zone, in millimetres. */
const qrSide = 30;
const beside = mm(2);

/** Made once a piece: it takes longer than everything else. Null: it is too long to be read from paper. */
export const qrOf = (text: string): QrCode | null => qrCode(text, qrSide);

/** The code, and its caption beside it. Its dark modules begin where the text does; the quiet zone lies in the margin. */
export function qrBlock(
  code: QrCode,
  caption: string,
  at: { x: number; y: number; width: number },
  set: Setting,
): Flow {
  const side = mm(qrSide);
  const quiet = (quietZone * side) / (code.side + 2 * quietZone);
  const left = side - quiet + beside;
  const lines = caption.trim() === '' ? [] : linesOf(caption.trim(), set, Math.max(at.width - left, set.size));
  const height = lines.length * set.size * set.leading;
  const words = stack(lines, at.x + left, at.y + Math.max(0, (side - height) / 2), set);
  return {
    items: [{ kind: 'qr', x: at.x - quiet, y: at.y, side, code }, ...words.items],
    y: at.y + Math.max(side, height),
  };
}

/** The largest size, in steps of half a point, at which it fits; the smallest where it does not. */
export function fitSize<T>(
  largest: number,
  smallest: number,
  make: (size: number) => T,
  fits: (made: T) => boolean,
): T {
  for (let size = largest; size > smallest; size -= 0.5) {
    const made = make(size);
    if (fits(made)) return made;
  }
  return make(smallest);
}
