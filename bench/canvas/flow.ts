/** A flow of so many blocks, laid out as people lay out large ones: a start, and lanes that branch, wait, send and merge. */
import type { FlowDocument, FlowEdge, FlowNode } from '../../flows/document/schema.ts';

/** Both canvases leave out what is out of sight in flows of more blocks than this. */
export const cullFrom = 200;

const lanes = 10;
const across = 300;
const down = 210;

/** Same number, same flow. */
export function flowOf(blocks: number): FlowDocument {
  const nodes: FlowNode[] = [];
  const typeOf = new Map<string, string>();
  const edges: FlowEdge[] = [];
  const places: Record<string, [number, number]> = {};
  const node = (id: string, type: string, config: Record<string, unknown>, lane: number, row: number) => {
    nodes.push({ id, type, version: 1, config });
    typeOf.set(id, type);
    places[id] = [lane * across, row * down];
  };
  const rule = { combinator: 'and' as const, rules: [{ field: 'country', operator: '=', value: 'UA' }] };
  node('start', 'trigger-event', { event: 'order.created' }, 4, 0);
  for (let at = 1; at < blocks; at++) {
    const [lane, row] = [(at - 1) % lanes, 1 + Math.floor((at - 1) / lanes)];
    const id = `b${at}`;
    const kind = row % 4;
    if (kind === 0) node(id, 'segment', { branches: [{ id: 'ua', name: 'From Ukraine', rule }] }, lane, row);
    else if (kind === 1) node(id, 'wait', { for: `P${1 + (at % 9)}D` }, lane, row);
    else if (kind === 2)
      node(
        id,
        'email',
        {
          account: 'mail',
          topic: 'service',
          content: { en: { subject: `Letter ${at}: what is new`, html: `<p>Hello, this is letter ${at}.</p>` } },
        },
        lane,
        row,
      );
    else node(id, 'milestone', { name: `Reached ${at}` }, lane, row);
    // The start has one way: it leads into the first lane, the others begin by themselves.
    if (row === 1) {
      if (lane === 0) edges.push({ from: 'start', outlet: 'next', to: id });
      continue;
    }
    const above = `b${at - lanes}`;
    const branches = typeOf.get(above) === 'segment';
    edges.push({ from: above, outlet: branches ? 'ua' : 'next', to: id });
    // What does not match goes on in the next lane, where both ways meet.
    if (branches && lane + 1 < lanes && at + 1 < blocks) edges.push({ from: above, outlet: 'else', to: `b${at + 1}` });
  }
  return {
    format: 'kaskad.flow',
    formatVersion: 1,
    name: `${blocks} blocks`,
    language: 'en',
    slots: { accounts: { mail: { capability: 'send.email' } } },
    nodes,
    edges,
    layout: { nodes: places },
  };
}
