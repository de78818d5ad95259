import { anyTime, defineStory, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ count = 0, per = 'PT1H', over }, { t, duration }) => ({
    text:
      over === undefined
        ? t('story.count', { count, duration: duration(per, 'object') })
        : t('story.over', { duration: duration(over, 'object') }),
  }),
  takes: ({ over }) => (over === undefined ? anyTime : within(over)),
});
