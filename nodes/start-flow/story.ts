import { anyTime, atOnce, defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

export const story = defineStory(spec, {
  tell: ({ flow, waitForEnd, timeout }, { t, flowName, duration }) => ({
    text:
      flow === ''
        ? t('story.empty')
        : waitForEnd !== true
          ? t('story.tell', { flow: flowName(flow) })
          : timeout === undefined
            ? t('story.wait', { flow: flowName(flow) })
            : t('story.waitAtMost', { flow: flowName(flow), duration: duration(timeout, 'object') }),
  }),
  when: (outlet, { timeout }, { t, duration }) =>
    outlet === 'not-started'
      ? t('story.when.not-started')
      : outlet === 'timeout'
        ? t('story.when.timeout', { duration: duration(timeout ?? 'PT0S', 'object') })
        : null,
  takes: ({ waitForEnd, timeout }, outlet) => {
    if (waitForEnd !== true || outlet === 'not-started') return atOnce;
    if (timeout === undefined) return anyTime;
    return outlet === 'timeout' ? exactly(timeout) : within(timeout);
  },
});
