import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ work }, { t }) => ({ text: t(`story.${work}`) }),
  when: (outlet, _config, { t }) => (outlet === 'failed' ? t('story.when.failed') : null),
});
