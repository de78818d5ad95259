import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ channel, match }, { t, list, ...help }) => {
    const quoted = (text: string) => t('ui:rule.quoted', { text });
    return {
      text:
        match.by === 'keywords'
          ? t('story.keywords', { words: list(match.words.map(quoted), 'disjunction') })
          : match.by === 'button'
            ? t('story.button', { button: match.button })
            : match.by === 'start' && match.payload !== undefined
              ? t('story.payload', { payload: match.payload })
              : t(`story.${match.by}`),
      more: [channel === undefined ? null : t('story.channel', { channel: help.channel(channel) })],
    };
  },
});
