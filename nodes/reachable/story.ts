import { serviceTopic } from '../../flows/sdk/message.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ channels, topic, order, activeWithin }, { t, channel, duration, list, ...help }) => ({
    text: t(order === 'recent' ? 'story.recent' : 'story.listed', {
      channels: list(
        channels.map(({ id }) => channel(id)),
        'disjunction',
      ),
    }),
    more: [
      topic === undefined || topic === serviceTopic ? null : t('story.consent', { topic: help.topic(topic) }),
      activeWithin === undefined ? null : t('story.active', { duration: duration(activeWithin, 'object') }),
    ],
  }),
  when: (outlet, _config, { t, channel }) =>
    outlet === 'none' ? t('story.when.none') : t('story.when.channel', { channel: channel(outlet) }),
});
