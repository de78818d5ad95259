/** Flows as the engine reads them: status and current version, and the plan of any version somebody may still be in. */

import type { Plan } from '../plan/types.ts';
import type { RuleGroup } from '../sdk/rule.ts';
import type { Millis } from '../sdk/time.ts';
import type { RuleContext } from '../segments/facts.ts';
import { ruleToSql } from '../segments/sql.ts';
import type { Db } from './open.ts';

export interface LiveFlowRow {
  id: string;
  name: string;
  status: 'draft' | 'running' | 'paused' | 'stopped';
  version: number | null;
  started_at: Millis | null;
}

export interface LiveVersionRow {
  id: number;
  flow_id: string;
  number: number;
  plan: Plan;
  published_at: Millis;
}

export type LiveStore = ReturnType<typeof liveStore>;

export function liveStore(db: Db) {
  const flows = db.prepare<[], LiveFlowRow>(
    "SELECT id, name, status, version, started_at FROM flows WHERE status <> 'draft' ORDER BY id",
  );
  const version = db.prepare<
    [number],
    { id: number; flow_id: string; number: number; plan: string; published_at: Millis }
  >('SELECT id, flow_id, number, plan, published_at FROM versions WHERE id = ?');
  const current = db.prepare<[string, number], { id: number }>(
    'SELECT id FROM versions WHERE flow_id = ? AND number = ?',
  );
  const dataVersion = db.prepare<[], { n: number }>(
    "SELECT coalesce(sum(revision), 0) + coalesce(sum(coalesce(version, 0)), 0) * 1000 + coalesce(sum(CASE status WHEN 'running' THEN 1 WHEN 'paused' THEN 2 ELSE 3 END), 0) AS n FROM flows",
  );
  const inhabited = db
    .prepare<[string], number>(
      `SELECT v.id FROM versions v WHERE v.flow_id = ?
         AND EXISTS (SELECT 1 FROM journeys j WHERE j.version_id = v.id AND j.exited_at IS NULL) ORDER BY v.id`,
    )
    .pluck();
  const timersOf = db.prepare<[string, number], { node: string }>(
    'SELECT t.node FROM trigger_timers t JOIN versions v ON v.id = t.version_id WHERE v.flow_id = ? AND v.number = ? AND t.due_at IS NULL',
  );
  const versionsOf = db.prepare<[string], number>('SELECT id FROM versions WHERE flow_id = ? ORDER BY id').pluck();
  const enteredNow = db.prepare<[number], { n: number }>('SELECT count(*) AS n FROM journeys WHERE version_id = ?');
  return {
    flows: () => flows.all(),
    version(id: number): LiveVersionRow | null {
      const row = version.get(id);
      return row === undefined ? null : { ...row, plan: JSON.parse(row.plan) as Plan };
    },
    currentVersion: (flow: string, number: number): number | null => current.get(flow, number)?.id ?? null,
    /** Trigger nodes of that version that have let their audience in. */
    timersOf: (flow: string, number: number): string[] => timersOf.all(flow, number).map((row) => row.node),
    /** Journeys inside a version of contacts with numbers in (after, upTo] that satisfy the rule now, in entry order. */
    insideMatching(
      version: { flow: string; id: number },
      rule: RuleGroup,
      context: RuleContext,
      after: number,
      upTo: number,
    ): number[] {
      const { where, params } = ruleToSql(rule, context);
      return db
        .prepare<unknown[], number>(
          `SELECT j.id FROM journeys j CROSS JOIN contacts c ON c.id = j.contact_id
           WHERE j.contact_id > ? AND j.contact_id <= ? AND j.exited_at IS NULL AND j.flow_id = ? AND j.version_id = ?
             AND ${where}`,
        )
        .pluck()
        .all(after, upTo, version.flow, version.id, ...params)
        .sort((a, b) => a - b);
    },
    /** Versions in which somebody still is. */
    inhabited: (flow: string): number[] => inhabited.all(flow),
    versionsOf: (flow: string): number[] => versionsOf.all(flow),
    enteredInto: (version: number): number => enteredNow.get(version)?.n ?? 0,
    fingerprint: (): number => dataVersion.get()?.n ?? 0,
  };
}
