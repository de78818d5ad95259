/** A block on the canvas: what it is, what it does, what happened, in this order. */

import { IconAlertTriangle, IconArrowBackUp, IconBan, IconCircleX, IconNote, IconPlus } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type CSSProperties, type FocusEvent, memo, useEffect, useRef } from 'react';
import { blockOf, isUse } from '../../flows/document/blocks.ts';
import { jumpsOf } from '../../flows/document/graph.ts';
import type { Category } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { BlockIcon } from './block-icon.tsx';
import type { CardData, CardNode } from './card-elements.ts';
import { type Shown, useShown } from './card-shown.ts';
import { bareSpoken, isEnd, mainProblem, spokenOf } from './card-words.ts';
import { type Figure, figuresOf, trafficOf } from './figures.ts';
import { useFilled } from './filling.ts';
import { graphOf } from './graph.ts';
import { CardFigures, CardTrouble, comparedSides, LostMark } from './live/card-live.tsx';
import { ReplayMark } from './replay.tsx';
import { focusNode, shownLive, useEditorState, useSession, useUiState } from './session.ts';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

const countOf = (problems: readonly Problem[]): number =>
  problems.filter((problem) => problem.code !== 'outlet-open').length;

/** `index`: which of the card's `count` outlets. */
function Stub({ id, outlet, index, count }: { id: string; outlet: string; index: number; count: number }) {
  const single = count === 1;
  const { ui } = useSession();
  const words = useWords();
  const { editor } = useSession();
  const live = useUiState((state) => shownLive(state)?.nodes.get(id));
  const node = graphOf(editor.store.getState().document).nodes.get(id);
  if (!node) return null;
  const label = words.outletLabel(node, outlet);
  // Where the only way leads nowhere, those who took it have come to the end of theirs.
  const ended = single ? (live?.row.exited.end ?? 0) : 0;
  const gone = (trafficOf(live, outlet)?.count ?? 0) + ended;
  const name = words.t('addAfter', { name: words.nodeName(node), outlet: label });
  return (
    <button
      type="button"
      className="kc-stub nodrag nopan"
      data-single={single || undefined}
      // Three and more hang in two rows, so that none lies over its neighbour.
      data-lower={(count > 2 && index % 2 === 1) || undefined}
      style={{ left: outletLeft(index, count), '--kc-slot': `${100 / count}%` } as CSSProperties}
      tabIndex={-1}
      aria-label={name}
      title={name}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        ui.setState({
          adding: { at: { x: box.left + box.width / 2, y: box.bottom }, target: { kind: 'outlet', node: id, outlet } },
        });
      }}
    >
      {single ? null : <span className="kc-stub-label">{label}</span>}
      {gone > 0 ? <span className="kc-stub-count">{words.count(gone)}</span> : null}
      <IconPlus size={12} stroke={2} aria-hidden />
    </button>
  );
}

/** Where the journey goes on without a line: the name of the block, and the way there. */
function Jump({ to }: { to: string }) {
  const session = useSession();
  const words = useWords();
  const target = useEditorState((state) => graphOf(state.document).nodes.get(to));
  if (target === undefined) return null;
  const name = words.nodeName(target);
  return (
    <button
      type="button"
      className="kc-card-jump nodrag nopan"
      tabIndex={-1}
      title={words.t('jumpsTo', { to: name })}
      onClick={(event) => {
        event.stopPropagation();
        session.editor.select({ nodes: [to] });
        bringIntoView(session, to);
        focusNode(session.ui, to);
      }}
    >
      <IconArrowBackUp size={13} stroke={2} aria-hidden />
      <span>{name}</span>
    </button>
  );
}

/** Its place and size are the drawing library's affair: a card that is only carried about is not drawn again. */
const isSameCard = (before: NodeProps<CardNode>, now: NodeProps<CardNode>): boolean =>
  before.id === now.id && before.data === now.data && before.selected === now.selected;

export const NodeCard = memo(function NodeCard({ id, data, selected, height }: NodeProps<CardNode>) {
  const { node } = data;
  const words = useWords();
  const { ui, editor } = useSession();
  const card = useRef<HTMLDivElement>(null);
  const spec = specs.get(node.type);
  const category = spec?.category ?? 'end';
  const focus = useUiState((state) => (state.focus?.node === id ? state.focus.n : 0));
  const full = useFilled(data.bare, focus > 0 || selected);
  // What the card of a reusable block says stands in the block.
  useEditorState(({ document }) => (isUse(node) ? blockOf(document, node) : null));
  const shown = useShown(node, category, full);
  const { live, replay, compared } = shown;
  useEffect(() => {
    if (focus > 0) card.current?.focus({ preventScroll: true });
  }, [focus]);
  const sides = comparedSides(words, editor.store.getState().document, shown.layered, id, category);
  const figures = shown.running ? figuresOf(category, live, shown.inside) : [];
  // A group inside the drawing that takes the keyboard: one card at a time stands in the order of Tab, arrows walk.
  const focusable = {
    role: 'group',
    tabIndex: data.entry ? 0 : -1,
    'aria-roledescription': words.t('block'),
    'aria-label': full ? spokenOf(words, data, shown, figures, sides) : bareSpoken(words, data),
    'aria-current': selected || undefined,
    onFocus: (event: FocusEvent<HTMLDivElement>) => {
      if (event.target !== event.currentTarget) return;
      editor.activate(id);
      // One of several that are chosen stays one of them: a click with Shift focuses the card, too.
      const chosen = editor.store.getState().selection.nodes.includes(id);
      if (!chosen && event.currentTarget.matches(':focus-visible')) editor.select({ nodes: [id] });
    },
  } as const;
  return (
    <div
      ref={card}
      className="kc-card"
      {...focusable}
      {...(full ? {} : { style: { height } })}
      data-bare={!full || undefined}
      data-category={category}
      data-selected={selected || undefined}
      data-disabled={node.disabled === true || undefined}
      data-use={isUse(node) || undefined}
      data-unknown={spec === undefined || undefined}
      data-replay={replay}
      data-compared={compared ?? undefined}
    >
      {full ? (
        <FullCard
          data={data}
          category={category}
          shown={shown}
          figures={figures}
          sides={sides}
          onOutlet={(outlet) => ui.setState({ linking: { node: id, outlet } })}
        />
      ) : (
        <BareCard data={data} />
      )}
    </div>
  );
}, isSameCard);

