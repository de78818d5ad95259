import { atOnce, defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ action, channel, topic, confirm }, help) => {
    const { t, duration, written, plain } = help;
    const about = {
      channel: help.channel(channel),
      topic: topic === undefined ? t('summary.everything') : help.topic(topic),
    };
    const question = confirm === undefined ? undefined : written(confirm.content);
    return {
      text:
        confirm === undefined
          ? t(action === 'subscribe' ? 'story.subscribe' : 'story.unsubscribe', about)
          : t('story.confirm', { ...about, duration: duration(confirm.timeout, 'object') }),
      more: [confirm === undefined ? null : t('story.button', { button: plain(confirm.button) })],
      quotes: [question === undefined ? null : { text: question.text }],
    };
  },
  when: (outlet, { confirm }, { t, duration }) =>
    outlet === 'confirmed'
      ? t('story.when.confirmed')
      : outlet === 'not-confirmed'
        ? t('story.when.not-confirmed', { duration: duration(confirm?.timeout ?? 'PT0S', 'object') })
        : null,
  takes: ({ confirm }, outlet) =>
    confirm === undefined || outlet === 'failed'
      ? atOnce
      : outlet === 'not-confirmed'
        ? exactly(confirm.timeout)
        : within(confirm.timeout),
});
