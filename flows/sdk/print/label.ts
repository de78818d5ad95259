/** An address label. */
import { addressItems } from './address.ts';
import { saidLines } from './blocks.ts';
import type { Piece, PieceTexts } from './layout.ts';
import { gridOf, mm } from './paper.ts';

export function labelPages({ format, name, address }: PieceTexts): Piece {
  const { cell } = gridOf(format);
  const box = { x: mm(5), y: mm(4), width: cell.width - mm(10), height: cell.height - mm(8) };
  const { items, fits } = addressItems(name, address, box, { largest: 11, smallest: 7, boldName: true, centred: true });
  return { pages: [items], trouble: saidLines(address).length === 0 ? 'no-address' : fits ? null : 'too-long' };
}
