import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

/** Not to whom: that is an address of a colleague, which a story for outsiders does not show. */
export const story = defineStory(spec, {
  tell: ({ channel, text }, help) => ({
    text: help.t('story.tell', { channel: help.channel(channel) }),
    quotes: [{ text }],
  }),
  when: (outlet, _config, { t }) => (outlet === 'failed' ? t('story.when.failed') : null),
});
