/** The part of a card that says what happened: figures that open their people, who is lost, who goes on when, what is wrong. */
import { IconAlertTriangle, IconClockHour4, IconLogout2 } from '@tabler/icons-react';
import type { MouseEvent } from 'react';
import type { FlowDocument, FlowNode } from '../../../flows/document/schema.ts';
import type { Category } from '../../../flows/sdk/node.ts';
import { type Figure, figuresOf, type LiveNode, successOf } from '../figures.ts';
import { shownLive, useSession, useUiState } from '../session.ts';
import { type CanvasWords, useWords } from '../words.ts';
import { compare, type Layered, sideLetters } from './layer.ts';
import './live.css';
import { lostOf, type PeopleOf, peopleOfFigure } from './numbers.ts';
import { openPeople } from './open-people.ts';

/** Figures of a forecast have nobody behind them; those of two ways beside each other are of both. */
const isReal = (state: { simulated: unknown }): boolean => state.simulated === null;

export function CardFigures({
  node,
  category,
  live,
  compared,
}: {
  node: FlowNode;
  category: Category;
  live: LiveNode | undefined;
  compared: readonly ComparedSide[] | null;
}) {
  const inside = useUiState((state) => (category === 'trigger' ? (shownLive(state)?.report.active ?? 0) : 0));
  const success = successOf(category, live);
  return (
    <>
      {compared !== null ? (
        <ComparedFigures sides={compared} />
      ) : (
        <div className="kc-card-figures">
          {figuresOf(category, live, inside).map((figure) => (
            <FigureCell key={figure.name} node={node.id} figure={figure} />
          ))}
        </div>
      )}
      {category === 'wait' ? <NextLine node={node.id} always /> : <NextLine node={node.id} />}
      {category === 'channel' ? (
        <div className="kc-card-bar">
          <i style={{ transform: `scaleX(${success ?? 0})` }} />
        </div>
      ) : null}
    </>
  );
}

/** Room for the next digit, so that a count that grows moves nothing. */
const roomFor = (value: string) => ({ minWidth: `${Math.max(2, value.length)}ch` });

function FigureCell({ node, figure }: { node: string; figure: Figure }) {
  const words = useWords();
  const real = useUiState(isReal);
  const { value, label } = words.figure(figure);
  const inner = (
    <>
      <b style={roomFor(value)}>{value}</b>
      <em>{label}</em>
    </>
  );
  if (!real || figure.value === 0)
    return (
      <span data-tone={figure.tone} title={`${value} ${label}`}>
        {inner}
      </span>
    );
  return (
    <NumberButton
      of={peopleOfFigure(node, figure.name)}
      tone={figure.tone}
      title={words.t('live:open', { what: `${value} ${label}` })}
    >
      {inner}
    </NumberButton>
  );
}

/** On a card, where the card itself takes the keyboard: its people are on the tab beside. */
function NumberButton({
  of,
  tone,
  title,
  className = 'kc-number',
  children,
}: {
  of: PeopleOf;
  tone?: 'bad' | undefined;
  title: string;
  className?: string;
  children: React.ReactNode;
}) {
  const session = useSession();
  return (
    <button
      type="button"
      className={`${className} nodrag nopan`}
      data-tone={tone}
      tabIndex={-1}
      title={title}
      onClick={(event: MouseEvent) => {
        event.stopPropagation();
        openPeople(session, of);
      }}
    >
      {children}
    </button>
  );
}

interface ComparedSide {
  letter: string;
  shown: string;
  of: string;
  /** Both figures in words. */
  said: string;
}

/** What both ways of a test say of a block; null while the figures are of one thing. */
export function comparedSides(
  words: CanvasWords,
  document: FlowDocument,
  layered: Layered | null,
  node: string,
  category: Category,
): readonly ComparedSide[] | null {
  if (layered === null || layered.sides === null) return null;
  const test = document.nodes.find(({ id }) => id === layered.choice.test?.node);
  return layered.sides.map((side, index) => {
    const { value, form, of } = compare(category, side.nodes.get(node), side.report.entered);
    const shown = form === 'share' ? words.share(Math.round(value * 1000) / 1000) : words.count(value);
    const arm = layered.arms[index] ?? '';
    const said = words.t(`live:compare.${category === 'channel' ? 'messages' : 'people'}`, {
      name: test ? words.outletLabel(test, arm) : arm,
      value: shown,
      of: words.count(of),
    });
    return { letter: sideLetters[index] ?? '', shown: of === 0 ? '–' : shown, of: words.count(of), said };
  });
}

function ComparedFigures({ sides }: { sides: readonly ComparedSide[] }) {
  return (
    <div className="kc-card-figures kc-compared-figures">
      {sides.map(({ letter, shown, of, said }) => (
        <span key={letter} title={said}>
          <i data-side={letter}>{letter}</i>
          <b style={roomFor(shown)}>{shown}</b>
          <em>{of}</em>
        </span>
      ))}
    </div>
  );
}

/** Who goes on next and when. Waits keep room for it, so that a card does not grow when the first comes. */
function NextLine({ node, always = false }: { node: string; always?: boolean }) {
  const words = useWords();
  const liveWords = words.live;
  const waiting = useUiState((state) =>
    state.simulated === null && state.layered === null ? state.waiting?.get(node) : undefined,
  );
  const next = waiting?.row.next ?? null;
  if (next === null && !always) return null;
  const text =
    waiting?.paused === true
      ? words.t('live:next.paused')
      : next !== null
        ? words.t('live:next.at', { when: liveWords.when(next.at), count: next.people })
        : (waiting?.row.waiting ?? 0) > 0
          ? words.t('live:next.event')
          : '';
  return (
    <p className="kc-card-next" title={text}>
      {text === '' ? null : <IconClockHour4 size={12} stroke={1.9} aria-hidden />}
      <span>{text}</span>
    </p>
  );
}

/** Who left the flow at this block, on its upper edge. */
export function LostMark({ node, live }: { node: FlowNode; live: LiveNode | undefined }) {
  const words = useWords();
  const liveWords = words.live;
  const real = useUiState(isReal);
  const lost = live === undefined ? null : lostOf(live.row);
  if (lost === null || live === undefined) return null;
  const title = liveWords.story(node, live.row);
  const inner = (
    <>
      <IconLogout2 size={12} stroke={1.9} aria-hidden />
      <b>{words.count(lost.count)}</b>
      <span>{words.share(Math.round(lost.share * 1000) / 1000)}</span>
    </>
  );
  if (!real) return <span className="kc-lost">{inner}</span>;
  return (
    <NumberButton of={{ node: node.id, what: 'lost' }} title={title} className="kc-lost">
      {inner}
    </NumberButton>
  );
}

/** The first thing that is wrong with the block's account or messages. All of them stand in the settings beside. */
export function CardTrouble({ node }: { node: string }) {
  const liveWords = useWords().live;
  const troubles = useUiState((state) => state.troubles.get(node));
  const [main] = troubles ?? [];
  if (main === undefined) return null;
  const { short, what, todo } = liveWords.trouble(main);
  const more = (troubles?.length ?? 1) - 1;
  return (
    <p className="kc-card-problem kc-card-trouble" data-severity="warning" title={`${what} ${todo}`}>
      <IconAlertTriangle size={14} stroke={1.9} aria-hidden />
      <span>{short}</span>
      {more > 0 ? <em>+{more}</em> : null}
    </p>
  );
}
