import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const { text = '', image = '' } = written(config.content) ?? {};
    return {
      text: text.trim() !== '' ? t('story.tell') : image.trim() !== '' ? t('story.picture') : t('story.empty'),
      more: sending(config),
      quotes: text.trim() === '' ? [] : [{ text }],
    };
  },
});
