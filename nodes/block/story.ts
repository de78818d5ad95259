import { anyTime, defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ block }, { t }) => ({ text: t(block === '' ? 'story.empty' : 'story.tell') }),
  when: (outlet, { ways = [] }, { t }) =>
    t('story.when', { name: ways.find(({ id }) => id === outlet)?.name || t('way') }),
  // What is inside may wait for anything.
  takes: () => anyTime,
});
