/** "About 3 days after the start": a block's time in words. Pure. */
import { durationInWords } from '../../ui/words.ts';
import { type Reached, roundedDuration } from './times.ts';

type Say = (key: string, params?: Record<string, string | number>) => string;

/** Null where there is nothing to say: at once, unknown, or any time at all. */
export function timeInWords(reached: Reached | undefined, t: Say, language: string): string | null {
  if (reached === undefined) return null;
  const { soonest, latest } = reached;
  const say = (seconds: number): string => durationInWords(roundedDuration(seconds), language, 'object');
  if (latest === 0) return null;
  if (latest === null) return soonest === 0 ? null : t('time.orLater', { duration: say(soonest) });
  if (soonest === 0) return t('time.within', { duration: say(latest) });
  const [from, to] = [say(soonest), say(latest)];
  return from === to ? t('time.about', { duration: from }) : t('time.between', { from, to });
}
