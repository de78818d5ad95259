import { flowStarted } from '../../flows/sdk/calls.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ where }, { t, eventRule }) => ({
    text:
      where === undefined || isEmptyRule(where)
        ? t('story.tell')
        : t('story.where', { rule: eventRule(where, flowStarted) }),
  }),
});
