import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ reason }, { t }) => ({ text: t('story.tell'), unnamed: t('story.reason', { reason }) }),
});
