/** Journeys, their journal of steps, what they wait for, and the timers of triggers. */
import type { EventView } from '../sdk/contact.ts';
import { movedOutlet } from '../sdk/outcome.ts';
import type { Millis } from '../sdk/time.ts';
import { inOrder } from './in-order.ts';
import type { Db } from './open.ts';

/** A journey as the stepper holds it. `node` is null once it has ended. */
export interface Journey {
  id: number;
  flow_id: string;
  version_id: number;
  contact_id: number;
  key: string;
  trigger: string;
  event_id: number | null;
  entered_at: Millis;
  node: string | null;
  visit: number;
  arrived_at: Millis;
  arrived_event: number;
  due_at: Millis | null;
  goal_at: Millis | null;
  /** JSON of what the node remembers of this visit. */
  memory: string | null;
  /** Messages of this visit so far. */
  sends: number;
}

/** What a journey is when it enters. */
export type NewJourney = Omit<Journey, 'id' | 'visit' | 'due_at' | 'goal_at' | 'memory' | 'sends'>;

/** A visit that is over: a row of the journal. */
export interface StepRow {
  outlet: string | null;
  exit_reason: string | null;
  left_at: Millis;
  why: string | null;
}

export interface SignalRow {
  journey_id: number;
  ordinal: number;
  outcome: string;
  rule: string | null;
  node: string | null;
}

export interface TriggerTimer {
  version_id: number;
  node: string;
  due_at: Millis;
  last_contact: number;
  flow_id: string;
}

const columns =
  'id, flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, visit, arrived_at, arrived_event, due_at, goal_at, memory, sends';

const byEntry = (a: Journey, b: Journey): number => a.id - b.id;
const byWait = (a: SignalRow, b: SignalRow): number => a.journey_id - b.journey_id || a.ordinal - b.ordinal;
const byTime = (a: Journey, b: Journey): number => (a.due_at ?? 0) - (b.due_at ?? 0) || a.id - b.id;

export type JourneyStore = ReturnType<typeof journeyStore>;

