import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ operation, save = [] }, { t, field, list }) => ({
    text:
      operation === undefined
        ? t('story.nothing')
        : t('story.tell', { operation: t(`operations:${operation}.name`, { defaultValue: operation }) }),
    more: [save.length === 0 ? null : t('story.save', { fields: list(save.map((one) => field(one.field))) })],
  }),
  when: (outlet, _config, { t }) => (outlet === 'failed' ? t('story.when.failed') : null),
});
