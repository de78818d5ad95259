import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ action, offer }, { t, offerName }) => ({
    text: offer === '' ? t('story.empty') : t(`story.${action}`, { offer: offerName(offer) }),
  }),
  when: (outlet, { action }, { t }) =>
    outlet === 'failed' ? t(`story.when.${action}`) : action === 'check' ? t('story.when.holds') : null,
});
