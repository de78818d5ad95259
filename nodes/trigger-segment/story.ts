import { isSegmentAudience } from '../../flows/sdk/audience.ts';
import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ audience, on, who = 'later' }, { t, rule, segmentName }) => {
    const key = on === 'leave' ? 'leave' : who === 'now' ? 'now' : 'enter';
    return {
      text: isSegmentAudience(audience)
        ? t(`story.${key}Segment`, { segment: segmentName(audience.segment) })
        : isEmptyRule(audience)
          ? t(`story.${key}Everybody`)
          : t(`story.${key}`, { rule: rule(audience) }),
      more: [who === 'both' ? t('story.both') : null],
    };
  },
});
