/** A letter: address, sender, text that flows over as many pages as it needs, a QR code at its end. */
import { addressItems, senderLine } from './address.ts';
import { line, pictureIn, qrBlock, qrOf, type Setting, saidLines, stack } from './blocks.ts';
import type { Item, Page, Piece, PieceTexts, PrintTrouble } from './layout.ts';
import { linesOf, widthOf } from './lines.ts';
import { addressBox, gridOf, hasEnvelope, mm, type Size } from './paper.ts';

/** More is a book. */
const mostPages = 10;

interface Sheet {
  size: Size;
  left: number;
  width: number;
  top: number;
  bottom: number;
  body: Setting;
}

export function letterPages(texts: PieceTexts): Piece {
  const large = hasEnvelope(texts.format);
  const size = gridOf(texts.format).sheet;
  const left = mm(large ? 25 : 15);
  const right = mm(large ? 20 : 15);
  const body: Setting = { size: large ? 11 : 10, leading: 1.45 };
  const sheet = { size, left, width: size.width - left - right, top: mm(20), bottom: size.height - mm(22), body };
  const first = headOf(texts, sheet);
  const { pages, trouble } = bodyOf(texts, sheet, first.items, first.y);
  return {
    pages:
      pages.length === 1 ? pages : pages.map((page, index) => [...page, pageNumber(index + 1, pages.length, sheet)]),
    trouble: first.trouble ?? trouble ?? (pages.length > mostPages ? 'too-long' : null),
  };
}

/** Picture, sender and address; and where the text may begin. */
function headOf(texts: PieceTexts, sheet: Sheet): { items: Item[]; y: number; trouble: PrintTrouble | null } {
  const { format, picture, sender, name, address } = texts;
  const envelope = hasEnvelope(format) ? texts.envelope : 'none';
  const box = addressBox(format, envelope);
  const items: Item[] = [];
  if (picture !== null) items.push(pictureIn(picture, sheet.left, mm(12), sheet.width * 0.45, mm(22)));
  const small: Setting = { size: 9, leading: 1.35, faint: true };
  const width = sheet.width * 0.5;
  const lines = saidLines(sender).flatMap((one) => linesOf(one, small, width));
  // To the right, each line ends at the margin.
  const end = sheet.left + sheet.width;
  for (const [index, text] of lines.entries()) {
    items.push(line(text, end - widthOf(text, small), mm(12) + index * small.size * small.leading, small));
  }
  const placed = addressItems(name, address, box, { largest: 11, smallest: 8 });
  items.push(...(envelope === 'none' ? [] : senderLine(sender, box)), ...placed.items);
  const trouble = saidLines(address).length === 0 ? 'no-address' : placed.fits ? null : 'too-long';
  // DIN 5008: the text begins 8.46 mm below the field of the address.
  const below = Math.max(box.y + box.height, mm(12) + lines.length * small.size * small.leading);
  return { items, y: below + mm(envelope === 'left' ? 8.46 : 14), trouble };
}

function bodyOf(
  { title, text, qr, caption }: PieceTexts,
  sheet: Sheet,
  first: Item[],
  from: number,
): { pages: Page[]; trouble: PrintTrouble | null } {
  const pages: Item[][] = [first];
  let y = from;
  const room = (height: number): void => {
    if (y + height <= sheet.bottom) return;
    pages.push([]);
    y = sheet.top;
  };
  const write = (lines: readonly string[], set: Setting): void => {
    const step = set.size * set.leading;
    for (const one of lines) {
      room(step);
      // A page does not begin with an empty line.
      if (one === '' && y === sheet.top && pages.length > 1) continue;
      pages.at(-1)?.push(...stack([one], sheet.left, y, set).items);
      y += step;
    }
  };
  const heading: Setting = { size: sheet.body.size + 4, leading: 1.3, bold: true };
  if (title.trim() !== '') {
    write(linesOf(title.trim(), heading, sheet.width), heading);
    y += mm(4);
  }
  write(linesOf(text.trim(), sheet.body, sheet.width), sheet.body);
  if (qr === '') return { pages, trouble: null };
  const code = qrOf(qr);
  if (code === null) return { pages, trouble: 'qr-too-long' };
  y += mm(6);
  const at = { x: sheet.left, width: sheet.width };
  room(qrBlock(code, caption, { ...at, y: 0 }, sheet.body).y);
  pages.at(-1)?.push(...qrBlock(code, caption, { ...at, y }, sheet.body).items);
  return { pages, trouble: null };
}

function pageNumber(page: number, of: number, { left, width, size }: Sheet): Item {
  const set: Setting = { size: 8, leading: 1.3, faint: true };
  const text = `${page} / ${of}`;
  return line(text, left + width - widthOf(text, set), size.height - mm(14), set);
}
