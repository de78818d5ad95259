/** A flyer: picture, headline, text, and a QR code at the foot. The text shrinks until it fits; it never goes on elsewhere. */
import { type Flow, fitSize, line, pictureIn, qrBlock, qrOf, type Setting, saidLines, stack } from './blocks.ts';
import type { Item, Piece, PieceTexts } from './layout.ts';
import { linesOf } from './lines.ts';
import { gridOf, mm, type PrintFormat, type Size } from './paper.ts';
import type { QrCode } from './qr.ts';

/** The size of the text that one begins with; below 8 points nobody reads it. */
const largest: Partial<Record<PrintFormat, number>> = { 'flyer-1': 16, 'flyer-2': 13, 'flyer-4': 11 };
const smallest = 8;

export function flyerPages(texts: PieceTexts): Piece {
  const { cell } = gridOf(texts.format);
  const margin = mm(texts.format === 'flyer-1' ? 20 : 10);
  const at = { x: margin, width: cell.width - 2 * margin };
  const code = texts.qr === '' ? null : qrOf(texts.qr);
  const made = fitSize(
    largest[texts.format] ?? smallest,
    smallest,
    (size) => flowOf(texts, code, at, { top: margin, bottom: cell.height - margin }, size),
    ({ fits }) => fits,
  );
  const whom = whomFor(texts, cell, margin);
  const unread = texts.qr !== '' && code === null;
  return { pages: [[...made.items, ...whom]], trouble: unread ? 'qr-too-long' : made.fits ? null : 'too-long' };
}

/** Whose it is, small at the edge: flyers of many people leave the printer together. */
function whomFor({ name, address }: PieceTexts, cell: Size, margin: number): Item[] {
  const set: Setting = { size: 6.5, leading: 1.3, faint: true };
  const words = saidLines(`${name}\n${address}`).join(', ');
  const [first = ''] = linesOf(words, set, cell.width - 2 * margin);
  return first === '' ? [] : [line(first, margin, cell.height - margin * 0.7, set)];
}

interface Made {
  items: Item[];
  fits: boolean;
}

function flowOf(
  { picture, title, text, caption }: PieceTexts,
  code: QrCode | null,
  { x, width }: { x: number; width: number },
  { top, bottom }: { top: number; bottom: number },
  size: number,
): Made {
  const body: Setting = { size, leading: 1.4 };
  const heading: Setting = { size: size * 1.7, leading: 1.15, bold: true };
  const items: Item[] = [];
  let y = top;
  const add = (flow: Flow, gap: number): void => {
    items.push(...flow.items);
    y = flow.y + gap;
  };
  if (picture !== null) {
    const shown = pictureIn(picture, x, y, width, (bottom - top) * 0.3);
    add({ items: [shown], y: y + shown.height }, mm(5));
  }
  if (title.trim() !== '') add(stack(linesOf(title.trim(), heading, width), x, y, heading), size * 0.6);
  if (text.trim() !== '') add(stack(linesOf(text.trim(), body, width), x, y, body), 0);
  if (code === null) return { items, fits: y <= bottom };
  const small: Setting = { size: Math.max(smallest, size - 1), leading: 1.35 };
  const { y: height } = qrBlock(code, caption, { x, y: 0, width }, small);
  const foot = qrBlock(code, caption, { x, y: bottom - height, width }, small);
  return { items: [...items, ...foot.items], fits: y + mm(3) <= bottom - height };
}
