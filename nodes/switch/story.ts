import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ expression }, { t, field }) => ({ text: t('story.tell', { field: field(expression) }) }),
  when: (outlet, { values }, { t }) => {
    const found = values.find(({ id }) => id === outlet);
    return found === undefined ? null : t('story.when.value', { value: found.name || found.value });
  },
});
