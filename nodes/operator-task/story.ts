import { defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ kind, title, script, due }, { t, plain, duration }) => ({
    text:
      title.trim() === ''
        ? t('story.empty')
        : t('story.tell', { kind: t(`fields.kind.options.${kind}`), title: plain(title) }),
    more: [due === undefined ? null : t('story.due', { duration: duration(due, 'object') })],
    quotes: [script === undefined ? null : { label: t('story.script'), text: script }],
  }),
  when: (outlet, { outcomes, timeout }, { t, duration }) => {
    const outcome = outcomes.find(({ id }) => id === outlet);
    return outcome === undefined
      ? t('story.when.timeout', { duration: duration(timeout, 'object') })
      : t('story.when.outcome', { name: outcome.name });
  },
  takes: ({ timeout }, outlet) => (outlet === 'timeout' ? exactly(timeout) : within(timeout)),
});
