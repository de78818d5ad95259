import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, duration }) => ({ text: t('story.tell', { duration: duration(config.for, 'object') }) }),
});
