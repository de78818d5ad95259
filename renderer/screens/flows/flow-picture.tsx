/** A small picture of a flow, drawn from where its blocks stand: colours by category, as on the canvas. */

import type { Template } from '../../../flows/api/templates.ts';
import type { FlowDocument } from '../../../flows/document/schema.ts';
import type { SpecRegistry } from '../../../flows/sdk/registry.ts';
import { cardSize as card } from '../../canvas/arrange.ts';
import { curvePath } from '../../canvas/edge-path.ts';
import classes from './gallery.module.css';

const margin = 40;

/** The same from a document; null where its blocks have no places. */
export function drawingOf({ nodes, edges, layout }: FlowDocument, specs: SpecRegistry): Template['drawing'] | null {
  const places = layout?.nodes ?? {};
  const placed = nodes.filter(({ id }) => places[id] !== undefined);
  if (placed.length === 0) return null;
  const numbers = new Map(placed.map(({ id }, n) => [id, n]));
  return {
    blocks: placed.map(({ id, type }) => {
      const [x, y] = places[id] ?? [0, 0];
      return { x, y, category: specs.get(type)?.category ?? 'action' };
    }),
    lines: edges.flatMap(({ from, to }): [number, number][] => {
      const [a, b] = [numbers.get(from), numbers.get(to)];
      return a === undefined || b === undefined ? [] : [[a, b]];
    }),
  };
}

export function FlowPicture({ drawing }: { drawing: Template['drawing'] }) {
  const { blocks, lines } = drawing;
  // Two ways out may lead to the same block: in small they are one line.
  const drawn = [...new Map(lines.map((line) => [line.join(), line])).values()];
  const xs = blocks.map(({ x }) => x);
  const ys = blocks.map(({ y }) => y);
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  const width = Math.max(...xs) + card.width + margin - left;
  const height = Math.max(...ys) + card.height + margin - top;
  return (
    <svg
      className={classes.picture}
      viewBox={`${left} ${top} ${width} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden="true"
      focusable="false"
    >
      {drawn.map(([from, to]) => {
        const [a, b] = [blocks[from], blocks[to]];
        if (a === undefined || b === undefined) return null;
        const path = curvePath({
          sourceX: a.x + card.width / 2,
          sourceY: a.y + card.height,
          targetX: b.x + card.width / 2,
          targetY: b.y,
        });
        return <path key={`${from}-${to}`} d={path} />;
      })}
      {blocks.map(({ x, y, category }, n) => (
        <rect
          // Blocks have no other name here, and their order is that of the file.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={n}
          x={x}
          y={y}
          width={card.width}
          height={card.height}
          rx={18}
          style={{ fill: `var(--k-${category})` }}
        />
      ))}
    </svg>
  );
}