const outletLeft = (index: number, outlets: number): string => `${((index + 0.5) / outlets) * 100}%`;

/** Its name, and handles that lines can be drawn to. Nothing here listens to anything. */
function BareCard({ data: { node, outlets, isTrigger } }: { data: CardData }) {
  const words = useWords();
  const handle = (kind: 'source' | 'target', id: string | null, left: string) => (
    <div
      key={`${kind}${id}`}
      className={`react-flow__handle react-flow__handle-${kind === 'target' ? 'top' : 'bottom'} kc-handle ${kind}`}
      data-handleid={id}
      data-handlepos={kind === 'target' ? 'top' : 'bottom'}
      style={{ left }}
    />
  );
  return (
    <>
      {isTrigger ? null : handle('target', null, '50%')}
      <div className="kc-card-body">
        <b>{words.nodeName(node)}</b>
      </div>
      <div className="kc-card-far" aria-hidden>
        <b>{words.nodeName(node)}</b>
      </div>
      {outlets.map((outlet, index) => handle('source', outlet, outletLeft(index, outlets.length)))}
    </>
  );
}

interface FullCardProps {
  data: CardData;
  category: Category;
  shown: Shown;
  figures: readonly Figure[];
  sides: ReturnType<typeof comparedSides>;
  onOutlet: (outlet: string) => void;
}

function FullCard({ data, category, shown, figures, sides, onOutlet }: FullCardProps) {
  const { node, outlets, free, isTrigger } = data;
  const { id } = node;
  const words = useWords();
  const { live, replay, compared, running, problems } = shown;
  const name = words.nodeName(node);
  const summary = words.summary(node);
  const problem = mainProblem(problems);
  const more = countOf(problems) - 1;
  const [main] = figures;
  return (
    <>
      {compared === null ? null : (
        <span className="kc-compared" data-kind={compared}>
          {words.t(`history.compare.mark.${compared}`)}
        </span>
      )}
      {replay === undefined ? null : <ReplayMark nodes={[id]} />}
      {running && !isEnd(node) && replay === undefined && compared === null ? (
        <LostMark node={node} live={live} />
      ) : null}
      {isTrigger ? null : <Handle type="target" position={Position.Top} className="kc-handle kc-handle-in" />}
      <div className="kc-card-body">
        <div className="kc-card-head">
          <BlockIcon type={node.type} />
          <b title={name}>{name}</b>
          {node.note ? (
            <span className="kc-card-mark" title={node.note}>
              <IconNote size={14} stroke={1.75} aria-hidden />
            </span>
          ) : null}
          {node.disabled ? (
            <span className="kc-card-off">
              <IconBan size={12} stroke={2} aria-hidden />
              {words.t('off')}
            </span>
          ) : null}
        </div>
        <p className="kc-card-summary" title={summary}>
          {summary}
        </p>
        {jumpsOf(node, specs).map((to) => (
          <Jump key={to} to={to} />
        ))}
        {problem ? (
          <p className="kc-card-problem" data-severity={problem.severity} title={words.problem(problem)}>
            {problem.severity === 'error' ? (
              <IconCircleX size={14} stroke={1.9} aria-hidden />
            ) : (
              <IconAlertTriangle size={14} stroke={1.9} aria-hidden />
            )}
            <span>{words.problem(problem)}</span>
            {more > 0 ? <em>+{more}</em> : null}
          </p>
        ) : null}
        {shown.troubles === undefined ? null : <CardTrouble node={id} />}
      </div>
      {running ? <CardFigures node={node} category={category} live={live} compared={sides} /> : null}
      <div className="kc-card-far" aria-hidden>
        <b>{name}</b>
        {main ? <span>{words.figure(main).value}</span> : null}
      </div>
      {outlets.map((outlet, index) => (
        <Handle
          key={outlet}
          id={outlet}
          type="source"
          position={Position.Bottom}
          className="kc-handle kc-handle-out"
          style={{ left: outletLeft(index, outlets.length) }}
          title={words.outletLabel(node, outlet)}
          onClick={(event) => {
            event.stopPropagation();
            onOutlet(outlet);
          }}
        />
      ))}
      {free.map((outlet) => (
        <Stub key={outlet} id={id} outlet={outlet} index={outlets.indexOf(outlet)} count={outlets.length} />
      ))}
    </>
  );
}
