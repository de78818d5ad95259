import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ audience, cron, once, skipWeekends }, { t, rule, date, schedule, segmentName }) => ({
    text: once === undefined ? t('story.tell', { when: schedule(cron ?? '') }) : t('story.once', { date: date(once) }),
    more: [
      skipWeekends === true ? t('story.skipWeekends') : null,
      isSegmentAudience(audience)
        ? t('story.segment', { segment: segmentName(audience.segment) })
        : isEmptyRule(audience)
          ? t('story.everybody')
          : t('story.rule', { rule: rule(audience) }),
    ],
  }),
});
