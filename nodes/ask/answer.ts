/** From what a person wrote to the answer it is. */
import type * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { StepArgs } from '../../flows/sdk/node.ts';
import { answerTexts, choiceOf } from '../../flows/sdk/question.ts';
import { renderOr } from '../../flows/sdk/template.ts';
import { date, email, number, phone } from '../../flows/sdk/typed.ts';
import type { spec } from './schema.ts';

type Config = z.output<typeof spec.config>;

export interface Answer {
  outlet: string;
  value: AttributeValue;
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
