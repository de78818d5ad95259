/** Journeys, their journal of steps, what they wait for, and the timers of triggers. */
import type { Millis } from '../sdk/time.ts';
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
  step_id: number | null;
  visit: number;
  arrived_at: Millis;
  arrived_event: number;
  due_at: Millis | null;
  goal_at: Millis | null;
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
  'id, flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, step_id, visit, arrived_at, arrived_event, due_at, goal_at';

export type JourneyStore = ReturnType<typeof journeyStore>;

export function journeyStore(db: Db) {
  const get = db.prepare<[number], Journey>(`SELECT ${columns} FROM journeys WHERE id = ?`);
  const insert = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, arrived_at, arrived_event)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const place = db.prepare(
    'UPDATE journeys SET node = ?, step_id = ?, visit = ?, arrived_at = ?, arrived_event = ?, due_at = ? WHERE id = ?',
  );
  const due = db.prepare<[number, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE due_at IS NOT NULL AND due_at <= ? ORDER BY due_at, id LIMIT ?`,
  );
  const nextDue = db.prepare<[], { due_at: number }>(
    'SELECT due_at FROM journeys WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1',
  );
  const end = db.prepare(
    'UPDATE journeys SET node = NULL, step_id = NULL, due_at = NULL, held_due_at = NULL, exited_at = ?, exit_reason = ? WHERE id = ?',
  );
  const active = db.prepare<[number], Journey>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND exited_at IS NULL`,
  );
  const activeByKey = db.prepare<[number, string, string], Journey>(
    `SELECT ${columns} FROM journeys WHERE contact_id = ? AND flow_id = ? AND key = ? AND exited_at IS NULL ORDER BY id`,
  );
  const history = db.prepare<[string, number], { n: number; last: number | null }>(
    'SELECT count(*) AS n, max(entered_at) AS last FROM journeys WHERE flow_id = ? AND contact_id = ?',
  );
  const latest = db.prepare<[string, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE flow_id = ? AND contact_id = ? ORDER BY entered_at DESC, id DESC LIMIT 1`,
  );
  const setEvent = db.prepare('UPDATE journeys SET event_id = ? WHERE id = ?');
  const setGoal = db.prepare('UPDATE journeys SET goal_at = ?, goal_value = ? WHERE id = ?');
  const activeOfFlow = db.prepare<[string, number, number], Journey>(
    `SELECT ${columns} FROM journeys WHERE flow_id = ? AND exited_at IS NULL AND id > ? ORDER BY id LIMIT ?`,
  );

  const openStep = db.prepare(
    'INSERT INTO steps (journey_id, version_id, node, visit, arrived_at) VALUES (?, ?, ?, ?, ?)',
  );
  const leaveStep = db.prepare('UPDATE steps SET left_at = ?, outlet = ?, why = ? WHERE id = ?');
  const endStep = db.prepare('UPDATE steps SET left_at = ?, outlet = ?, exit_reason = ?, why = ? WHERE id = ?');
  const visits = db.prepare<[number, string], { n: number }>(
    'SELECT count(*) AS n FROM steps WHERE journey_id = ? AND node = ?',
  );
  const outlets = db.prepare<[number], { node: string; outlet: string; left_at: number }>(
    'SELECT node, outlet, left_at FROM steps WHERE journey_id = ? AND outlet IS NOT NULL',
  );

  const addSignal = db.prepare(
    'INSERT INTO signals (contact_id, event, journey_id, ordinal, outcome, rule, node) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const dropSignals = db.prepare('DELETE FROM signals WHERE journey_id = ?');
  const signals = db.prepare<[number, string], SignalRow>(
    'SELECT journey_id, ordinal, outcome, rule, node FROM signals WHERE contact_id = ? AND event = ? ORDER BY journey_id, ordinal',
  );
  const hold = db.prepare(
    'INSERT INTO held_signals (journey_id, outcome, event) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const held = db.prepare<[string], { journey_id: number; outcome: string; event: string }>(
    `SELECT h.journey_id, h.outcome, h.event FROM journeys j JOIN held_signals h ON h.journey_id = j.id
     WHERE j.flow_id = ? AND j.exited_at IS NULL ORDER BY h.journey_id`,
  );
  const dropHeld = db.prepare('DELETE FROM held_signals WHERE journey_id = ?');
  const pauseTimers = db.prepare(
    'UPDATE journeys SET held_due_at = due_at, due_at = NULL WHERE flow_id = ? AND exited_at IS NULL AND due_at IS NOT NULL',
  );
  const resumeTimers = db.prepare(
    'UPDATE journeys SET due_at = held_due_at, held_due_at = NULL WHERE flow_id = ? AND exited_at IS NULL AND held_due_at IS NOT NULL',
  );
  const holdTimer = db.prepare(
    'UPDATE journeys SET held_due_at = due_at, due_at = NULL WHERE id = ? AND due_at IS NOT NULL',
  );

  const putTimer = db.prepare(
    `INSERT INTO trigger_timers (version_id, node, due_at, last_contact) VALUES (?, ?, ?, 0)
     ON CONFLICT (version_id, node) DO UPDATE SET due_at = excluded.due_at, last_contact = 0`,
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
    get: (id: number) => get.get(id) ?? null,
    /** Null when the same event already let this contact in by the same trigger. */
    enter(j: Omit<Journey, 'id' | 'step_id' | 'visit' | 'due_at' | 'goal_at'>): number | null {
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
    place: (j: Journey) => void place.run(j.node, j.step_id, j.visit, j.arrived_at, j.arrived_event, j.due_at, j.id),
    due: (now: Millis, limit: number) => due.all(now, limit),
    nextDue: (): Millis | null => nextDue.get()?.due_at ?? null,
    end: (id: number, at: Millis, reason: string) => void end.run(at, reason, id),
    /** In entry order. Nearly always none or one: sorting here is cheaper than a sorter in every query. */
    activeOf: (contact: number) => active.all(contact).sort((a, b) => a.id - b.id),
    activeByKey: (contact: number, flow: string, key: string) => activeByKey.all(contact, flow, key),
    /** How often the contact ever entered, and when last. */
    historyOf: (flow: string, contact: number) => history.get(flow, contact) ?? { n: 0, last: null },
    latestOf: (flow: string, contact: number) => latest.get(flow, contact) ?? null,
    /** A page of those inside a flow, by id after `after`. */
    activeOfFlow: (flow: string, after: number, limit: number) => activeOfFlow.all(flow, after, limit),
    setEvent: (id: number, event: number | null) => void setEvent.run(event, id),
    setGoal: (id: number, at: Millis, value: number | null) => void setGoal.run(at, value, id),

    openStep: (journey: number, version: number, node: string, visit: number, at: Millis): number =>
      Number(openStep.run(journey, version, node, visit, at).lastInsertRowid),
    leaveStep: (step: number, at: Millis, outlet: string, why: string | null) =>
      void leaveStep.run(at, outlet, why, step),
    endStep: (step: number, at: Millis, outlet: string | null, reason: string, why: string | null) =>
      void endStep.run(at, outlet, reason, why, step),
    visits: (journey: number, node: string): number => visits.get(journey, node)?.n ?? 0,
    outletsTaken: (journey: number) => outlets.all(journey),

    addSignal: (
      j: Journey,
      ordinal: number,
      signal: { id: string; event: string; rule: string | null; node: string | null },
    ) => void addSignal.run(j.contact_id, signal.event, j.id, ordinal, signal.id, signal.rule, signal.node),
    dropSignals: (journey: number) => void dropSignals.run(journey),
    signalsFor: (contact: number, event: string) => signals.all(contact, event),
    holdSignal: (journey: number, outcome: string, event: string) => void hold.run(journey, outcome, event),
    heldOf: (flow: string) => held.all(flow),
    dropHeld: (journey: number) => void dropHeld.run(journey),
    pauseTimers: (flow: string) => void pauseTimers.run(flow),
    resumeTimers: (flow: string) => void resumeTimers.run(flow),
    holdTimer: (journey: number) => void holdTimer.run(journey),

    putTimer: (version: number, node: string, due: Millis | null) => void putTimer.run(version, node, due),
    progressTimer: (version: number, node: string, lastContact: number) =>
      void progressTimer.run(lastContact, version, node),
    dueTimers: (now: Millis) => timers.all(now),
    nextTimer: (): Millis | null => nextTimer.get()?.due_at ?? null,
  };
}
