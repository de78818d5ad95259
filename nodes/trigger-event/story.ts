import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ event, where }, { t, eventRule, ...help }) => ({
    text:
      where === undefined || isEmptyRule(where)
        ? t('story.tell', { event: help.event(event) })
        : t('story.where', { event: help.event(event), rule: eventRule(where, event) }),
  }),
});
