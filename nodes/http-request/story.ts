import { atOnce, defineStory, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ method, save = [] }, { t, field, list }) => ({
    text: t(method === 'GET' ? 'story.ask' : 'story.tell'),
    more: [save.length === 0 ? null : t('story.save', { fields: list(save.map((one) => field(one.field))) })],
  }),
  when: (outlet, _config, { t }) => (outlet === 'failed' ? t('story.when.failed') : null),
  takes: ({ timeout }) => (timeout === undefined ? atOnce : within(timeout)),
});