export function journeyStore(db: Db) {
  const get = db.prepare<[number], Journey>(`SELECT ${columns} FROM journeys WHERE id = ?`);
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM journeys').pluck();
  const enteredAfter = db.prepare<[number], { flow: string; contacts: number }>(
    'SELECT flow_id AS flow, count(DISTINCT contact_id) AS contacts FROM journeys WHERE id > ? GROUP BY flow_id ORDER BY flow_id',
  );
  const insert = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, arrived_at, arrived_event)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const place = db.prepare(
    'UPDATE journeys SET node = ?, visit = ?, arrived_at = ?, arrived_event = ?, due_at = ?, memory = ?, sends = ? WHERE id = ?',
  );
  const due = db.prepare<[number, number, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE version_id = ? AND due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  // One look-up a version that has timers, however many wait.
  const firstDue = db.prepare<[], { version_id: number; due_at: number }>(
    `WITH RECURSIVE v (id) AS (
       SELECT min(version_id) FROM journeys WHERE due_at IS NOT NULL
       UNION ALL
       SELECT (SELECT min(version_id) FROM journeys WHERE due_at IS NOT NULL AND version_id > v.id) FROM v WHERE v.id IS NOT NULL
     )
     SELECT v.id AS version_id, (SELECT min(due_at) FROM journeys WHERE version_id = v.id AND due_at IS NOT NULL) AS due_at
     FROM v WHERE v.id IS NOT NULL`,
  );
  const overdueOf = db.prepare<[number, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND exited_at IS NULL AND due_at < ?`,
  );
  const end = db.prepare(
    'UPDATE journeys SET node = NULL, due_at = NULL, held_due_at = NULL, memory = NULL, exited_at = ?, exit_reason = ? WHERE id = ?',
  );
  const active = db.prepare<[number], Journey>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND exited_at IS NULL`,
  );
  const activeByKey = db.prepare<[number, string, string], Journey>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND flow_id = ? AND key = ? AND exited_at IS NULL`,
  );
  const history = db.prepare<[string, number], { n: number; last: number | null }>(
    'SELECT count(*) AS n, max(entered_at) AS last FROM journeys WHERE flow_id = ? AND contact_id = ?',
  );
  const latest = db.prepare<[string, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE flow_id = ? AND contact_id = ? ORDER BY entered_at DESC, id DESC LIMIT 1`,
  );
  const besides = db
    .prepare<[number, string, string, number, number], number>(
      `SELECT id FROM journeys WHERE contact_id = ? AND flow_id = ? AND key = ? AND id <> ?
         AND (exited_at IS NULL OR exited_at >= ?)`,
    )
    .pluck();
  const setEvent = db.prepare('UPDATE journeys SET event_id = ? WHERE id = ?');
  const setGoal = db.prepare('UPDATE journeys SET goal_at = ?, goal_value = ? WHERE id = ?');
  const activeOfFlow = db.prepare<[string, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE version_id IN (SELECT id FROM versions WHERE flow_id = ?) AND exited_at IS NULL LIMIT ?`,
  );

  const addStep = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason, why)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const visits = db.prepare<[number, string], { n: number }>(
    // Going on in another version is the same visit.
    `SELECT count(*) AS n FROM steps WHERE journey_id = ? AND node = ? AND outlet IS NOT '${movedOutlet}'`,
  );
  const outlets = db.prepare<[number], { version_id: number; node: string; outlet: string; left_at: number }>(
    'SELECT version_id, node, outlet, left_at FROM steps WHERE journey_id = ? AND outlet IS NOT NULL',
  );

  const standing = db
    .prepare<[number, string, number], number>(
      'SELECT id FROM journeys WHERE version_id = ? AND node = ? AND exited_at IS NULL ORDER BY arrived_at LIMIT ?',
    )
    .pluck();
  const goalsOf = db.prepare<[string], { n: number; goals: number; value: number }>(
    `SELECT count(*) AS n, count(goal_at) AS goals, coalesce(sum(goal_value), 0) AS value
     FROM journeys WHERE id IN (SELECT value FROM json_each(?))`,
  );
  const stepAll = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet)
     SELECT id, version_id, node, visit, arrived_at, ?, ? FROM journeys WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
  );
  const setVersion = db.prepare('UPDATE journeys SET version_id = ? WHERE id IN (SELECT value FROM json_each(?))');
  const addSignal = db.prepare(
    'INSERT INTO signals (contact_id, event, journey_id, ordinal, outcome, rule, node) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const hasSignals = db.prepare<[number], 1>('SELECT 1 FROM signals WHERE journey_id = ? LIMIT 1').pluck();
  const dropSignals = db.prepare('DELETE FROM signals WHERE journey_id = ?');
  const signals = db.prepare<[number, string], SignalRow>(
    'SELECT journey_id, ordinal, outcome, rule, node FROM signals WHERE contact_id = ? AND event = ?',
  );
  const hold = db.prepare(
    'INSERT INTO held_signals (journey_id, outcome, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const holdPull = db.prepare(
    `INSERT INTO held_signals (journey_id, outcome, event, pull_to) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
     SET outcome = excluded.outcome, event = excluded.event, pull_to = excluded.pull_to WHERE pull_to IS NULL`,
  );
  const held = db.prepare<[string], { journey_id: number; outcome: string; event: string; pull_to: string | null }>(
    `SELECT h.journey_id, h.outcome, h.event, h.pull_to FROM held_signals h JOIN journeys j ON h.journey_id = j.id
     WHERE j.flow_id = ? AND j.exited_at IS NULL ORDER BY h.journey_id`,
  );
  const dropHeld = db.prepare('DELETE FROM held_signals WHERE journey_id = ?');
  const pauseTimers = db.prepare(
    `UPDATE journeys SET held_due_at = due_at, due_at = NULL
     WHERE version_id IN (SELECT id FROM versions WHERE flow_id = ?) AND due_at IS NOT NULL`,
  );
  const resumeTimers = db.prepare(
    `UPDATE journeys SET due_at = held_due_at, held_due_at = NULL
     WHERE version_id IN (SELECT id FROM versions WHERE flow_id = ?) AND exited_at IS NULL AND held_due_at IS NOT NULL`,
  );
  const holdTimer = db.prepare(
    'UPDATE journeys SET held_due_at = due_at, due_at = NULL WHERE id = ? AND due_at IS NOT NULL',
  );

  const postponeTimer = db.prepare('UPDATE journeys SET due_at = ? WHERE id = ?');
  const putTimer = db.prepare(
    `INSERT INTO trigger_timers (version_id, node, due_at, last_contact) VALUES (?, ?, ?, 0)
     ON CONFLICT (version_id, node) DO UPDATE SET due_at = excluded.due_at, last_contact = 0`,
  );
  const hasTimer = db
    .prepare<[number, string], 1>(
      'SELECT 1 FROM trigger_timers WHERE version_id = ? AND node = ? AND due_at IS NOT NULL',
    )
    .pluck();
  const timer = db.prepare<[string, number, string], { due_at: number | null; last_contact: number }>(
    `SELECT t.due_at, t.last_contact FROM trigger_timers t JOIN versions v ON v.id = t.version_id
     WHERE v.flow_id = ? AND v.number = ? AND t.node = ?`,
  );
  const progressTimer = db.prepare('UPDATE trigger_timers SET last_contact = ? WHERE version_id = ? AND node = ?');
  const timers = db.prepare<[number], TriggerTimer>(
    `SELECT t.version_id, t.node, t.due_at, t.last_contact, v.flow_id FROM trigger_timers t
     JOIN versions v ON v.id = t.version_id JOIN flows f ON f.id = v.flow_id
     WHERE t.due_at IS NOT NULL AND t.due_at <= ? AND f.status = 'running' AND f.version = v.number
     ORDER BY t.due_at, t.version_id, t.node`,
  );
  const nextTimer = db.prepare<[], { due_at: number }>(
    `SELECT min(t.due_at) AS due_at FROM trigger_timers t JOIN versions v ON v.id = t.version_id JOIN flows f ON f.id = v.flow_id
     WHERE t.due_at IS NOT NULL AND f.status = 'running' AND f.version = v.number`,
  );

  return {
    lastId: (): number => last.get() ?? 0,
    /** How many contacts entered which flow since the journey of that number. */
    enteredAfter: (journey: number) => enteredAfter.all(journey),
    get: (id: number) => get.get(id) ?? null,
    /** Null when the same event already let this contact in by the same trigger. */
    enter(j: NewJourney): number | null {
      const done = insert.run(
        j.flow_id,
        j.version_id,
        j.contact_id,
        j.key,
        j.trigger,
        j.event_id,
        j.entered_at,
        j.node,
        j.arrived_at,
        j.arrived_event,
      );
      return done.changes === 0 ? null : Number(done.lastInsertRowid);
    },
    /** Writes where the journey stands and when it is next due. */
    place: (j: Journey) =>
      void place.run(j.node, j.visit, j.arrived_at, j.arrived_event, j.due_at, j.memory, j.sends, j.id),
    /** The first `limit` timers of all versions together, by time and then by entry. */
    due(until: Millis, limit: number): Journey[] {
      const lists = firstDue.all().flatMap((of) => (of.due_at > until ? [] : [due.all(of.version_id, until, limit)]));
      if (lists.length === 1) return lists[0] as Journey[];
      return lists.flat().sort(byTime).slice(0, limit);
    },
    /** Each version's first timers, so that one with a million does not hide the others. In order of time. */
    dueFairly(until: Millis, limit: number): Journey[] {
      const some = firstDue.all().filter((of) => of.due_at <= until);
      const share = Math.max(50, Math.ceil(limit / Math.max(1, some.length)));
      return some.flatMap((of) => due.all(of.version_id, until, share)).sort(byTime);
    },
    nextDue: (): Millis | null =>
      firstDue.all().reduce<Millis | null>((min, { due_at }) => (min === null || due_at < min ? due_at : min), null),
    /** Timers of a contact that were due before a moment. */
    overdueOf: (contact: number, before: Millis) => inOrder(overdueOf.all(contact, before), byTime),
    end: (id: number, at: Millis, reason: string) => void end.run(at, reason, id),
    /** In entry order. */
    activeOf: (contact: number) => inOrder(active.all(contact), byEntry),
    activeByKey: (contact: number, flow: string, key: string) => inOrder(activeByKey.all(contact, flow, key), byEntry),
    /** How often the contact ever entered, and when last. */
    historyOf: (flow: string, contact: number) => history.get(flow, contact) ?? { n: 0, last: null },
    /** Other journeys of the contact with the same flow and key that were there at the same time as this one. */
    besides: (contact: number, j: Journey): number[] => besides.all(contact, j.flow_id, j.key, j.id, j.entered_at),
    latestOf: (flow: string, contact: number) => latest.get(flow, contact) ?? null,
    /** Some of those inside a flow, in no particular order. */
    someOfFlow: (flow: string, limit: number) => activeOfFlow.all(flow, limit),
    /** Some of those who stand at a node, by arrival. */
    standingAt: (version: number, node: string, limit: number): number[] => standing.all(version, node, limit),
    /** They go on in another version, where they stand; the journal says by which outlet they left the old one. */
    moveVersion(ids: readonly number[], version: number, outlet: string, now: Millis) {
      const list = JSON.stringify(ids);
      stepAll.run(now, outlet, list);
      setVersion.run(version, list);
      return goalsOf.get(list) ?? { n: 0, goals: 0, value: 0 };
    },
    setEvent: (id: number, event: number | null) => void setEvent.run(event, id),
    setGoal: (id: number, at: Millis, value: number | null) => void setGoal.run(at, value, id),

    /** Writes the visit that is over into the journal. */
    addStep: (j: Journey, step: StepRow) =>
      void addStep.run(
        j.id,
        j.version_id,
        j.node,
        j.visit,
        j.arrived_at,
        step.left_at,
        step.outlet,
        step.exit_reason,
        step.why,
      ),
    /** How often it has left the node. */
    visits: (journey: number, node: string): number => visits.get(journey, node)?.n ?? 0,
    outletsTaken: (journey: number) => outlets.all(journey),

    addSignal: (
      j: Journey,
      ordinal: number,
      signal: { id: string; event: string; rule: string | null; node: string | null },
    ) => void addSignal.run(j.contact_id, signal.event, j.id, ordinal, signal.id, signal.rule, signal.node),
    /** Looking first is a fraction of deleting nothing. */
    dropSignals(journey: number): void {
      if (hasSignals.get(journey) !== undefined) dropSignals.run(journey);
    },
    signalsFor: (contact: number, event: string) => inOrder(signals.all(contact, event), byWait),
    holdSignal: (journey: number, outcome: string, event: EventView) =>
      void hold.run(journey, outcome, JSON.stringify(event)),
    /** What a goal pulls by overtakes what was waited for. */
    holdPull: (journey: number, to: string, outcome: string, event: EventView) =>
      void holdPull.run(journey, outcome, JSON.stringify(event), to),
    heldOf: (flow: string) => held.all(flow),
    dropHeld: (journey: number) => void dropHeld.run(journey),
    pauseTimers: (flow: string) => void pauseTimers.run(flow),
    resumeTimers: (flow: string) => void resumeTimers.run(flow),
    postponeTimer: (journey: number, at: Millis) => void postponeTimer.run(at, journey),
    holdTimer: (journey: number) => void holdTimer.run(journey),

    putTimer: (version: number, node: string, due: Millis | null) => void putTimer.run(version, node, due),
    progressTimer: (version: number, node: string, lastContact: number) =>
      void progressTimer.run(lastContact, version, node),
    /** Of a trigger of a version by its number: when it is due, and whom it let in last; null: it has none. */
    timer: (flow: string, version: number, node: string) => timer.get(flow, version, node) ?? null,
    dueTimers: (now: Millis) => timers.all(now),
    /** Is one set? */
    hasTimer: (version: number, node: string): boolean => hasTimer.get(version, node) !== undefined,
    nextTimer: (): Millis | null => nextTimer.get()?.due_at ?? null,
  };
}
