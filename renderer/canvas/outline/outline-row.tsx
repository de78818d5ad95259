/** A row of the outline: a block with what its card tells, a way out, a link to where it goes on, or a place for the next block. */
import {
  IconAlertTriangle,
  IconArrowForwardUp,
  IconBan,
  IconChevronRight,
  IconCircleX,
  IconCornerDownRight,
  IconDots,
  IconNote,
  IconPlus,
  IconUnlink,
} from '@tabler/icons-react';
import type { ComponentProps, CSSProperties, ReactNode } from 'react';
import type { FlowNode } from '../../../flows/document/schema.ts';
import type { Problem } from '../../../flows/sdk/problem.ts';
import { specs } from '../../../registry/editors.ts';
import { BlockIcon } from '../block-icon.tsx';
import { mainProblem } from '../card-words.ts';
import { figuresOf, trafficOf } from '../figures.ts';
import { shownLive, useEditorState, useUiState } from '../session.ts';
import { type CanvasWords, useWords } from '../words.ts';
import type { Row } from './rows.ts';

/** Deeper than this a row is set in no further: the words need the room. */
const deepest = 10;

const noProblems: readonly Problem[] = [];

/** What a row is found by when its first letters are typed. */
export function rowName(words: CanvasWords, row: Row, nodeOf: (id: string) => FlowNode | undefined): string {
  if (row.kind === 'block') return words.nameOf(row.id);
  if (row.kind === 'loose') return words.t('outline:loose');
  const node = nodeOf(row.from);
  return node && row.outlet !== null ? words.outletLabel(node, row.outlet) : '';
}

const useNode = (id: string): FlowNode | undefined =>
  useEditorState((state) => state.document.nodes.find((candidate) => candidate.id === id));

function useFigures(node: FlowNode | undefined) {
  const category = specs.get(node?.type ?? '')?.category ?? 'end';
  const live = useUiState((state) => shownLive(state)?.nodes.get(node?.id ?? ''));
  const inside = useUiState((state) => (category === 'trigger' ? (shownLive(state)?.report.active ?? 0) : 0));
  const running = useUiState((state) => (shownLive(state)?.report.version ?? null) !== null);
  return running ? figuresOf(category, live, inside) : [];
}

/** What happened on a way: the share and the count, as beside its line in the drawing. */
function useTraffic(from: string, outlet: string | null): string {
  const words = useWords();
  const live = useUiState((state) => shownLive(state)?.nodes.get(from));
  const running = useUiState((state) => (shownLive(state)?.report.version ?? null) !== null);
  const traffic = running && outlet !== null ? trafficOf(live, outlet) : null;
  if (!traffic || traffic.count === 0) return '';
  const share = traffic.share === null ? [] : [words.share(Math.round(traffic.share * 1000) / 1000)];
  return [...share, words.count(traffic.count)].join(' · ');
}

export type ItemProps = ComponentProps<'div'> & { 'data-index': number };

export interface RowProps {
  row: Row;
  /** Number of the block that a link leads to. */
  goal: number;
  /** Attributes of the tree item around it; the row adds its name. */
  item: ItemProps;
  onToggle: (row: Row) => void;
  onAdd: (row: Row, at: DOMRect) => void;
  onMenu: (row: Row, at: DOMRect) => void;
}

export function OutlineRow(props: RowProps) {
  return props.row.kind === 'block' ? <BlockRow {...props} row={props.row} /> : <WayRow {...props} row={props.row} />;
}

function Chevron({ row, onToggle }: Pick<RowProps, 'row' | 'onToggle'>) {
  // Not a stop of its own: the row says whether it is open, and the arrows open it.
  const toggle = {
    onClick: (event: { stopPropagation: () => void }) => {
      event.stopPropagation();
      onToggle(row);
    },
  };
  return row.open === null ? (
    <span className="kc-row-chevron" />
  ) : (
    <span className="kc-row-chevron" data-open={row.open} {...toggle}>
      <IconChevronRight size={16} stroke={1.9} />
    </span>
  );
}

/**
 * The tree item: its name says all that the row shows, word by word in the order in which it stands there (WCAG 2.5.3), so that
 * who speaks to the computer can read it out. Spaces between the parts keep their words apart.
 */
function Item({ row, item, name, children }: { row: Row; item: RowProps['item']; name: string; children: ReactNode }) {
  return (
    <div
      role="treeitem"
      tabIndex={-1}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.places}
      {...(row.open === null ? {} : { 'aria-expanded': row.open })}
      {...item}
      aria-label={name}
      data-kind={row.kind}
      data-key={row.key}
      style={{ ...item.style, '--kc-level': Math.min(row.level - 1, deepest) } as CSSProperties}
    >
      {children}
    </div>
  );
}

