import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, { tell: (_, { t }) => ({ text: t('story.tell') }) });
