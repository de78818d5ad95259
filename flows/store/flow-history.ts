/** Steps of undo of a draft, and the moments of it that have names. */
import { type Delta, mostSteps } from '../document/delta.ts';
import type { FlowDocument } from '../document/schema.ts';
import { KaskadError } from '../sdk/problem.ts';
import type { Millis } from '../sdk/time.ts';
import type { Db } from './open.ts';

export interface KeptStep {
  at: Millis;
  /** Over `{ document, bindings }`. */
  delta: Delta;
}

/** All steps in order; the first `done` of them lead to the draft, the others were undone. */
export interface KeptHistory {
  steps: KeptStep[];
  done: number;
}

/** From what is kept: the oldest `forget` go, the next `keep` stay, all others give way to `add`. */
export interface HistoryChange {
  forget: number;
  keep: number;
  add: readonly KeptStep[];
  done: number;
}

export interface Checkpoint {
  id: number;
  name: string;
  at: Millis;
}

const mostCheckpoints = 100;

export function flowHistory(db: Db) {
  const steps = db.prepare<[string], { seq: number; at: number; delta: string }>(
    'SELECT seq, at, delta FROM flow_steps WHERE flow_id = ? ORDER BY seq',
  );
  const ends = db.prepare<[string], { first: number | null; last: number | null }>(
    'SELECT min(seq) AS first, max(seq) AS last FROM flow_steps WHERE flow_id = ?',
  );
  const add = db.prepare('INSERT INTO flow_steps (flow_id, seq, at, delta) VALUES (?, ?, ?, ?)');
  const dropOutside = db.prepare('DELETE FROM flow_steps WHERE flow_id = ? AND (seq < ? OR seq >= ?)');
  const done = db.prepare<[string], number>('SELECT step_done FROM flows WHERE id = ?').pluck();
  const setDone = db.prepare('UPDATE flows SET step_done = ? WHERE id = ?');
  const checkpoints = db.prepare<[string], Checkpoint>(
    'SELECT id, name, at FROM flow_checkpoints WHERE flow_id = ? ORDER BY at DESC, id DESC',
  );
  const checkpoint = db.prepare<[string, number], { document: string; bindings: string }>(
    'SELECT document, bindings FROM flow_checkpoints WHERE flow_id = ? AND id = ?',
  );
  const addCheckpoint = db.prepare(
    'INSERT INTO flow_checkpoints (flow_id, name, at, document, bindings) SELECT id, ?, ?, draft, bindings FROM flows WHERE id = ?',
  );
  const dropCheckpoint = db.prepare('DELETE FROM flow_checkpoints WHERE flow_id = ? AND id = ?');

  const change = (flow: string, { forget, keep, add: added, done: after }: HistoryChange): void => {
    const first = (ends.get(flow)?.first ?? 1) + forget;
    dropOutside.run(flow, first, first + keep);
    let seq = Math.max((ends.get(flow)?.last ?? 0) + 1, first);
    for (const { at, delta } of added) add.run(flow, seq++, at, JSON.stringify(delta));
    // Numbers, not places: what is forgotten later does not move it.
    const from = ends.get(flow)?.first ?? seq;
    setDone.run(from + after - 1, flow);
    const spare = seq - from - mostSteps;
    if (spare > 0) dropOutside.run(flow, from + spare, seq);
  };

  const read = (flow: string): KeptHistory => {
    const rows = steps.all(flow);
    const last = done.get(flow) ?? 0;
    return {
      steps: rows.map(({ at, delta }) => ({ at, delta: JSON.parse(delta) as Delta })),
      done: rows.filter(({ seq }) => seq <= last).length,
    };
  };

  return {
    read,
    change,
    /** Somebody changed the draft without a history of their own: it is one step more, and what was undone is gone. */
    append(flow: string, step: KeptStep): void {
      const rows = steps.all(flow);
      const last = done.get(flow) ?? 0;
      const keep = rows.filter(({ seq }) => seq <= last).length;
      change(flow, { forget: 0, keep, add: [step], done: keep + 1 });
    },
    checkpoints: (flow: string): Checkpoint[] => checkpoints.all(flow),
    /** Throws `checkpoint-missing`. */
    checkpoint(flow: string, id: number): { document: FlowDocument; bindings: Record<string, string> } {
      const row = checkpoint.get(flow, id);
      if (row === undefined) {
        throw new KaskadError('checkpoint-missing', 'This saved moment of the flow is not there any more.', {
          flow,
          id,
        });
      }
      return {
        document: JSON.parse(row.document) as FlowDocument,
        bindings: JSON.parse(row.bindings) as Record<string, string>,
      };
    },
    /** Names the draft as it is stored. Throws `too-many-checkpoints`. */
    addCheckpoint(flow: string, name: string, at: Millis): number {
      if (checkpoints.all(flow).length >= mostCheckpoints) {
        throw new KaskadError(
          'too-many-checkpoints',
          `A flow keeps ${mostCheckpoints} saved moments at most. Delete one that you no longer need.`,
          { most: mostCheckpoints },
        );
      }
      return Number(addCheckpoint.run(name, at, flow).lastInsertRowid);
    },
    removeCheckpoint: (flow: string, id: number): void => void dropCheckpoint.run(flow, id),
  };
}
