/**
 * What an older state had and this one has not: pale cards and dashed lines where they were, arrows from where a block stood.
 * They are drawn with the drawing but are no part of it: nobody can select or connect them.
 */
import { ViewportPortal } from '@xyflow/react';
import { useMemo } from 'react';
import { specs } from '../../../registry/editors.ts';
import { BlockIcon } from '../block-icon.tsx';
import { useEditorState, useSession, useUiState } from '../session.ts';
import { sizeIn } from '../view.ts';
import { useWords } from '../words.ts';
import { bend, ghostHeight, ghostsOf } from './geometry.ts';
import './ghosts.css';

export function Ghosts() {
  const session = useSession();
  const words = useWords();
  const before = useUiState((state) => state.comparedTo?.document ?? null);
  const at = useUiState((state) => state.comparedTo?.at ?? null);
  const after = useEditorState((state) => state.document);
  const ghosts = useMemo(
    () => (before === null ? null : ghostsOf(before, after, specs, sizeIn(session))),
    [before, after, session],
  );
  if (ghosts === null) return null;
  return (
    <ViewportPortal>
      <svg className="kc-ghost-lines" aria-hidden="true">
        <defs>
          <marker
            id="kc-ghost-arrow"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M0 0 L8 4 L0 8 z" />
          </marker>
        </defs>
        {ghosts.lines.map(({ edge, from, to }) => (
          <path key={`${edge.from}|${edge.outlet}|${edge.to}`} className="kc-ghost-edge" d={bend(from, to)} />
        ))}
        {ghosts.moves.map(({ id, from, to }) => (
          <line
            key={id}
            className="kc-ghost-move"
            data-at={at === `m${id}` || undefined}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
            markerEnd="url(#kc-ghost-arrow)"
          />
        ))}
      </svg>
      {ghosts.cards.map(({ node, at: place, width }) => (
        <div
          key={node.id}
          className="kc-ghost"
          role="img"
          aria-label={words.t('sharing:compare.ghost', { name: words.nodeName(node) })}
          data-at={at === `r${node.id}` || undefined}
          style={{ transform: `translate(${place.x}px, ${place.y}px)`, width, height: ghostHeight }}
        >
          <BlockIcon type={node.type} />
          <span>
            <b>{words.nodeName(node)}</b>
            <em>{words.t('history.compare.removed')}</em>
          </span>
        </div>
      ))}
    </ViewportPortal>
  );
}
