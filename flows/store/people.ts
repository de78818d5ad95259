/** The people behind a number of the report, page by page by indexes. */
import { type MessageState, messageStates } from '../sdk/channels.ts';
import type { Millis } from '../sdk/time.ts';
import { type Way, wayParams, wentBy } from './journal.ts';
import type { Db } from './open.ts';
import { type Position, pageRows, pagesOf, start } from './pages.ts';

export interface PersonRow {
  contact_id: number;
  arrived_at: Millis;
  due_at: Millis | null;
  /** The outlet left by, the reason of an end, or the message's state. */
  outlet: string | null;
}

export interface PeopleQuery {
  /** Row ids of the versions, in the order in which they are listed. */
  versions: readonly number[];
  /** Node ids; not looked at for `goal`. */
  nodes: readonly string[];
  what: 'here' | 'entered' | 'left' | 'ended' | 'lost' | 'message' | 'goal';
  /** The outlet, the reason, or the message's state (`suppressed:<reason>`). Null for any. */
  by: string | null;
  /** When it happened: from then on, and before; null: whenever. `here` looks at who stood there at `before`. */
  from?: Millis | null | undefined;
  before?: Millis | null | undefined;
  /** Only those whose journey left that node by that outlet. */
  way?: Way | null | undefined;
}

/** A place in the list: which part of it, and after which row of the part. */
export interface Place extends Position {
  part: number;
}

type Found = PersonRow & Position & { hit: 0 | 1 | null };
type Page = (after: Position, limit: number) => Found[];

export type PeopleStore = ReturnType<typeof peopleStore>;

/** As the counters count them: a message that was read was also sent and delivered. */
const countedAt: Readonly<Record<string, { when: string; states: readonly MessageState[] }>> = {
  queued: { when: 'm.queued_at', states: ['queued', 'sending'] },
  sent: { when: 'm.sent_at', states: messageStates },
  delivered: { when: 'm.delivered_at', states: messageStates },
  read: { when: 'm.read_at', states: messageStates },
  clicked: { when: 'm.clicked_at', states: messageStates },
  replied: { when: 'm.replied_at', states: messageStates },
  failed: { when: 'm.failed_at', states: messageStates },
  unknown: { when: 'm.state_at', states: ['unknown'] },
  canceled: { when: 'm.state_at', states: ['canceled'] },
  suppressed: { when: 'm.state_at', states: ['suppressed'] },
  'not-sent': { when: 'coalesce(m.failed_at, m.state_at)', states: ['failed', 'suppressed'] },
};
/** Machines opened its links. */
const byMachine = 'EXISTS (SELECT 1 FROM link_clicks l WHERE l.message_id = m.id AND l.machine = 1)';
const anyMessage = { when: 'm.state_at', states: messageStates };

