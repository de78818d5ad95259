import { defaultKeepFor } from '../../flows/sdk/push.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ keepFor = defaultKeepFor, ...config }, { t, written, duration, sending }) => {
    const { title = '', text = '' } = written(config.content) ?? {};
    return {
      text: t(text.trim() === '' && title.trim() === '' ? 'story.empty' : 'story.tell'),
      more: [t('story.kept', { duration: duration(keepFor, 'object') }), ...sending(config)],
      quotes: [title.trim() === '' ? null : { text: title }, { text }],
    };
  },
});
