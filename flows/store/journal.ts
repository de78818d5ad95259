/**
 * The journal of a flow as it stands at one moment, read page by page by indexes, so that the engine has its turn between
 * two pages and nothing that moves meanwhile is counted twice or not at all.
 */
import Database from 'better-sqlite3';
import type { MessageState } from '../sdk/channels.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';
import { type Position, pageRows, pagesOf } from './pages.ts';

/** Those whose journey left that node by that outlet. */
export interface Way {
  node: string;
  outlet: string;
}

export interface VisitRow {
  id: number;
  at: Millis;
  arrived_at: Millis;
  outlet: string | null;
  exit_reason: string | null;
  hit: 0 | 1;
}

export interface StandingRow {
  id: number;
  /** When it arrived. */
  at: Millis;
  hit: 0 | 1;
}

export interface JourneyRow {
  id: number;
  version_id: number;
  entered_at: Millis;
  goal_at: Millis | null;
  goal_value: number | null;
  exited_at: Millis | null;
  hit: 0 | 1;
}

export interface MessageTimes {
  id: number;
  version_id: number;
  node: string;
  state: MessageState;
  reason: string | null;
  state_at: Millis;
  queued_at: Millis;
  sent_at: Millis | null;
  delivered_at: Millis | null;
  read_at: Millis | null;
  clicked_at: Millis | null;
  replied_at: Millis | null;
  failed_at: Millis | null;
  cost: number | null;
  hit: 0 | 1;
}

/** Has the journey of that column gone the way? Both are parameters; by the index of a journey's steps. */
export const wentBy = (journey: string): string =>
  `EXISTS (SELECT 1 FROM steps w WHERE w.journey_id = ${journey} AND w.node = @wayNode AND w.outlet = @wayOutlet)`;

export const wayParams = (way: Way | null): Record<string, string> =>
  way === null ? {} : { wayNode: way.node, wayOutlet: way.outlet };

export type Journal = ReturnType<typeof journalOf>;

/** `way`: only journeys that went it have `hit`. */
export function journalOf(db: Db, way: Way | null) {
  const hit = (journey: string): string => `${way === null ? '1' : wentBy(journey)} AS hit`;
  const ways = wayParams(way);
  const visits = pagesOf<VisitRow>(db, {
    columns: `id, left_at AS at, arrived_at, outlet, exit_reason, ${hit('s.journey_id')}`,
    from: 'FROM steps s WHERE version_id = @version AND node = @node',
    at: 'left_at',
    id: 'id',
  });
  const standing = pagesOf<StandingRow>(db, {
    columns: `id, arrived_at AS at, ${hit('j.id')}`,
    from: 'FROM journeys j WHERE version_id = @version AND node = @node AND exited_at IS NULL',
    at: 'arrived_at',
    id: 'id',
  });
  // They are in the order of all flows: a page is a stretch of numbers, however few of them are of this flow.
  const journeys = db.prepare<[object], JourneyRow>(
    `SELECT id, version_id, entered_at, goal_at, goal_value, exited_at, ${hit('j.id')} FROM journeys j
     WHERE id > @id AND id <= @upTo AND flow_id = @flow ORDER BY id`,
  );
  const lastJourney = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM journeys').pluck();
  const messages = db.prepare<[object], MessageTimes>(
    `SELECT id, version_id, node, state, reason, state_at, queued_at, sent_at, delivered_at, read_at, clicked_at, replied_at,
       failed_at, cost, ${hit('m.journey_id')} FROM messages m WHERE flow_id = @flow AND id > @id ORDER BY id LIMIT @limit`,
  );
  return {
    /** Visits of a node that are over, in the order in which they ended. */
    visits: (version: number, node: string, after: Position): VisitRow[] => visits({ ...ways, version, node }, after),
    /** Who stands at a node, in the order in which they came. */
    standing: (version: number, node: string, after: Position): StandingRow[] =>
      standing({ ...ways, version, node }, after),
    /** Journeys of all versions of the flow with numbers in (after, upTo]. */
    journeys: (flow: string, after: number, upTo: number): JourneyRow[] =>
      journeys.all({ ...ways, flow, id: after, upTo }),
    lastJourney: (): number => lastJourney.get() ?? 0,
    /** Messages of all versions of the flow. */
    messages: (flow: string, after: number): MessageTimes[] =>
      messages.all({ ...ways, flow, id: after, limit: pageRows }),
  };
}

/** Reads with a reader of its own, within one transaction: writes that come meanwhile are not seen. */
export async function readJournal<T>(
  file: string,
  way: Way | null,
  read: (journal: Journal) => Promise<T>,
): Promise<T> {
  const reader = new Database(file, { readonly: true, fileMustExist: true, timeout: 5000 });
  try {
    reader.exec('BEGIN');
    reader.prepare('SELECT count(*) FROM sqlite_schema').get();
    return await read(journalOf(reader, way));
  } finally {
    reader.close();
  }
}
