import { isEmptyRule } from '../../flows/sdk/rule.ts';
import { anyTime, atOnce, defineStory } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: (config, { t, event, eventRule, number }) => {
    const { where, value } = config;
    const pulled = config.pull === true ? 'pull' : 'wait';
    const named = config.event === undefined ? '' : event(config.event);
    return {
      text:
        config.event === undefined
          ? t('story.arrived')
          : where === undefined || isEmptyRule(where)
            ? t(`story.${pulled}`, { event: named })
            : t(`story.${pulled}Where`, { event: named, rule: eventRule(where, config.event) }),
      more: [
        typeof value === 'number' ? t('story.value', { value: number(value) }) : null,
        config.then === 'end' ? t('story.end') : null,
      ],
    };
  },
  takes: ({ event, pull }) => (event === undefined || pull === true ? atOnce : anyTime),
});
