import { type LetterBlock, letterWords } from '../../flows/sdk/letter.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

const quoted = ({ letter, html = '' }: { letter?: readonly LetterBlock[] | undefined; html?: string | undefined }) =>
  letter === undefined ? { text: html, html: true as const } : { text: letterWords(letter) };

export const story = defineStory(spec, {
  tell: (config, { t, plain, written, sending }) => {
    const letter = written(config.content);
    const subject = plain(letter?.subject ?? '');
    return {
      text: subject === '' ? t('story.empty') : t('story.tell', { subject }),
      more: sending(config),
      quotes: [letter === undefined ? null : quoted(letter)],
    };
  },
});
