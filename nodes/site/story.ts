import { defaultShowFor } from '../../flows/sdk/site.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ kind, place, showFor = defaultShowFor, ...config }, { t, written, duration, sending }) => {
    const { title = '', text = '' } = written(config.content) ?? {};
    return {
      text: t(text.trim() === '' ? 'story.empty' : `story.${kind}`),
      more: [
        place === undefined ? null : t('story.place', { place }),
        t('story.lasting', { duration: duration(showFor, 'object') }),
        ...sending(config),
      ],
      quotes: [title.trim() === '' ? null : { text: title }, { text }],
    };
  },
});
