import { defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ outcomes, timeout }, { t, duration, event, list, nodeName }) => {
    const named = outcomes.map((one) =>
      one.node === undefined
        ? t('story.event', { event: event(one.event) })
        : t('story.ofNode', { event: event(one.event), node: nodeName(one.node) }),
    );
    return {
      text: t('story.tell', {
        what: list([...new Set(named)], 'disjunction'),
        duration: duration(timeout, 'object'),
      }),
    };
  },
  when: (outlet, { outcomes, timeout }, { t, duration, event, eventRule }) => {
    const outcome = outcomes.find(({ id }) => id === outlet);
    if (outcome === undefined) return t('story.when.timeout', { duration: duration(timeout, 'object') });
    const name = outcome.name || event(outcome.event);
    return outcome.where === undefined || outcome.where.rules.length === 0
      ? t('story.when.outcome', { name })
      : t('story.when.where', { name, rule: eventRule(outcome.where, outcome.event) });
  },
  takes: ({ timeout }, outlet) => (outlet === 'timeout' ? exactly(timeout) : within(timeout)),
});
