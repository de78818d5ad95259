/** A disagreement in words: what it is about, and its three values as a person reads them. */
import type { Conflict } from '../../../flows/document/merge.ts';
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import type { CanvasWords } from '../words.ts';

/** The flows that names of blocks are looked for in, in this order. */
export type Sides = readonly FlowDocument[];

const nodeIn = (sides: Sides, id: string): FlowNode | undefined => {
  for (const { nodes } of sides) {
    const found = nodes.find((node) => node.id === id);
    if (found !== undefined) return found;
  }
  return undefined;
};
const nameIn = (sides: Sides, id: string, words: CanvasWords): string => {
  const node = nodeIn(sides, id);
  return node === undefined ? id : words.nodeName(node);
};

/** What it is about: a block's part, a way out, a setting. */
export function aboutOf(conflict: Conflict, sides: Sides, words: CanvasWords): string {
  const { kind, node, path } = conflict;
  const { t } = words;
  const name = node === null ? '' : nameIn(sides, node, words);
  if (kind === 'edge') {
    const edge = [conflict.ours, conflict.theirs, conflict.base].find((one) => one !== undefined) as { outlet: string };
    const from = node === null ? undefined : nodeIn(sides, node);
    return t('sharing:update.about.edge', { name, outlet: from ? words.outletLabel(from, edge.outlet) : edge.outlet });
  }
  if (kind === 'presence') return t('sharing:update.about.block', { name });
  if (kind === 'field') {
    const [part = '', ...inner] = path;
    const parts = [t(`history.compare.part.${part}`), ...inner.filter((step) => step !== 'content')];
    return t('sharing:update.about.field', { name, part: parts.join(' › ') });
  }
  const [first = ''] = path;
  const own = kind === 'settings' || kind === 'about' ? t(`sharing:update.setting.${first}`) : (path.at(-1) ?? '');
  return t(`sharing:update.about.${kind}`, { name: own });
}

const long = 600;

/** Plain texts as they are; what has parts as JSON, for those who read it. */
export function valueIn(
  conflict: Conflict,
  side: 'base' | 'ours' | 'theirs',
  sides: Sides,
  words: CanvasWords,
): string {
  const value = conflict[side];
  const { t } = words;
  if (value === undefined || value === null)
    return t(`sharing:update.none.${conflict.kind === 'presence' ? 'block' : 'value'}`);
  if (conflict.kind === 'edge')
    return t('sharing:update.leadsTo', { name: nameIn(sides, (value as { to: string }).to, words) });
  if (conflict.kind === 'presence') return words.summary(value as FlowNode) || words.nodeName(value as FlowNode);
  if (typeof value === 'boolean') return t(value ? 'app:yes' : 'app:no');
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return text.length > long ? `${text.slice(0, long)}…` : text;
}
