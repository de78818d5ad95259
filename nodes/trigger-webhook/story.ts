import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ unknown }, { t }) => ({
    text: t('story.tell'),
    more: [t(unknown === 'refuse' ? 'story.refuse' : 'story.create')],
  }),
});
