/** Scores as buttons, and what a score is asked on. */
import type * as z from 'zod';
import { holdsScale } from '../../flows/sdk/channels.ts';
import type { Choice } from '../../flows/sdk/question.ts';
import { npsScale, type Scale } from '../../flows/sdk/score.ts';
import type { spec } from './schema.ts';

type Answer = z.output<typeof spec.config>['answer'];

/** Null: no score is asked. */
export const scaleOf = (answer: Answer): Scale | null =>
  answer.kind === 'nps' ? npsScale : answer.kind === 'rating' ? { min: 1, max: answer.max } : null;

/** What stands under the question: the author's choices, or a button a score where the channel has room for them. */
export function buttonsOf(answer: Answer, channel: string): readonly Choice[] {
  if (answer.kind === 'choice') return answer.choices;
  const scale = scaleOf(answer);
  if (scale === null || !holdsScale(channel)) return [];
  return Array.from({ length: scale.max - scale.min + 1 }, (_, n) => {
    const score = String(scale.min + n);
    return { id: score, text: score };
  });
}
