/** When those who wait at the blocks of a version go on by a timer. */
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';
import { type Position, pagesOf } from './pages.ts';

export interface DueRow extends Position {
  /** `at` is when it is due. */
  node: string;
}

export type WaitingStore = ReturnType<typeof waitingStore>;

export function waitingStore(db: Db) {
  const due = pagesOf<DueRow>(db, {
    columns: 'node, due_at AS at, id',
    from: 'FROM journeys WHERE version_id = @version AND due_at IS NOT NULL AND due_at < @before',
    at: 'due_at',
    id: 'id',
  });
  return {
    /** Journeys of a version whose timer is due before a moment, in order, a page after the position. */
    due: (version: number, before: Millis, after: Position): DueRow[] => due({ version, before }, after),
  };
}
