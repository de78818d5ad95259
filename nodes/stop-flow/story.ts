import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ flow }, { t, flowName }) => ({
    text: flow === '' ? t('story.empty') : t('story.tell', { flow: flowName(flow) }),
  }),
});
