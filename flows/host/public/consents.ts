/** What a person has said about being written to, as their own page shows it. */
import type { HostContext } from '../context.ts';
import type { Words } from './words.ts';

export interface Said {
  channel: string;
  /** Empty: the channel as a whole. */
  topic: string;
  granted: boolean;
  /** What they once agreed to, word for word; null where nobody kept it. */
  text: string | null;
}

/** Names one of them in a form. No channel or topic has a bar in it. */
export const nameOf = ({ channel, topic }: Pick<Said, 'channel' | 'topic'>): string => `${channel}|${topic}`;

/** The words that were shown with an answer, where they were kept. */
export function textOfProof(proof: string | null): string | null {
  if (proof === null) return null;
  const { text } = JSON.parse(proof) as { text?: unknown };
  return typeof text === 'string' ? text : null;
}

/** The last answer to each, and the text of the last yes. */
export function saidBy({ store }: HostContext, contact: number): Said[] {
  const found = new Map<string, Said>();
  for (const { channel, topic, granted, proof } of store.consents.of(contact)) {
    const key = nameOf({ channel, topic });
    if (granted === null) found.delete(key);
    else {
      const text = granted ? textOfProof(proof) : (found.get(key)?.text ?? null);
      found.set(key, { channel, topic, granted, text });
    }
  }
  return [...found.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

export const topicName = (words: Words, topic: string): string =>
  words.topics[topic] ?? topic.replaceAll(/[_-]+/g, ' ');

export function labelOf(words: Words, { channel, topic }: Pick<Said, 'channel' | 'topic'>): string {
  const what = topic === '' ? words.preferences.wholeChannel : capital(topicName(words, topic));
  return `${words.channels[channel] ?? channel}: ${what}`;
}
