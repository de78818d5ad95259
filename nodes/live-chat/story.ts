import { atOnce, defineStory, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ text, carry, pause }, { t, duration }) => ({
    text: t('story.tell'),
    more: [
      carry === undefined ? null : t('story.carry', { duration: duration(carry, 'object') }),
      pause === undefined ? null : t('story.pause', { duration: duration(pause, 'object') }),
    ],
    quotes: [text.trim() === '' ? null : { label: t('story.text'), text }],
  }),
  when: (outlet, _config, { t }) =>
    outlet === 'failed' ? t('story.when.failed') : outlet === 'nobody-there' ? t('story.when.nobodyThere') : null,
  takes: ({ carry }, outlet) => (outlet === 'next' && carry !== undefined ? within(carry) : atOnce),
});