function BlockRow({ row, item, onToggle, onAdd, onMenu }: RowProps & { row: Row & { kind: 'block' } }) {
  const words = useWords();
  const node = useNode(row.id);
  const problems = useUiState((state) => state.problemsByNode.get(row.id)) ?? noProblems;
  const figures = useFigures(node);
  if (!node) return null;
  const name = words.nodeName(node);
  const type = words.typeName(node.type);
  const summary = words.summary(node);
  const problem = mainProblem(problems);
  const spoken = [
    `${row.number}. ${name}`,
    ...(name === type ? [] : [type]),
    ...(node.disabled ? [words.t('off')] : []),
    ...figures.map((figure) => {
      const { value, label } = words.figure(figure);
      return `${value} ${label}`;
    }),
    summary,
    ...(problem ? [words.problem(problem)] : []),
    ...problems.filter((other) => other !== problem && other.severity === 'error').map(words.problem),
    ...(node.note ? [`${words.t('note')}: ${node.note}`] : []),
  ]
    .filter(Boolean)
    .join('. ');
  const add = words.t('addAfterBlock', { name });
  return (
    <Item row={row} item={item} name={spoken}>
      <div className="kc-row kc-row-block" aria-hidden data-disabled={node.disabled === true || undefined}>
        <Chevron row={row} onToggle={onToggle} />
        <span className="kc-row-number">{row.number}</span> <BlockIcon type={node.type} />
        <div className="kc-row-text">
          <div className="kc-row-head">
            <b title={name}>{name}</b> {name === type ? null : <em>{type}</em>}{' '}
            {node.note ? <IconNote size={14} stroke={1.75} /> : null}
            {node.disabled ? (
              <span className="kc-card-off">
                <IconBan size={12} stroke={2} />
                {words.t('off')}
              </span>
            ) : null}{' '}
            {figures.length > 0 ? (
              <div className="kc-row-figures">
                {figures.map((figure) => {
                  const { value, label } = words.figure(figure);
                  return (
                    <span key={figure.name} data-tone={figure.tone}>
                      <b>{value}</b> <em>{label}</em>{' '}
                    </span>
                  );
                })}
              </div>
            ) : null}
          </div>
          <p title={summary}>{summary}</p>{' '}
          {problem ? (
            <p className="kc-card-problem" data-severity={problem.severity}>
              {problem.severity === 'error' ? (
                <IconCircleX size={14} stroke={1.9} />
              ) : (
                <IconAlertTriangle size={14} stroke={1.9} />
              )}
              <span>{words.problem(problem)}</span>
            </p>
          ) : null}
        </div>
        <span className="kc-row-tools">
          <RowButton label={add} press={(box) => onAdd(row, box)}>
            <IconPlus size={16} stroke={1.9} />
          </RowButton>
          <RowButton label={words.t('blockActions')} press={(box) => onMenu(row, box)}>
            <IconDots size={16} stroke={1.9} />
          </RowButton>
        </span>
      </div>
    </Item>
  );
}

function RowButton({ label, press, children }: { label: string; press: (box: DOMRect) => void; children: ReactNode }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      title={label}
      // The keyboard stays on the row, which has keys for the same.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => {
        event.stopPropagation();
        press(event.currentTarget.getBoundingClientRect());
      }}
    >
      {children}
    </button>
  );
}

function WayRow({ row, goal, item, onToggle }: RowProps & { row: Exclude<Row, { kind: 'block' }> }) {
  const words = useWords();
  const from = row.kind === 'loose' ? '' : row.from;
  const node = useNode(from);
  const traffic = useTraffic(from, row.kind === 'loose' ? null : row.outlet);
  if (row.kind === 'loose') {
    const name = words.t('outline:loose');
    return (
      <Item row={row} item={item} name={name}>
        <div className="kc-row kc-row-way" aria-hidden>
          <Chevron row={row} onToggle={onToggle} />
          <IconUnlink size={16} stroke={1.75} />
          <b>{name}</b>
        </div>
      </Item>
    );
  }
  if (!node) return null;
  const way = row.outlet === null ? '' : words.outletLabel(node, row.outlet);
  const named = row.kind === 'way' || row.named;
  const to = row.kind === 'open' ? '' : words.nameOf(row.to);
  const text =
    row.kind === 'link'
      ? words.t('outline:goesOn', { number: goal, name: to })
      : row.kind === 'open'
        ? words.t('outline:addNext')
        : '';
  const spoken = [named ? way : '', text].filter(Boolean).join(': ');
  const Glyph = row.kind === 'way' ? IconCornerDownRight : row.kind === 'link' ? IconArrowForwardUp : IconPlus;
  return (
    <Item row={row} item={item} name={[spoken, traffic].filter(Boolean).join('. ')}>
      <div className={`kc-row kc-row-${row.kind}`} aria-hidden>
        <Chevron row={row} onToggle={onToggle} />
        <Glyph size={16} stroke={1.75} />
        {named ? <b>{way}</b> : null} {text ? <span title={text}>{text}</span> : null}{' '}
        {traffic ? <i>{traffic}</i> : null}
      </div>
    </Item>
  );
}
