/** What a survey found, from counted answers. Pure. */
import { npsGroup } from '../sdk/score.ts';

/** Answers that say the same, in the same flow, on the same day. */
export interface AnswerCount {
  kind: string;
  /** Null: an answer in words. */
  score: number | null;
  /** The label that was chosen. */
  choice: string | null;
  flow: string | null;
  /** As in the workspace's zone: 2026-03-29. */
  day: string;
  n: number;
}

export interface Scores {
  answers: number;
  /** −100 to 100; null: nobody gave a score by which people recommend. */
  nps: number | null;
  promoters: number;
  passives: number;
  detractors: number;
  /** Null: nobody gave a score. */
  average: number | null;
}

export function scoresOf(counts: readonly AnswerCount[]): Scores {
  let [answers, scored, sum] = [0, 0, 0];
  const groups = { promoter: 0, passive: 0, detractor: 0 };
  for (const { kind, score, n } of counts) {
    answers += n;
    if (score === null) continue;
    scored += n;
    sum += score * n;
    if (kind === 'nps') groups[npsGroup(score)] += n;
  }
  const { promoter, passive, detractor } = groups;
  const asked = promoter + passive + detractor;
  return {
    answers,
    // The share of promoters less that of detractors, to a whole number.
    nps: asked === 0 ? null : Math.round((100 * (promoter - detractor)) / asked),
    promoters: promoter,
    passives: passive,
    detractors: detractor,
    average: scored === 0 ? null : sum / scored,
  };
}

/** By what `key` says, in the order in which they first come. */
export function groupedBy<K>(counts: readonly AnswerCount[], key: (one: AnswerCount) => K): Map<K, AnswerCount[]> {
  const groups = new Map<K, AnswerCount[]>();
  for (const one of counts) {
    const name = key(one);
    const list = groups.get(name);
    if (list === undefined) groups.set(name, [one]);
    else list.push(one);
  }
  return groups;
}
