/** The last score that a person gave in a survey. Answers are events; those in words carry no score and are passed over. */
import type { FactEvent } from './facts.ts';

export const surveyEvent = 'survey.answered';

/** Of these events, in order of time and arrival; null: none. */
export function lastScore(events: readonly FactEvent[], survey: string): number | null {
  const answer = events.findLast(({ props }) => props.survey === survey && Number.isInteger(props.score));
  return answer === undefined ? null : (answer.props.score as number);
}
