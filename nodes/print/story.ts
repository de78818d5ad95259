import { kindOf } from '../../flows/sdk/print/paper.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const kind = kindOf(config.format);
    const text = kind === 'label' ? '' : (written(config.content)?.text ?? '');
    const empty = kind !== 'label' && text.trim() === '';
    return {
      text: t(empty ? 'story.empty' : `story.${kind}`),
      more: [t('story.byHand'), ...sending(config)],
      quotes: [{ text }],
    };
  },
  when: (outlet, _config, { t }) => (outlet === 'no-address' ? t('story.noAddress') : null),
});
