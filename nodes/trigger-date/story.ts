import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ attribute, days = 0, at, yearly }, { t, field }) => {
    const name = field(attribute);
    return {
      text:
        days === 0
          ? t('story.on', { name, at })
          : t(days < 0 ? 'story.before' : 'story.after', { name, at, count: Math.abs(days) }),
      more: [yearly === true ? t('story.yearly') : null],
    };
  },
});
