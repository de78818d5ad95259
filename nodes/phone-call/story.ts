import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, written, sending }) => {
    const parts = written(config.content);
    const text = (parts?.text ?? '').trim();
    const recorded = (parts?.recording ?? '').trim() !== '';
    const words = recorded ? t('story.recording') : text === '' ? t('story.empty') : t('story.tell');
    return { text: words, more: sending(config), quotes: recorded ? [] : [{ text }] };
  },
});
