import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

const percent = (weight: number): number => weight / 100;

export const story = defineStory(spec, {
  tell: ({ holdout }, { t }) => ({ text: t('story.tell'), more: [holdout === undefined ? null : t('story.holdout')] }),
  when: (outlet, { arms, holdout }, { t, number }) => {
    const index = arms.findIndex(({ id }) => id === outlet);
    const arm = arms[index];
    if (arm === undefined) return t('story.when.holdout', { percent: number(percent(holdout ?? 0)) });
    return t('story.when.arm', {
      name: arm.name || t('actions.arm', { letter: String.fromCharCode(65 + (index % 26)) }),
      percent: number(percent(arm.weight)),
    });
  },
});
