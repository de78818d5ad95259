import { textParts } from '../../flows/sdk/message.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { messageOf, spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const message = messageOf(config);
    const parts = written(message.content);
    const { text = '' } = parts === undefined ? {} : textParts(parts);
    const words = config.kind === 'template' ? 'story.template' : 'story.tell';
    return {
      text: text.trim() === '' ? t('story.empty') : t(words),
      more: [config.kind === 'text' ? t('story.window') : null, ...sending(message)],
      quotes: [{ text }],
    };
  },
});
