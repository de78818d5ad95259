/** A flow in small with what differs marked on it; both sides of a comparison are drawn to one scale, so that places can be compared. */
import { compareFlows } from '../../../flows/document/compare.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import { cardSize } from '../arrange.ts';
import { useWords } from '../words.ts';
import { bend } from './geometry.ts';

type Kind = 'added' | 'removed' | 'changed' | 'moved';

/** What each block and line of one side is to the other. */
export function marksOf(before: FlowDocument, after: FlowDocument, side: 'before' | 'after') {
  const found = compareFlows(before, after);
  const nodes = new Map<string, Kind>(found.moved.map((id) => [id, 'moved']));
  for (const { id } of found.changed) nodes.set(id, 'changed');
  for (const id of side === 'before' ? found.removed : found.added)
    nodes.set(id, side === 'before' ? 'removed' : 'added');
  const lines = side === 'before' ? found.edges.removed : found.edges.added;
  return { nodes, lines: new Set(lines.map(({ from, outlet, to }) => `${from}|${outlet}|${to}`)) };
}

const margin = 40;

interface Frame {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Round the blocks of both sides; null where none has a place. */
export function frameOf(documents: readonly FlowDocument[]): Frame | null {
  const places = documents.flatMap(({ nodes, layout }) =>
    nodes.flatMap(({ id }) => [layout?.nodes?.[id] ?? []].filter((at) => at.length > 0)),
  );
  if (places.length === 0) return null;
  const [xs, ys] = [places.map(([x = 0]) => x), places.map(([, y = 0]) => y)];
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  return {
    left,
    top,
    width: Math.max(...xs) + cardSize.width + margin - left,
    height: Math.max(...ys) + cardSize.height + margin - top,
  };
}

/** As many letters as a card takes at this size. */
const mostLetters = 15;
const short = (name: string): string => (name.length > mostLetters ? `${name.slice(0, mostLetters - 1)}…` : name);

interface PictureProps {
  document: FlowDocument;
  marks: ReturnType<typeof marksOf>;
  frame: Frame;
  side: 'before' | 'after';
}

export function ComparedPicture({ document, marks, frame, side }: PictureProps) {
  const words = useWords();
  const places = document.layout?.nodes ?? {};
  const nodes = document.nodes.filter(({ id }) => places[id] !== undefined);
  return (
    <svg
      viewBox={`${frame.left} ${frame.top} ${frame.width} ${frame.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
      focusable="false"
    >
      {document.edges.map(({ from, outlet, to }) => {
        const [a, b] = [places[from], places[to]];
        if (a === undefined || b === undefined) return null;
        const key = `${from}|${outlet}|${to}`;
        const start = { x: a[0] + cardSize.width / 2, y: a[1] + cardSize.height };
        return (
          <path
            key={key}
            data-kind={marks.lines.has(key) ? (side === 'before' ? 'removed' : 'added') : undefined}
            d={bend(start, { x: b[0] + cardSize.width / 2, y: b[1] })}
          />
        );
      })}
      {nodes.map((node) => {
        const [x, y] = places[node.id] ?? [0, 0];
        return (
          <g key={node.id} data-kind={marks.nodes.get(node.id)}>
            <rect x={x} y={y} width={cardSize.width} height={cardSize.height} rx={16} />
            <text x={x + cardSize.width / 2} y={y + cardSize.height / 2 + 8} textAnchor="middle">
              {short(words.nodeName(node))}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
