/** Which part of what happened the drawing shows: a span of time, a version, one way of a test, or two ways beside each other. Pure. */
import type { Layer } from '../../../flows/api/live.ts';
import type { Category } from '../../../flows/sdk/node.ts';
import { type Live, type LiveNode, successOf } from '../figures.ts';

export const periods = ['start', 'hour', 'day', 'week', 'custom'] as const;
export type Period = (typeof periods)[number];

export interface LayerChoice {
  period: Period;
  /** Days of a custom period, `YYYY-MM-DD`, both included; empty: open. */
  first: string;
  last: string;
  /** Null: the current one. */
  version: number | 'all' | null;
  /** The test, and which of its ways; `arm` of null: its ways beside each other. */
  test: { node: string; arm: string | null } | null;
}

export const everything: LayerChoice = { period: 'start', first: '', last: '', version: null, test: null };

/** Two ways beside each other: the cards show both, all else shows everybody. */
export const isComparing = ({ test }: LayerChoice): boolean => test !== null && test.arm === null;

/** The journal is read only where the kept counts do not answer. */
export const isKept = (choice: LayerChoice): boolean =>
  choice.period === 'start' && (choice.test === null || isComparing(choice));

/** What two ways that are beside each other are called on the cards. */
export const sideLetters = ['A', 'B'] as const;

/** What the drawing shows of a choice at one moment. */
export interface Layered {
  choice: LayerChoice;
  live: Live;
  /** Figures of two ways that are beside each other. */
  sides: readonly [Live, Live] | null;
  /** Outlets of the test: of the one way whose figures these are, or of the two sides. */
  arms: readonly string[];
  /** Null: open at that end. */
  from: string | null;
  until: string | null;
}

const lengths: Readonly<Record<'hour' | 'day' | 'week', number>> = {
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/** The span to ask for; ends are exclusive, and a day begins at midnight of the workspace's zone (a date without a time is of it). */
export function spanOf({ period, first, last }: LayerChoice, now: number): { from?: string; to?: string } {
  if (period === 'start') return {};
  if (period !== 'custom') return { from: new Date(now - lengths[period]).toISOString() };
  return {
    ...(first === '' ? {} : { from: first }),
    ...(last === '' || nextDay(last) === null ? {} : { to: nextDay(last) as string }),
  };
}

function nextDay(date: string): string | null {
  const at = Date.parse(`${date}T00:00:00Z`);
  return Number.isNaN(at) ? null : new Date(at + lengths.day).toISOString().slice(0, 10);
}

/** A custom period that ends before it begins is none. */
export const isPossible = ({ period, first, last }: LayerChoice): boolean =>
  period !== 'custom' || first === '' || last === '' || first <= last;

/** Until when bucket `tick` lasts. */
export const untilOf = (layer: Layer, tick: number): string => layer.at[tick] ?? layer.to;

export interface Compared {
  value: number;
  form: 'share' | 'count';
  /** Of how many. */
  of: number;
}

/**
 * The two figures of a card: of messages, the share that was read (or delivered); of other blocks, the share of the
 * way's people who came as far. Shares, because the ways of a test need not be equally wide.
 */
export function compare(category: Category, live: LiveNode | undefined, entered: number): Compared {
  const success = successOf(category, live);
  if (success !== null)
    return { value: success, form: 'share', of: live?.messages.reduce((n, { sent }) => n + sent, 0) ?? 0 };
  const came = live?.row.entered ?? 0;
  return entered === 0
    ? { value: came, form: 'count', of: came }
    : { value: Math.min(1, came / entered), form: 'share', of: came };
}
