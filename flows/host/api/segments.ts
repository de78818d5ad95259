/** Saved segments. */
import { os } from './base.ts';

export const segmentsApi = {
  list: os.segments.list.handler(({ context: { store } }) => store.segments.list()),
};
