import { preferences } from './preferences.ts';

/** The person asked for less motion, here or in the system: nothing glides, things are where they are. */
export const lessMotion = (): boolean =>
  preferences.getState().motion === 'less' ||
  (typeof window !== 'undefined' && window.matchMedia('(prefers-reduced-motion: reduce)').matches);
