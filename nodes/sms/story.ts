import { estimateSmsParts } from '../../flows/sdk/sms-parts.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const text = written(config.content)?.text ?? '';
    const parts = text === '' ? 0 : estimateSmsParts(text).parts;
    return {
      text: text.trim() === '' ? t('story.empty') : t('story.tell'),
      more: [parts > 1 ? t('story.parts', { count: parts }) : null, ...sending(config)],
      quotes: [{ text }],
    };
  },
});
