import { atOnce, defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, channel, list, duration, field }) => {
    const words = written(config.content);
    return {
      text: t('story.tell', {
        channels: list(
          config.channels.map((one) => channel(one.channel)),
          'disjunction',
        ),
        duration: duration(config.timeout, 'object'),
      }),
      more: [
        config.remindAfter === undefined
          ? null
          : t('story.remind', { duration: duration(config.remindAfter, 'object') }),
        config.survey === undefined ? null : t('story.survey', { survey: config.survey }),
        config.saveTo === undefined ? null : t('story.save', { field: field(config.saveTo) }),
      ],
      quotes: [words === undefined ? null : { text: words.text }],
    };
  },
  when: (outlet, { answer, timeout }, { t, duration, plain }) => {
    if (outlet === 'not-sent') return null;
    if (outlet === 'timeout') return t('story.when.timeout', { duration: duration(timeout, 'object') });
    const choice = answer.kind === 'choice' ? answer.choices.find(({ id }) => id === outlet) : undefined;
    if (choice !== undefined) return t('story.when.choice', { text: plain(choice.text) });
    if (answer.kind === 'nps' && outlet !== 'invalid') return t(`story.when.${outlet}`);
    return t(outlet === 'invalid' ? 'story.when.invalid' : 'story.when.answered');
  },
  takes: ({ timeout }, outlet) =>
    outlet === 'not-sent' ? atOnce : outlet === 'timeout' ? exactly(timeout) : within(timeout),
});
