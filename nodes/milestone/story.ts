import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ name }, { t }) => ({ text: name.trim() === '' ? t('story.empty') : t('story.tell', { name: name.trim() }) }),
});