export function peopleStore(db: Db) {
  const made = new Map<string, (params: object, after: Position, limit: number) => Found[]>();
  /** Few texts, each prepared once. */
  const paged = (columns: string, hit: string, from: string, at: string, id: string) => {
    const key = `${columns}|${hit}|${from}`;
    let pages = made.get(key);
    if (pages === undefined) {
      pages = pagesOf<Found>(db, { columns: `${columns}, (${hit}) AS hit`, from, at, id });
      made.set(key, pages);
    }
    return pages;
  };
  /** In the order of their numbers. */
  const numbered = (columns: string, hit: string, from: string, id: string) => {
    const key = `${columns}|${hit}|${from}`;
    let pages = made.get(key);
    if (pages === undefined) {
      const statement = db.prepare<[object], Found>(
        `SELECT ${columns}, 0 AS at, (${hit}) AS hit ${from} AND ${id} > @id ORDER BY ${id} LIMIT @limit`,
      );
      pages = (params, after, limit) => statement.all({ ...params, id: after.id, limit });
      made.set(key, pages);
    }
    return pages;
  };

  /** The list as parts that are read one after the other, each in an order that an index gives. */
  function partsOf(query: PeopleQuery): Page[] {
    const { versions, nodes, what, by } = query;
    const from = query.from ?? null;
    const before = query.before ?? null;
    const way = query.way ?? null;
    const given = { ...wayParams(way), ...(from === null ? {} : { from }), ...(before === null ? {} : { before }) };
    const went = (journey: string): string => (way === null ? '1' : wentBy(journey));
    const within = (when: string): string =>
      `${from === null ? '1' : `${when} >= @from`} AND ${before === null ? '1' : `${when} < @before`}`;
    const named = by === null ? {} : { by };
    const places = versions.flatMap((version) => nodes.map((node) => ({ version, node })));

    const standing = (hit: string): Page[] => {
      const pages = paged(
        'j.contact_id, j.arrived_at, j.due_at, NULL AS outlet, j.arrived_at AS at, j.id',
        `${hit} AND ${went('j.id')}`,
        'FROM journeys j WHERE j.version_id = @version AND j.node = @node AND j.exited_at IS NULL',
        'j.arrived_at',
        'j.id',
      );
      return places.map((place) => (after, limit) => pages({ ...given, ...place }, after, limit));
    };
    const gone = (hit: string, left: string): Page[] => {
      const pages = paged(
        'j.contact_id, s.arrived_at, NULL AS due_at, coalesce(s.exit_reason, s.outlet) AS outlet, s.left_at AS at, s.id',
        `${hit} AND ${went('s.journey_id')}`,
        `FROM steps s JOIN journeys j ON j.id = s.journey_id WHERE s.version_id = @version AND s.node = @node ${left}`,
        's.left_at',
        's.id',
      );
      return places.map((place) => (after, limit) => pages({ ...given, ...named, ...place }, after, limit));
    };
    /** Who left before the span cannot be of it. */
    const since = from === null ? '' : 'AND s.left_at >= @from';
    const span = `${since} ${before === null ? '' : 'AND s.left_at < @before'}`;

    switch (what) {
      case 'here':
        if (before === null) return standing('1');
        return [...standing('j.arrived_at < @before'), ...gone('s.arrived_at < @before', 'AND s.left_at >= @before')];
      case 'entered':
        return [...standing(within('j.arrived_at')), ...gone(within('s.arrived_at'), since)];
      case 'left':
        return gone(`s.exit_reason IS NULL AND ${by === null ? 's.outlet IS NOT NULL' : 's.outlet = @by'}`, span);
      case 'ended':
        return gone(by === null ? 's.exit_reason IS NOT NULL' : 's.exit_reason = @by', span);
      case 'lost':
        return gone("s.exit_reason IS NOT NULL AND s.exit_reason <> 'end'", span);
      case 'message': {
        // `suppressed:no-consent` is the state `suppressed` for the reason `no-consent`.
        const [state = '', reason] = (by ?? '').split(/:(.*)/s, 2);
        const { when, states } = countedAt[state] ?? anyMessage;
        const because = `${reason === undefined ? '' : ' AND m.reason = @reason'}${state === 'machine' ? ` AND ${byMachine}` : ''}`;
        const pages = numbered(
          'm.contact_id, m.state_at AS arrived_at, NULL AS due_at, m.state AS outlet, m.id',
          `${when} IS NOT NULL AND ${within(when)}${because} AND ${went('m.journey_id')}`,
          'FROM messages m WHERE m.version_id = @version AND m.node = @node AND m.state = @state',
          'm.id',
        );
        const why = reason === undefined ? {} : { reason };
        return places.flatMap((place) =>
          states.map(
            (one): Page =>
              (after, limit) =>
                pages({ ...given, ...why, ...place, state: one }, after, limit),
          ),
        );
      }
      case 'goal': {
        const pages = numbered(
          'j.contact_id, j.goal_at AS arrived_at, NULL AS due_at, NULL AS outlet, j.id',
          `j.goal_at IS NOT NULL AND j.version_id IN (SELECT value FROM json_each(@versions)) AND ${within('j.goal_at')} AND ${went('j.id')}`,
          'FROM journeys j WHERE 1',
          'j.id',
        );
        return [(after, limit) => pages({ ...given, versions: JSON.stringify(versions) }, after, limit)];
      }
    }
  }

  return {
    /**
     * Those of the list after a place, those still there first; one row a visit, so that they are as many as the number
     * says. Yields after each page, so that other work has its turn; returns the rows, and where to go on (null: that is all).
     */
    *list(
      query: PeopleQuery & { after?: Place | null; skip?: number; limit: number },
    ): Generator<undefined, { rows: PersonRow[]; next: Place | null }> {
      const parts = partsOf(query);
      const rows: PersonRow[] = [];
      let skip = query.skip ?? 0;
      // Where nothing is left out the first page is enough.
      let first = true;
      let place: Place = query.after ?? { ...start, part: 0 };
      for (let part = place.part; part < parts.length; part++) {
        const page = parts[part] as Page;
        if (part !== place.part) place = { ...start, part };
        for (;;) {
          const size = first ? Math.min(pageRows, skip + query.limit) : pageRows;
          first = false;
          const found = page(place, size);
          for (const { at, id, hit, ...person } of found) {
            place = { part, at, id };
            if (hit !== 1) continue;
            if (skip > 0) {
              skip--;
              continue;
            }
            rows.push(person);
            if (rows.length === query.limit) return { rows, next: place };
          }
          if (found.length < size) break;
          yield;
        }
      }
      return { rows, next: null };
    },
  };
}
