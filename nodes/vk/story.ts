import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const text = written(config.content)?.text ?? '';
    return {
      text: text.trim() === '' ? t('story.empty') : t('story.tell'),
      more: sending(config),
      quotes: [{ text }],
    };
  },
});
