/** A whole base through a flow of four nodes, beside bare SQL that writes the same rows for everybody at once. */
import { readReport } from '../flows/reports/report.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Db } from '../flows/store/open.ts';
import { type Figure, inTurn, inWorkspace, rate, type Size, type Took, took } from './measure.ts';
import { addPeople, everybody, fourNodes, steps } from './people.ts';

const start = Date.UTC(2026, 2, 1);
const hour = 3_600_000;
const chunk = 50_000;

export async function cohort(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  const { people, rounds } = size;
  const best = await inTurn(rounds, {
    virtual: () => ours(registry, people, true),
    wall: () => ours(registry, people, false),
    sameRows: () =>
      inWorkspace(registry, async ({ store }) => {
        addPeople(store.db, people);
        store.flows.create(document('PT1H'), start);
        store.db.exec(`INSERT INTO versions (id, flow_id, number, document, plan, plan_hash, published_at)
          SELECT 1, id, 1, draft, '{}', '', 0 FROM flows`);
        const spent = await took(() => sameRows(store.db, people));
        const rows = store.db.prepare<[], number>('SELECT count(*) FROM steps').pluck().get();
        if (rows !== people * steps) throw new Error(`${rows} steps were written`);
        return spent;
      }),
    threeTables: () =>
      inWorkspace(registry, async ({ store }) => {
        fillThree(store.db, people);
        const spent = await took(() => stepThree(store.db, people));
        const moved = store.db.prepare<[], number>('SELECT count(*) FROM bare_run WHERE node = 5').pluck().get();
        if (moved !== people) throw new Error(`${moved} of ${people} were moved`);
        return spent;
      }),
  });
  const items = people * steps;
  const bar = { atLeast: 0.5 };
  const same = 'bare SQL for everybody at once, writing the same rows';
  return [
    rate('steps', { name: 'a base through 4 nodes', items, bar, limitIs: same }, best.virtual, best.sameRows),
    rate('steps', { name: 'the same on the wall clock', items, bar, limitIs: same }, best.wall, best.sameRows),
    rate(
      'steps',
      { name: 'a base through 4 nodes', items, bar, limitIs: 'bare SQL over three plain tables' },
      best.virtual,
      best.threeTables,
    ),
  ];
}

const document = (pause: string) => fourNodes({ type: 'trigger-manual', config: { audience: everybody } }, pause);

function ours(registry: EngineRegistry, people: number, virtual: boolean): Promise<Took> {
  const work = async (ws: Parameters<Parameters<typeof inWorkspace>[1]>[0]) => {
    addPeople(ws.store.db, people);
    const flow = ws.store.flows.create(document(virtual ? 'PT1H' : 'PT0S'), start);
    const spent = await took(async () => {
      if (virtual) {
        ws.engine.startFlow(flow, start);
        await ws.engine.runVirtual(start, start + 2 * hour, { reallySend: false });
      } else {
        ws.engine.startFlow(flow);
        await ws.engine.runUntilIdle();
      }
    });
    const { exited } = readReport(ws.store, ws.registry, flow);
    if (exited.done !== people) throw new Error(`Only ${exited.done} of ${people} journeys came to the end`);
    return spent;
  };
  return inWorkspace(registry, work, virtual ? undefined : Date.now);
}

/** What a run of the flow leaves in the file: a journey and its four steps, in transactions of fifty thousand. */
function sameRows(db: Db, people: number): void {
  const enter = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, entered_at, node, visit, arrived_at, due_at)
     SELECT 'four-nodes', 1, id, 'contact:' || id, 'start', @at, 'pause', 1, @at, @due FROM contacts
     WHERE id BETWEEN @from AND @to`,
  );
  const step = (node: string, outlet: string, reason: string) =>
    db.prepare(
      `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason)
       SELECT id, 1, '${node}', 1, @at, @at, ${outlet}, ${reason} FROM journeys WHERE id BETWEEN @from AND @to`,
    );
  const before = [step('start', "'next'", 'NULL'), step('who', "'ua'", 'NULL')];
  const after = [step('pause', "'next'", 'NULL'), step('end', 'NULL', "'done'")];
  const end = db.prepare(
    `UPDATE journeys SET node = NULL, due_at = NULL, exited_at = @at, exit_reason = 'done' WHERE id BETWEEN @from AND @to`,
  );
  inChunks(db, people, (from, to) => {
    const at = start;
    enter.run({ at, due: at + hour, from, to });
    for (const one of before) one.run({ at, from, to });
  });
  inChunks(db, people, (from, to) => {
    const at = start + hour;
    for (const one of after) one.run({ at, from, to });
    end.run({ at, from, to });
  });
}

function inChunks(db: Db, people: number, work: (from: number, to: number) => void): void {
  const run = db.transaction(work);
  for (let from = 1; from <= people; from += chunk) run.immediate(from, Math.min(people, from + chunk - 1));
}

/** A run, a step and an event for each contact and step: the least that a journey's history can be. */
function fillThree(db: Db, people: number): void {
  db.exec(`CREATE TABLE bare_run (id INTEGER PRIMARY KEY, contact_id INTEGER NOT NULL, flow_id INTEGER NOT NULL, node INTEGER NOT NULL,
      status INTEGER NOT NULL, wake_at INTEGER, attempt INTEGER NOT NULL DEFAULT 0, updated_at INTEGER NOT NULL);
    CREATE INDEX bare_ready ON bare_run(flow_id, node, status, wake_at);
    CREATE TABLE bare_step (run_id INTEGER NOT NULL, seq INTEGER NOT NULL, node INTEGER NOT NULL, status INTEGER NOT NULL,
      at INTEGER NOT NULL, out TEXT, PRIMARY KEY (run_id, seq)) WITHOUT ROWID;
    CREATE TABLE bare_event (id INTEGER PRIMARY KEY, run_id INTEGER NOT NULL, node INTEGER NOT NULL, kind INTEGER NOT NULL,
      at INTEGER NOT NULL, data TEXT);`);
  db.prepare(
    `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
     INSERT INTO bare_run (id, contact_id, flow_id, node, status, updated_at) SELECT i, i, 1, 1, 0, 0 FROM n`,
  ).run(people);
}

function stepThree(db: Db, people: number): void {
  const step = db.prepare(
    'INSERT INTO bare_step SELECT id, node, node, 1, @at, NULL FROM bare_run WHERE id BETWEEN @from AND @to AND node = @node',
  );
  const event = db.prepare(
    `INSERT INTO bare_event (run_id, node, kind, at, data)
     SELECT id, node, 1, @at, '{"branch":"yes"}' FROM bare_run WHERE id BETWEEN @from AND @to AND node = @node`,
  );
  const move = db.prepare(
    'UPDATE bare_run SET node = node + 1, updated_at = @at WHERE id BETWEEN @from AND @to AND node = @node',
  );
  for (let node = 1; node <= steps; node++) {
    inChunks(db, people, (from, to) => {
      for (const one of [step, event, move]) one.run({ at: start, from, to, node });
    });
  }
}
