import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ node, maxLoops = 10 }, { t, nodeName }) => ({
    text: node === undefined ? t('story.empty') : t('story.tell', { node: nodeName(node), count: maxLoops }),
  }),
});
