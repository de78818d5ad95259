/** A block on the canvas: what it is, what it does, what happened, in this order. */

import { IconAlertTriangle, IconArrowBackUp, IconBan, IconCircleX, IconNote, IconPlus } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type FocusEvent, memo, useEffect, useRef } from 'react';
import { blockOf, isUse } from '../../flows/document/blocks.ts';
import { sameJson } from '../../flows/document/delta.ts';
import { jumpsOf } from '../../flows/document/graph.ts';
import type { FlowDocument, FlowNode } from '../../flows/document/schema.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { BlockIcon } from './block-icon.tsx';
import { figuresOf, trafficOf } from './figures.ts';
import type { CardNode } from './flow-elements.ts';
import { graphOf } from './graph.ts';
import { CardFigures, CardTrouble, LostMark, useCompared } from './live/card-live.tsx';
import { ReplayMark } from './replay.tsx';
import { stateOf } from './replay-view.ts';
import { focusNode, shownLive, useEditorState, useSession, useUiState } from './session.ts';
import { bringIntoView } from './view.ts';
import { useWords } from './words.ts';

const noProblems: readonly Problem[] = [];

/** The problem that a card says aloud. An open end is said by the stub below the card instead. */
export const mainProblem = (problems: readonly Problem[]): Problem | null =>
  problems.find((problem) => problem.severity === 'error') ??
  problems.find((problem) => problem.code !== 'outlet-open') ??
  null;

/** How the block differs from the one in an older state of the flow. Its place is the layout's affair and said in the list. */
function comparedMark(to: FlowDocument | null, node: FlowNode): 'added' | 'changed' | null {
  if (to === null) return null;
  const was = graphOf(to).nodes.get(node.id);
  if (was === undefined) return 'added';
  return sameJson(was, node) ? null : 'changed';
}

const countOf = (problems: readonly Problem[]): number =>
  problems.filter((problem) => problem.code !== 'outlet-open').length;

