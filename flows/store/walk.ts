/**
 * A chunk of journeys that are moved together, as a table in memory: who they are, at which node they stand, by which
 * outlet they are about to leave. Each method is one or a few statements over all of them; runtime/cohort.ts says in which
 * order. Nothing here decides anything.
 */

import type { Statement } from 'better-sqlite3';
import { movedOutlet } from '../sdk/outcome.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import type { SqlValue } from '../segments/fragment.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';

export interface WalkedJourney {
  journey: number;
  node: string;
  visit: number;
}

export interface Counted {
  outlet: string;
  n: number;
}

export interface Ended {
  /** The outlet left by, where it leads nowhere. */
  outlet: string | null;
  reason: string;
  n: number;
}

export type WalkStore = ReturnType<typeof walkStore>;

export function walkStore(db: Db) {
  // `outlet`: left by. `reason`: why it ends here. `gone`: the contact was deleted or merged away. `zone`, `bucket` and
  // `fresh` (reaches its first goal) are filled where a node asks for them.
  db.exec(`CREATE TEMP TABLE IF NOT EXISTS walk (
    journey INTEGER PRIMARY KEY, contact INTEGER NOT NULL, node TEXT NOT NULL, visit INTEGER NOT NULL,
    arrived_at INTEGER NOT NULL, outlet TEXT, reason TEXT, zone TEXT, bucket INTEGER, fresh INTEGER,
    gone INTEGER NOT NULL DEFAULT 0)`);
  db.exec('CREATE TEMP TABLE IF NOT EXISTS chunk (contact INTEGER PRIMARY KEY)');

  const clear = db.prepare('DELETE FROM temp.walk');
  const statements = new Map<string, Statement<SqlValue[]>>();
  /** Statements whose text depends on the plan; few, and used for every chunk. */
  const prepared = (text: string) => {
    let statement = statements.get(text);
    if (statement === undefined) {
      if (statements.size > 500) statements.clear();
      statement = db.prepare<SqlValue[]>(text);
      statements.set(text, statement);
    }
    return statement;
  };

  const seedDue = db.prepare(
    `INSERT INTO temp.walk (journey, contact, node, visit, arrived_at)
     SELECT id, contact_id, node, visit, arrived_at FROM journeys
     WHERE version_id = ? AND due_at IS NOT NULL AND due_at >= ? AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  const markGone = db.prepare(
    'UPDATE temp.walk SET gone = 1 FROM contacts c WHERE c.id = walk.contact AND c.deleted_at IS NOT NULL',
  );
  const twice = db.prepare<[number, number, number], number>(
    `SELECT w.journey FROM temp.walk w WHERE EXISTS (SELECT 1 FROM journeys o
       WHERE o.contact_id = w.contact AND o.exited_at IS NULL AND o.due_at >= ? AND o.due_at <= ? AND o.id <> w.journey) LIMIT ?`,
  );
  const drop = db.prepare('DELETE FROM temp.walk WHERE journey = ?');
  const places = db.prepare<[], { node: string; n: number }>(
    'SELECT node, count(*) AS n FROM temp.walk GROUP BY node ORDER BY node',
  );
  const at = db.prepare<[string], WalkedJourney>(
    'SELECT journey, node, visit FROM temp.walk WHERE node = ? ORDER BY journey',
  );
  const takeOut = db.prepare('DELETE FROM temp.walk WHERE node = ?');

  const lastJourney = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM journeys').pluck();
  const seedNew = db.prepare(
    `INSERT INTO temp.walk (journey, contact, node, visit, arrived_at)
     SELECT id, contact_id, node, 1, arrived_at FROM journeys WHERE id > ? ORDER BY id`,
  );
  const clearChunk = db.prepare('DELETE FROM temp.chunk');
  const fillChunk = db.prepare('INSERT INTO temp.chunk (contact) SELECT value FROM json_each(?)');
  // The chunk first: else the planner may walk through all journeys of the flow, which are in the order that it is asked for.
  const historyOf = db.prepare<[string, string], { contact: number; active: number; n: number; last: Millis }>(
    `SELECT j.contact_id AS contact, sum(j.exited_at IS NULL AND j.key = ? || j.contact_id) AS active, count(*) AS n,
       max(j.entered_at) AS last
     FROM temp.chunk k CROSS JOIN journeys j ON j.contact_id = k.contact AND j.flow_id = ? GROUP BY k.contact`,
  );
  const enter = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, entered_at, node, visit, arrived_at, arrived_event)
     SELECT @flow, @version, k.contact, @prefix || k.contact, @trigger, @now, @trigger, 1, @now, @event
     FROM temp.chunk k ORDER BY k.contact`,
  );

  const outlets = db.prepare<[string], Counted>(
    'SELECT outlet, count(*) AS n FROM temp.walk WHERE node = ? AND outlet IS NOT NULL GROUP BY outlet ORDER BY outlet',
  );
  const ended = db.prepare<[string], Ended>(
    `SELECT outlet, reason, count(*) AS n FROM temp.walk WHERE node = ? AND reason IS NOT NULL GROUP BY outlet, reason
     ORDER BY outlet, reason`,
  );
  const setOutlet = db.prepare('UPDATE temp.walk SET outlet = ? WHERE node = ?');
  const setBucket = db.prepare('UPDATE temp.walk SET bucket = kaskad_bucket(?, node, contact) WHERE node = ?');
  const writeSteps = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet)
     SELECT journey, ?, node, visit, arrived_at, ?, outlet FROM temp.walk WHERE node = ? AND outlet = ? ORDER BY journey`,
  );
  const move = db.prepare(
    'UPDATE temp.walk SET node = ?, visit = 1, arrived_at = ?, outlet = NULL WHERE node = ? AND outlet = ?',
  );
  const countVisits = db.prepare(
    `UPDATE temp.walk SET visit = 1 + (SELECT count(*) FROM steps s WHERE s.journey_id = walk.journey AND s.node = walk.node
       AND s.outlet IS NOT '${movedOutlet}') WHERE node = ?`,
  );
  const writeEnds = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason)
     SELECT journey, ?, node, visit, arrived_at, ?, outlet, reason FROM temp.walk WHERE node = ? AND reason IS NOT NULL
     ORDER BY journey`,
  );
  const end = db.prepare(
    `UPDATE journeys SET node = NULL, due_at = NULL, held_due_at = NULL, memory = NULL, exited_at = ?, exit_reason = w.reason
     FROM temp.walk w WHERE journeys.id = w.journey AND w.node = ? AND w.reason IS NOT NULL`,
  );
  const takeOutEnded = db.prepare('DELETE FROM temp.walk WHERE node = ? AND reason IS NOT NULL');
  const endAll = db.prepare('UPDATE temp.walk SET reason = ?, outlet = NULL WHERE node = ?');
  const endBy = db.prepare('UPDATE temp.walk SET reason = ? WHERE node = ? AND outlet = ?');
  const endCapped = db.prepare('UPDATE temp.walk SET reason = ?, outlet = NULL WHERE node = ? AND visit > ?');
  const endGone = db.prepare('UPDATE temp.walk SET reason = ?, outlet = NULL WHERE node = ? AND gone = 1');

  const setZones = db.prepare(
    `UPDATE temp.walk SET zone = kaskad_zone(c.timezone, c.country, c.phone, ?) FROM contacts c
     WHERE c.id = walk.contact AND walk.node = ?`,
  );
  const zones = db.prepare<[string], string>('SELECT DISTINCT zone FROM temp.walk WHERE node = ?').pluck();
  const rest = db.prepare(
    `UPDATE journeys SET node = w.node, visit = w.visit, arrived_at = w.arrived_at, arrived_event = ?, due_at = ?,
       memory = NULL, sends = ? FROM temp.walk w WHERE journeys.id = w.journey AND w.node = ?`,
  );
  const restInZone = db.prepare(
    `UPDATE journeys SET node = w.node, visit = w.visit, arrived_at = w.arrived_at, arrived_event = ?, due_at = ?,
       memory = NULL, sends = 0 FROM temp.walk w WHERE journeys.id = w.journey AND w.node = ? AND w.zone = ?`,
  );

  const freshGoals = db.prepare(
    `UPDATE temp.walk SET fresh = (SELECT j.goal_at IS NULL FROM journeys j WHERE j.id = walk.journey) WHERE node = ?`,
  );
  const reachGoal = db.prepare(
    `UPDATE journeys SET goal_at = ?, goal_value = ? FROM temp.walk w
     WHERE journeys.id = w.journey AND w.node = ? AND w.fresh = 1`,
  );
  const armsOfGoals = db.prepare<[string], { version: number; node: string; outlet: string; n: number }>(
    `SELECT s.version_id AS version, s.node, s.outlet, count(*) AS n FROM temp.walk w JOIN steps s ON s.journey_id = w.journey
     WHERE w.node = ? AND w.fresh = 1 AND s.outlet IS NOT NULL GROUP BY s.version_id, s.node, s.outlet`,
  );
  const goalsBefore = db.prepare<[string, Millis], Counted>(
    `SELECT w.outlet, count(*) AS n FROM temp.walk w JOIN journeys j ON j.id = w.journey
     WHERE w.node = ? AND w.outlet IS NOT NULL AND j.goal_at >= ? GROUP BY w.outlet`,
  );

  const dropSignals = db.prepare(
    'DELETE FROM signals WHERE journey_id IN (SELECT journey FROM temp.walk WHERE node = ?)',
  );
  const addSignals = db.prepare(
    `INSERT INTO signals (contact_id, event, journey_id, ordinal, outcome, rule, node)
     SELECT contact, ?, journey, ?, ?, ?, NULL FROM temp.walk WHERE node = ? ORDER BY contact`,
  );

  return {
    clear: () => void clear.run(),
    /** Journeys of a version whose timer is due within [from, to], in order; returns how many. */
    seedDue: (version: number, from: Millis, to: Millis, limit: number): number =>
      seedDue.run(version, from, to, limit).changes,
    markGone: (): number => markGone.run().changes,
    /** Takes out those whose contact has another journey due within the span; returns their ids. */
    takeOutTwice(from: Millis, to: Millis): number[] {
      const found = twice.pluck().all(from, to, -1) as number[];
      for (const journey of found) drop.run(journey);
      return found;
    },
    places: () => places.all(),
    at: (node: string) => at.all(node),
    takeOut: (node: string) => void takeOut.run(node),

    /** Contacts that are about to enter, as the chunk that `history` and `enter` work on. */
    chunk(contacts: readonly number[]): void {
      clearChunk.run();
      fillChunk.run(JSON.stringify(contacts));
    },
    /** Of the chunk, those with journeys in the flow; `active` counts those inside under their own key. */
    history: (flow: string, prefix: string) => historyOf.all(prefix, flow),
    /** Lets the chunk in at the trigger and seeds the walk with it; returns how many. */
    enter(j: { flow: string; version: number; trigger: string; prefix: string; now: Millis; event: number }): number {
      const before = lastJourney.get() ?? 0;
      enter.run(j);
      return seedNew.run(before).changes;
    },

    outlets: (node: string) => outlets.all(node),
    setOutlet: (node: string, outlet: string) => void setOutlet.run(outlet, node),
    branch(
      node: string,
      branches: readonly { rule: RuleGroup; outlet: string }[],
      otherwise: string,
      context: RuleContext,
    ): void {
      if (branches.length === 0) {
        setOutlet.run(otherwise, node);
        return;
      }
      const params: SqlValue[] = [];
      const cases = branches.map(({ rule, outlet }) => {
        const { where, params: given } = ruleToSql(rule, context);
        params.push(...given, outlet);
        return `WHEN ${where} THEN ?`;
      });
      prepared(
        `UPDATE temp.walk SET outlet = CASE ${cases.join(' ')} ELSE ? END FROM contacts c
         WHERE c.id = walk.contact AND walk.node = ?`,
      ).run(...params, otherwise, node);
    },
    split(flow: string, node: string, arms: readonly { upTo: number; outlet: string }[]): void {
      setBucket.run(flow, node);
      const cases = arms.map(() => 'WHEN bucket < ? THEN ?').join(' ');
      const params = arms.flatMap(({ upTo, outlet }) => [upTo, outlet]);
      prepared(`UPDATE temp.walk SET outlet = CASE ${cases} ELSE ? END WHERE node = ?`).run(
        ...params,
        arms.at(-1)?.outlet ?? null,
        node,
      );
    },
    /** Writes the visits that are over by this outlet and puts everybody on the next node. */
    leave(version: number, node: string, outlet: string, to: string, now: Millis): void {
      writeSteps.run(version, now, node, outlet);
      move.run(to, now, node, outlet);
    },
    /** Each says why journeys at the node are about to end; `finish` ends them. */
    endAll: (node: string, reason: string) => void endAll.run(reason, node),
    endBy: (node: string, outlet: string, reason: string) => void endBy.run(reason, node, outlet),
    endCapped: (node: string, cap: number, reason: string): boolean => endCapped.run(reason, node, cap).changes > 0,
    endGone: (node: string, reason: string): boolean => endGone.run(reason, node).changes > 0,
    /** Ends those that have a reason to and takes them out; returns how many for each. */
    finish(version: number, node: string, now: Millis): Ended[] {
      const counts = ended.all(node);
      writeEnds.run(version, now, node);
      end.run(now, node);
      takeOutEnded.run(node);
      return counts;
    },
    countVisits: (node: string) => void countVisits.run(node),

    /** The zones of those at the node; those without an answer of their own have `fallback`. */
    zones(node: string, fallback: string): string[] {
      setZones.run(fallback, node);
      return zones.all(node);
    },
    /** Everybody at the node rests there until `due` (null: until something else happens). `sends`: messages of the visit. */
    rest: (node: string, due: Millis | null, event: number, sends: number) => void rest.run(event, due, sends, node),
    restInZone: (node: string, zone: string, due: Millis, event: number) => void restInZone.run(event, due, node, zone),

    /** Notes the goal for those at the node who had not reached one; returns how many, and the arms they took before. */
    reachGoal(node: string, now: Millis, value: number | null) {
      freshGoals.run(node);
      const n = reachGoal.run(now, value, node).changes;
      return { n, arms: n === 0 ? [] : armsOfGoals.all(node) };
    },
    /** Of those about to leave the node, who reached the goal now or later, by outlet. */
    goalsBefore: (node: string, now: Millis) => goalsBefore.all(node, now),

    dropSignals: (node: string) => void dropSignals.run(node),
    addSignals: (node: string, ordinal: number, signal: { event: string; id: string; rule: string | null }) =>
      void addSignals.run(signal.event, ordinal, signal.id, signal.rule, node),
  };
}
