/** The address of a person on paper, and who has sent it. */
import { fitSize, line, type Setting, saidLines, stack } from './blocks.ts';
import type { Item } from './layout.ts';
import { linesOf, widthOf } from './lines.ts';
import type { Box } from './paper.ts';

const leading = 1.25;

/** Name and address inside a box; small where there is much. `fits` is false where even that does not do. */
export function addressItems(
  name: string,
  address: string,
  box: Box,
  options: { largest: number; smallest: number; boldName?: boolean; centred?: boolean },
): { items: Item[]; fits: boolean } {
  const make = (size: number) => {
    const [first, second] = [
      { size, leading, bold: options.boldName === true },
      { size, leading },
    ] as const;
    const names = saidLines(name).flatMap((one) => linesOf(one, first, box.width));
    const rest = saidLines(address).flatMap((one) => linesOf(one, second, box.width));
    const height = (names.length + rest.length) * size * leading;
    const y = options.centred === true ? box.y + Math.max(0, (box.height - height) / 2) : box.y;
    const head = stack(names, box.x, y, first);
    const body = stack(rest, box.x, head.y, second);
    return { items: [...head.items, ...body.items], fits: height <= box.height };
  };
  return fitSize(options.largest, options.smallest, make, ({ fits }) => fits);
}

/** The line above the address that the window shows too. Cut where it is too long: it is there for what comes back. */
export function senderLine(sender: string, box: Box): Item[] {
  const set: Setting = { size: 7, leading, faint: true };
  const parts = saidLines(sender);
  let text = '';
  for (const part of parts) {
    const longer = text === '' ? part : `${text} · ${part}`;
    if (widthOf(longer, set) > box.width) break;
    text = longer;
  }
  if (text === '') return [];
  const y = box.y - set.size * leading - 4;
  return [line(text, box.x, y, set), { kind: 'rule', x: box.x, y: box.y - 3, width: box.width }];
}
