import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ branches }, { t, rule }) => {
    const [only, ...others] = branches;
    return {
      text: only !== undefined && others.length === 0 ? t('story.one', { rule: rule(only.rule) }) : t('story.branches'),
    };
  },
  when: (outlet, { branches }, { t, rule }) => {
    const index = branches.findIndex(({ id }) => id === outlet);
    const branch = branches[index];
    if (branches.length === 1) return t(branch === undefined ? 'story.when.no' : 'story.when.yes');
    if (branch === undefined) return null;
    return branch.name === undefined || branch.name === ''
      ? t('story.when.rule', { rule: rule(branch.rule) })
      : t('story.when.named', { name: branch.name, rule: rule(branch.rule) });
  },
});