function Stub({ id, outlet, left, single }: { id: string; outlet: string; left: string; single: boolean }) {
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
      style={{ left }}
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

export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const { node, outlets, free } = data;
  const words = useWords();
  const { ui, editor: flowEditor } = useSession();
  const card = useRef<HTMLDivElement>(null);
  const focus = useUiState((state) => (state.focus?.node === id ? state.focus.n : 0));
  useEffect(() => {
    if (focus > 0) card.current?.focus({ preventScroll: true });
  }, [focus]);
  const spec = specs.get(node.type);
  const category = spec?.category ?? 'end';
  // What the card of a reusable block says stands in the block.
  useEditorState(({ document }) => blockOf(document, node));
  const problems = useUiState((state) => state.problemsByNode.get(id)) ?? noProblems;
  const live = useUiState((state) => shownLive(state)?.nodes.get(id));
  const troubles = useUiState((state) => state.troubles.get(id));
  const liveWords = words.live;
  const replay = useUiState((state) => stateOf(state.replay, id));
  const compared = useUiState((state) => comparedMark(state.comparedTo?.document ?? null, node));
  const inside = useUiState((state) => (category === 'trigger' ? (shownLive(state)?.report.active ?? 0) : 0));
  const running = useUiState((state) => (shownLive(state)?.report.version ?? null) !== null);
  // Leaving is what an end is for.
  const showsLost = running && category !== 'end';
  const sides = useCompared(id, category);
  const figures = running ? figuresOf(category, live, inside) : [];
  const problem = mainProblem(problems);
  const name = words.nodeName(node);
  const summary = words.summary(node);
  const more = countOf(problems) - 1;
  const jumps = jumpsOf(node, specs);
  const main = figures[0];
  const spoken = [
    words.nodeName(node) === words.typeName(node.type) ? name : `${words.typeName(node.type)}: ${name}`,
    summary,
    words.t('stepOf', { step: data.step, steps: data.steps }),
    ...(data.frame === undefined ? [] : [words.t('frames:inFrame', { name: data.frame || words.t('frames:unnamed') })]),
    ...(node.disabled ? [words.t('off')] : []),
    ...(compared === null ? [] : [words.t(`history.compare.mark.${compared}`)]),
    ...data.leads.map(({ outlet, to }) =>
      outlets.length === 1
        ? words.t('leadsTo', { to: words.nameOf(to) })
        : words.t('outletLeadsTo', { outlet: words.outletLabel(node, outlet), to: words.nameOf(to) }),
    ),
    ...jumps.map((to) => words.t('jumpsTo', { to: words.nameOf(to) })),
    ...(outlets.length > 1
      ? free.map((outlet) => words.t('outletFree', { outlet: words.outletLabel(node, outlet) }))
      : []),
    ...(sides?.map(({ said }) => said) ??
      figures.map((figure) => {
        const { value, label } = words.figure(figure);
        return `${value} ${label}`;
      })),
    ...(showsLost && live !== undefined ? [liveWords.lost(live.row)].filter(Boolean) : []),
    ...(troubles ?? []).map((trouble) => liveWords.trouble(trouble).what),
    ...problems.filter((found) => found.severity === 'error').map(words.problem),
  ].join('. ');
  // A group inside the drawing that takes the keyboard: one card at a time stands in the order of Tab, arrows walk.
  const focusable = {
    role: 'group',
    tabIndex: data.entry ? 0 : -1,
    'aria-roledescription': words.t('block'),
    'aria-label': spoken,
    'aria-current': selected || undefined,
    onFocus: (event: FocusEvent<HTMLDivElement>) => {
      if (event.target !== event.currentTarget) return;
      flowEditor.activate(id);
      // One of several that are chosen stays one of them: a click with Shift focuses the card, too.
      const chosen = flowEditor.store.getState().selection.nodes.includes(id);
      if (!chosen && event.currentTarget.matches(':focus-visible')) flowEditor.select({ nodes: [id] });
    },
  } as const;
  return (
    <div
      ref={card}
      className="kc-card"
      {...focusable}
      data-category={category}
      data-selected={selected || undefined}
      data-disabled={node.disabled === true || undefined}
      data-use={isUse(node) || undefined}
      data-unknown={spec === undefined || undefined}
      data-replay={replay}
      data-compared={compared ?? undefined}
    >
      {compared === null ? null : (
        <span className="kc-compared" data-kind={compared}>
          {words.t(`history.compare.mark.${compared}`)}
        </span>
      )}
      {replay === undefined ? null : <ReplayMark nodes={[id]} />}
      {showsLost && replay === undefined && compared === null ? <LostMark node={node} live={live} /> : null}
      {data.isTrigger ? null : <Handle type="target" position={Position.Top} className="kc-handle kc-handle-in" />}
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
        {jumps.map((to) => (
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
        <CardTrouble node={id} />
      </div>
      {running ? <CardFigures node={node} category={category} live={live} compared={sides} /> : null}
      <div className="kc-card-far" aria-hidden>
        <b>{name}</b>
        {main ? <span>{words.figure(main).value}</span> : null}
      </div>
      {outlets.map((outlet, index) => {
        const left = `${((index + 0.5) / outlets.length) * 100}%`;
        return (
          <Handle
            key={outlet}
            id={outlet}
            type="source"
            position={Position.Bottom}
            className="kc-handle kc-handle-out"
            style={{ left }}
            title={words.outletLabel(node, outlet)}
            onClick={(event) => {
              event.stopPropagation();
              ui.setState({ linking: { node: id, outlet } });
            }}
          />
        );
      })}
      {free.map((outlet) => (
        <Stub
          key={outlet}
          id={id}
          outlet={outlet}
          single={outlets.length === 1}
          left={`${((outlets.indexOf(outlet) + 0.5) / outlets.length) * 100}%`}
        />
      ))}
    </div>
  );
});
