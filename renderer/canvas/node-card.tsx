/** A block on the canvas: what it is, what it does, what happened, in this order. */

import { IconAlertTriangle, IconArrowBackUp, IconBan, IconCircleX, IconNote, IconPlus } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from '@xyflow/react';
import { type FocusEvent, memo, useEffect, useRef } from 'react';
import { shallow } from 'zustand/shallow';
import type { Trouble } from '../../flows/api/live.ts';
import { blockOf, isUse } from '../../flows/document/blocks.ts';
import { sameJson } from '../../flows/document/delta.ts';
import { jumpsOf } from '../../flows/document/graph.ts';
import type { FlowDocument, FlowNode } from '../../flows/document/schema.ts';
import type { Category } from '../../flows/sdk/node.ts';
import type { Problem } from '../../flows/sdk/problem.ts';
import { specs } from '../../registry/editors.ts';
import { BlockIcon } from './block-icon.tsx';
import { type Figure, figuresOf, type LiveNode, trafficOf } from './figures.ts';
import { useFilled } from './filling.ts';
import type { CardData, CardNode } from './flow-elements.ts';
import { graphOf } from './graph.ts';
import { CardFigures, CardTrouble, comparedSides, LostMark } from './live/card-live.tsx';
import type { Layered } from './live/layer.ts';
import { ReplayMark } from './replay.tsx';
import { stateOf } from './replay-view.ts';
import { focusNode, shownLive, useEditorState, useSession, useUiState } from './session.ts';
import { bringIntoView } from './view.ts';
import { type CanvasWords, useWords } from './words.ts';

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

/** What of the canvas's state a card shows: one look at it a card, however many cards there are. */
interface Shown {
  focus: number;
  problems: readonly Problem[];
  live: LiveNode | undefined;
  troubles: readonly Trouble[] | undefined;
  replay: ReturnType<typeof stateOf>;
  compared: 'added' | 'changed' | null;
  /** People inside the flow now; only a trigger tells it. */
  inside: number;
  running: boolean;
  layered: Layered | null;
}
const bareShown: Omit<Shown, 'focus'> = {
  problems: noProblems,
  live: undefined,
  troubles: undefined,
  replay: undefined,
  compared: null,
  inside: 0,
  running: false,
  layered: null,
};

function useShown(node: FlowNode, category: Category, full: boolean): Shown {
  const { id } = node;
  return useUiState((state) => {
    const focus = state.focus?.node === id ? state.focus.n : 0;
    if (!full) return { ...bareShown, focus };
    const live = shownLive(state);
    return {
      focus,
      problems: state.problemsByNode.get(id) ?? noProblems,
      live: live?.nodes.get(id),
      troubles: state.troubles.get(id),
      replay: stateOf(state.replay, id),
      compared: comparedMark(state.comparedTo?.document ?? null, node),
      inside: category === 'trigger' ? (live?.report.active ?? 0) : 0,
      running: (live?.report.version ?? null) !== null,
      layered: state.simulated === null ? state.layered : null,
    };
  }, shallow);
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
  const asked = useUiState((state) => state.focus?.node === id);
  const full = useFilled(data.bare, asked || selected);
  // What the card of a reusable block says stands in the block.
  useEditorState(({ document }) => (isUse(node) ? blockOf(document, node) : null));
  const shown = useShown(node, category, full);
  const { focus, live, replay, compared } = shown;
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

const headOf = (words: CanvasWords, node: FlowNode): string => {
  const name = words.nodeName(node);
  const type = words.typeName(node.type);
  return name === type ? name : `${type}: ${name}`;
};

const stepOf = (words: CanvasWords, { step, steps }: CardData): string => words.t('stepOf', { step, steps });

/** Of a card that nobody has come near yet. */
const bareSpoken = (words: CanvasWords, data: CardData): string =>
  `${headOf(words, data.node)}. ${stepOf(words, data)}`;

/** All that a card says, for who does not see it. */
function spokenOf(
  words: CanvasWords,
  data: CardData,
  { compared, running, live, troubles, problems }: Shown,
  figures: readonly Figure[],
  sides: ReturnType<typeof comparedSides>,
): string {
  const { node, outlets, free } = data;
  return [
    headOf(words, node),
    words.summary(node),
    stepOf(words, data),
    ...(data.frame === undefined ? [] : [words.t('frames:inFrame', { name: data.frame || words.t('frames:unnamed') })]),
    ...(node.disabled ? [words.t('off')] : []),
    ...(compared === null ? [] : [words.t(`history.compare.mark.${compared}`)]),
    ...data.leads.map(({ outlet, to }) =>
      outlets.length === 1
        ? words.t('leadsTo', { to: words.nameOf(to) })
        : words.t('outletLeadsTo', { outlet: words.outletLabel(node, outlet), to: words.nameOf(to) }),
    ),
    ...jumpsOf(node, specs).map((to) => words.t('jumpsTo', { to: words.nameOf(to) })),
    ...(outlets.length > 1
      ? free.map((outlet) => words.t('outletFree', { outlet: words.outletLabel(node, outlet) }))
      : []),
    ...(sides?.map(({ said }) => said) ??
      figures.map((figure) => {
        const { value, label } = words.figure(figure);
        return `${value} ${label}`;
      })),
    ...(running && !isEnd(node) && live !== undefined ? [words.live.lost(live.row)].filter(Boolean) : []),
    ...(troubles ?? []).map((trouble) => words.live.trouble(trouble).what),
    ...problems.filter((found) => found.severity === 'error').map(words.problem),
  ].join('. ');
}

/** Leaving is what an end is for. */
const isEnd = (node: FlowNode): boolean => (specs.get(node.type)?.category ?? 'end') === 'end';

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
        <Stub
          key={outlet}
          id={id}
          outlet={outlet}
          single={outlets.length === 1}
          left={outletLeft(outlets.indexOf(outlet), outlets.length)}
        />
      ))}
    </>
  );
}
