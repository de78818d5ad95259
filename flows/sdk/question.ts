/** Questions put to a person in a channel: the message, and what the answer means. */
import { hasButtons } from './channels.ts';
import type { MessageButton, MessageDraft, SignalWait } from './outcome.ts';

export interface Choice {
  id: string;
  /** Liquid template until it is rendered. */
  text: string;
}

/** Texts of a question by language. `subject` is for letters. */
export type QuestionTexts = Readonly<Record<string, Readonly<{ subject?: string | undefined; text: string }>>>;

export interface Question {
  channel: string;
  account: string;
  topic: string;
  texts: QuestionTexts;
  choices: readonly Choice[];
}

/** `text` with the choices below it, numbered, for channels without buttons. */
const writtenOut = (text: string, choices: readonly Choice[]): string =>
  [text, '', ...choices.map((choice, index) => `${index + 1}. ${choice.text}`)].join('\n');

/** The message that asks: choices are buttons where the channel has them. Waits where waiting can help. */
export function questionDraft({ channel, account, topic, texts, choices }: Question): MessageDraft {
  const buttons: readonly MessageButton[] = hasButtons(channel) ? choices : [];
  const content: Record<string, Record<string, string>> = {};
  for (const [language, { subject, text }] of Object.entries(texts)) {
    const shown = choices.length === 0 || hasButtons(channel) ? text : writtenOut(text, choices);
    content[language] = channel === 'email' ? { subject: subject ?? firstLine(text), text: shown } : { text: shown };
  }
  return {
    channel,
    account,
    topic,
    content,
    htmlParts: [],
    buttons,
    onSuppressed: 'wait',
    ignoreQuietHours: false,
    ttl: null,
  };
}

const firstLine = (text: string): string => (text.split('\n')[0] ?? '').slice(0, 200);

/** What the person writes in the channel of the question, to that question. `key` is the visit (`StepArgs.key`). */
export const answerTo = (key: string): SignalWait => ({
  id: 'answer',
  event: 'message.received',
  node: key.split(':')[1] ?? '',
});

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\u00a0]+/gu, ' ')
    .replace(/^[\s"'«»“”„.,!?()[\]:;-]+|[\s"'«»“”„.,!?()[\]:;-]+$/gu, '');

/** The words before what a mail program quotes or signs: the first line that says something. */
const firstWords = (text: string): string => text.split('\n').find((line) => plain(line) !== '') ?? '';

/** An answer as a whole, then its first line alone: below it a signature may stand. */
export const answerTexts = (text: string): readonly string[] => [...new Set([text.trim(), firstWords(text).trim()])];

/**
 * Which choice an answer means, or null: the button pressed; else the words of a choice, whatever their case; else its number
 * from the list, which is written out where there are no buttons. `labels` are rendered.
 */
export function choiceOf(
  choices: readonly Choice[],
  labels: readonly string[],
  answer: { button: unknown; text: string },
  channel: string,
): string | null {
  const pressed = choices.find(({ id }) => id === answer.button);
  if (pressed !== undefined) return pressed.id;
  for (const words of answerTexts(answer.text)) {
    const index = labels.findIndex((label) => plain(label) !== '' && plain(label) === plain(words));
    const said = choices[index];
    if (said !== undefined) return said.id;
  }
  if (hasButtons(channel)) return null;
  const number = /^\s*(?:№|#|n)?\s*(\d{1,2})\s*[.)]?\s*$/iu.exec(firstWords(answer.text))?.[1];
  return number === undefined ? null : (choices[Number(number) - 1]?.id ?? null);
}
