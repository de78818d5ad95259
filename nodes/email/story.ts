import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, plain, written, sending }) => {
    const letter = written(config.content);
    const subject = plain(letter?.subject ?? '');
    return {
      text: subject === '' ? t('story.empty') : t('story.tell', { subject }),
      more: sending(config),
      quotes: [letter === undefined ? null : { text: letter.html, html: true }],
    };
  },
});
