/** A folded frame: one tile in place of its blocks, with what they would say together. */
import { IconAlertTriangle, IconChevronRight, IconCircleX } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { ReplayMark } from '../replay.tsx';
import { stateOfAll } from '../replay-view.ts';
import { shownLive, useEditorState, useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import type { TileElement } from './elements.ts';
import { NameField } from './frame-box.tsx';
import { setFolded } from './gestures.ts';
import { tileFigures, tileProblems } from './tile-figures.ts';
import { useMark } from './use-mark.ts';

export const FrameTile = memo(function FrameTile({ id, data, selected }: NodeProps<TileElement>) {
  const { frame, members, entry } = data;
  const session = useSession();
  const words = useWords();
  const editing = useUiState((state) => state.editing === id);
  const document = useEditorState((state) => state.document);
  const live = useUiState(shownLive);
  const replay = useUiState((state) => stateOfAll(state.replay, members.nodes));
  const byNode = useUiState((state) => state.problemsByNode);
  const name = frame.name || words.t('frames:unnamed');
  const blocks = words.t('frames:blocks', { count: members.nodes.length });
  const figures = tileFigures(document, members, live).map((figure) => ({
    name: figure.name,
    ...words.figure(figure),
  }));
  const problems = tileProblems(members, byNode);
  const wrong = problems.count === 0 ? '' : words.t('frames:problems', { count: problems.count });
  const open = words.t('frames:unfoldNamed', { name });
  const spoken = [
    words.t('frames:tileSpoken', { name, blocks }),
    ...figures.map(({ value, label }) => `${value} ${label}`),
    ...(wrong === '' ? [] : [wrong]),
    words.t('frames:tileHint'),
  ].join('. ');
  const focus = useMark({ key: id, entry, selected, label: spoken, kind: words.t('frames:frame') });
  return (
    <div {...focus} className="kc-card kc-tile" data-replay={replay}>
      {replay === undefined ? null : <ReplayMark nodes={members.nodes} />}
      <Handle type="target" position={Position.Top} className="kc-tile-end" isConnectable={false} />
      <div className="kc-card-body">
        <div className="kc-card-head">
          <button
            type="button"
            className="kc-fold nodrag nopan"
            tabIndex={-1}
            aria-label={open}
            aria-expanded={false}
            title={open}
            onClick={(event) => {
              event.stopPropagation();
              setFolded(session, words, frame.id, false);
            }}
          >
            <IconChevronRight size={16} stroke={2} aria-hidden />
          </button>
          {editing ? <NameField frame={frame} id={id} /> : <b title={name}>{name}</b>}
        </div>
        <p className="kc-card-summary">{blocks}</p>
        {wrong === '' ? null : (
          <p className="kc-card-problem" data-severity={problems.worst}>
            {problems.worst === 'error' ? (
              <IconCircleX size={14} stroke={2} aria-hidden />
            ) : (
              <IconAlertTriangle size={14} stroke={2} aria-hidden />
            )}
            <span>{wrong}</span>
          </p>
        )}
      </div>
      {figures.length > 0 ? (
        <div className="kc-card-figures">
          {figures.map((figure) => (
            <span key={figure.name} title={`${figure.value} ${figure.label}`}>
              <b>{figure.value}</b>
              <em>{figure.label}</em>
            </span>
          ))}
        </div>
      ) : null}
      <div className="kc-card-far" aria-hidden>
        <b>{name}</b>
        <span>{blocks}</span>
      </div>
      <Handle id="out" type="source" position={Position.Bottom} className="kc-tile-end" isConnectable={false} />
    </div>
  );
});
