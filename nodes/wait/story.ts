import { anyTime, defineStory, exactly, within } from '../../flows/sdk/story.ts';
import { spec } from './schema.ts';

const isNone = (duration: string): boolean => /^P(?:T?0[A-Z])+$/.test(duration);

export const story = defineStory(spec, {
  tell: (config, { t, duration, date, field, weekdays }) => {
    const { until, at, window } = config;
    const more: (string | null)[] = [
      config.weekdays === undefined ? null : t('story.weekdays', { days: weekdays(config.weekdays) }),
      window === undefined ? null : t('story.window', { from: window.from, to: window.to }),
      config.ifPast === 'exit' ? t('story.pastExit') : null,
    ];
    if (until === undefined) {
      const long = config.for ?? 'PT0S';
      if (at === undefined) return { text: t('story.for', { duration: duration(long, 'object') }), more };
      const key = isNone(long) ? 'story.at' : 'story.forAt';
      return { text: t(key, { duration: duration(long, 'object'), time: at }), more };
    }
    const base =
      'date' in until
        ? t('story.date', { date: date(until.date) })
        : 'attribute' in until
          ? t('story.attribute', { name: field(until.attribute) })
          : t('story.property', { name: field(until.property) });
    const side = until.offset === undefined ? 'until' : until.offset.startsWith('-') ? 'before' : 'after';
    return {
      text: t(`story.${side}`, { base, duration: duration((until.offset ?? 'PT0S').replace(/^[+-]/, ''), 'object') }),
      more: [at === undefined ? null : t('story.dateAt', { time: at }), ...more],
    };
  },
  when: (outlet, _config, { t }) => (outlet === 'past' ? t('story.when.past') : null),
  takes: (config, outlet) => {
    if (config.until !== undefined) return outlet === 'past' ? within('PT0S') : anyTime;
    const long = config.for ?? 'PT0S';
    // A time of day alone comes within a day; after whole days it moves the end by hours, which "about" covers.
    if (config.at !== undefined && isNone(long)) return within('P1D');
    return exactly(long);
  },
});
