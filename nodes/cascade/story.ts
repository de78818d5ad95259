import { letterWords } from '../../flows/sdk/letter.ts';
import { defineStory, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, channel, list, duration, written, sending }) => ({
    text: t('story.tell', {
      channels: list(
        config.rungs.map((rung) => channel(rung.channel)),
        'unit',
      ),
    }),
    more: [
      config.order === undefined || config.order === 'listed' ? null : t(`story.order.${config.order}`),
      t(config.stop === 'read' ? 'story.read' : 'story.delivered', { duration: duration(config.deadline, 'object') }),
      ...sending({ ignoreQuietHours: config.ignoreQuietHours }),
    ],
    quotes: config.rungs.map((rung) => {
      const { html, text, letter } = written(rung.content) ?? {};
      if (letter !== undefined) return { label: channel(rung.channel), text: letterWords(letter) };
      return html === undefined
        ? { label: channel(rung.channel), text: text ?? '' }
        : { label: channel(rung.channel), text: html, html: true };
    }),
  }),
  when: (outlet, _config, { t }) => t(`story.when.${outlet}`),
  takes: ({ deadline }) => within(deadline),
});
