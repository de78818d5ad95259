import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ audience, at }, { t, rule, date, segmentName }) => ({
    text: at === undefined ? t('story.tell') : t('story.at', { date: date(at) }),
    more: [
      isSegmentAudience(audience)
        ? t('story.segment', { segment: segmentName(audience.segment) })
        : isEmptyRule(audience)
          ? t('story.everybody')
          : t('story.rule', { rule: rule(audience) }),
    ],
  }),
});
