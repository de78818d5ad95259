/** From what a person wrote to the answer it is. */
import type * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { StepArgs } from '../../flows/sdk/node.ts';
import { answerTexts, choiceOf } from '../../flows/sdk/question.ts';
import { npsGroup, scoreOf } from '../../flows/sdk/score.ts';
import { renderOr } from '../../flows/sdk/template.ts';
import { date, email, number, phone } from '../../flows/sdk/typed.ts';
import { scaleOf } from './scale.ts';
import type { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

export interface Answer {
  outlet: string;
  value: AttributeValue;
  /** Where a score was asked. */
  score?: number;
  /** What was said beside the score, or instead of one. */
  comment?: string;
}

/** Longer answers in free words are cut: a field is no place for a letter. */
const longest = 2000;

/** Null when it answers nothing. `channel` is the one in which was asked. */
export function answerOf(
  args: StepArgs<Config>,
  channel: string,
  said: { text: string; button: unknown },
): Answer | null {
  const { answer } = args.config;
  if (answer.kind === 'choice') {
    const labels = answer.choices.map(({ text }) => renderOr(args.render, text));
    const id = choiceOf(answer.choices, labels, said, channel);
    return id === null ? null : { outlet: id, value: labels[answer.choices.findIndex((one) => one.id === id)] ?? id };
  }
  const scale = scaleOf(answer);
  if (scale !== null) {
    const pressed = typeof said.button === 'string' ? scoreOf(said.button, scale) : null;
    const score = pressed ?? scoreOf(said.text, scale);
    if (score === null) return null;
    // A bare score needs no repeating.
    const comment =
      pressed === null && /\p{L}{3}.*\s.*\p{L}{2}|\d\D*\p{L}{3}/su.test(said.text)
        ? said.text.slice(0, longest)
        : undefined;
    return {
      outlet: answer.kind === 'nps' ? npsGroup(score) : 'answered',
      value: score,
      score,
      ...(comment === undefined ? {} : { comment }),
    };
  }
  for (const text of answerTexts(said.text)) {
    const value = read(args, text);
    if (value !== null) return { outlet: 'answered', value };
  }
  return null;
}

function read({ config: { answer }, contact, now }: StepArgs<Config>, text: string): AttributeValue {
  switch (answer.kind) {
    case 'number': {
      const value = number(text);
      if (value === null || value < (answer.min ?? value) || value > (answer.max ?? value)) return null;
      return value;
    }
    case 'date':
      return date(text, contact.country === 'US' ? 'mdy' : 'dmy', now.zone);
    case 'email':
      return email(text);
    case 'phone':
      return phone(text, contact.country);
    default:
      return text === '' ? null : text.slice(0, longest);
  }
}
