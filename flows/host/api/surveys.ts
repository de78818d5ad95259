/** What people answered to surveys: scores, and what they said. */
import { type AnswerCount, groupedBy, scoresOf } from '../../reports/survey.ts';
import { addDuration, formatInstant, parseInstant } from '../../sdk/time.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';

/** The moment so many days ago, in the workspace's zone; the beginning of all times when not given. */
function since({ store, now }: HostContext, days: number | undefined): number {
  return days === undefined ? 0 : addDuration({ ms: now(), zone: store.meta.get().timezone }, `-P${days}D`).ms;
}

/** How far the workspace's clock is from Greenwich, now. */
function shiftOf({ store, now }: HostContext): number {
  const ms = now();
  const wall = formatInstant(ms, store.meta.get().timezone).slice(0, 19);
  return (parseInstant(`${wall}Z`, 'UTC') ?? ms) - Math.floor(ms / 1000) * 1000;
}

const answerOf = ({ score, choice }: AnswerCount): string => (score === null ? (choice ?? '') : String(score));

export const surveysApi = {
  list: os.surveys.list.handler(({ context: { store } }) => {
    const { timezone } = store.meta.get();
    return store.surveys.names().map((survey) => {
      const at = store.surveys.lastAt(survey);
      return { survey, lastAt: at === null ? null : formatInstant(at, timezone) };
    });
  }),

  report: os.surveys.report.handler(({ context, input }) => {
    const { store } = context;
    const counts = store.surveys.counts(input.survey, since(context, input.days), shiftOf(context));
    const told = counts.filter(({ score, choice }) => score !== null || choice !== null);
    const names = new Map(store.flows.list().map(({ id, name }) => [id, name]));
    return {
      ...scoresOf(counts),
      distribution: [...groupedBy(told, answerOf)].map(([answer, list]) => ({
        answer,
        score: list[0]?.score ?? null,
        n: list.reduce((sum, { n }) => sum + n, 0),
      })),
      byDay: [...groupedBy(counts, ({ day }) => day)].map(([day, list]) => ({ day, scores: scoresOf(list) })),
      byFlow: [...groupedBy(counts, ({ flow }) => flow)].map(([flow, list]) => ({
        flow,
        name: flow === null ? null : (names.get(flow) ?? null),
        scores: scoresOf(list),
      })),
    };
  }),

  answers: os.surveys.answers.handler(({ context, input }) => {
    const { store } = context;
    const { survey, days, before = null, limit, commented } = input;
    const { timezone } = store.meta.get();
    const rows = store.surveys.answers({ survey, from: since(context, days), before, limit: limit + 1, commented });
    return {
      answers: rows.slice(0, limit).map((row) => ({ ...row, at: formatInstant(row.at, timezone), atMs: row.at })),
      more: rows.length > limit,
    };
  }),
};
