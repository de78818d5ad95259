/** Journeys of a flow of four nodes on the virtual clock, beside a bare loop that writes the same rows. */
import type { FlowDocument } from '../flows/document/schema.ts';
import { readReport } from '../flows/reports/report.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Db } from '../flows/store/open.ts';
import { type Figure, figure, inWorkspace, type Size, seconds } from './measure.ts';

const start = Date.UTC(2026, 2, 1);
const hour = 3_600_000;
const batch = 10_000;

const document: FlowDocument = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Four nodes',
  language: 'en',
  settings: {},
  nodes: [
    { id: 'start', type: 'trigger-manual', version: 1, config: { audience: { combinator: 'and', rules: [] } } },
    {
      id: 'who',
      type: 'segment',
      version: 1,
      config: {
        branches: [
          { id: 'ua', rule: { combinator: 'and', rules: [{ field: 'country', operator: '=', value: 'UA' }] } },
        ],
      },
    },
    { id: 'pause', type: 'wait', version: 1, config: { for: 'PT1H' } },
    { id: 'end', type: 'exit', version: 1, config: { reason: 'done' } },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'who' },
    { from: 'who', outlet: 'ua', to: 'pause' },
    { from: 'who', outlet: 'else', to: 'pause' },
    { from: 'pause', outlet: 'next', to: 'end' },
  ],
};

export async function journeys(registry: EngineRegistry, size: Size): Promise<Figure> {
  const people = size.journeys;
  const ours = await inWorkspace(registry, async (ws) => {
    addContacts(ws.store.db, people);
    const flow = ws.store.flows.create(document, start);
    const took = await seconds(async () => {
      ws.engine.startFlow(flow, start);
      await ws.engine.runVirtual(start, start + 2 * hour, { reallySend: false });
    });
    const { exited } = readReport(ws.store, ws.registry, flow);
    if (exited.done !== people) throw new Error(`Only ${exited.done} of ${people} journeys came to the end`);
    return took;
  });
  const limit = await inWorkspace(registry, async (ws) => {
    addContacts(ws.store.db, people);
    ws.store.flows.create(document, start);
    ws.store.db.exec(`INSERT INTO versions (id, flow_id, number, document, plan, plan_hash, published_at)
      SELECT 1, id, 1, draft, '{}', '', 0 FROM flows`);
    return seconds(() => sameRows(ws.store.db, people));
  });
  return figure(
    'journeys through 4 nodes',
    'steps',
    people * 4,
    { ours, limit },
    'a bare loop writing the same rows, 10,000 contacts a transaction',
  );
}

function addContacts(db: Db, people: number): void {
  const add = db.prepare('INSERT INTO contacts (key, country, created_at, updated_at) VALUES (?, ?, 0, 0)');
  db.transaction(() => {
    for (let n = 0; n < people; n++) add.run(`c${n}`, n % 2 === 0 ? 'UA' : 'PL');
  })();
}

/** What a run of the flow leaves in the file: a journey, its four steps, and where it stood. */
function sameRows(db: Db, people: number): void {
  const enter = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, entered_at, node, arrived_at)
     VALUES ('four-nodes', 1, ?, ?, 'start', ?, 'start', ?)`,
  );
  const open = db.prepare('INSERT INTO steps (journey_id, version_id, node, visit, arrived_at) VALUES (?, 1, ?, 1, ?)');
  const leave = db.prepare('UPDATE steps SET left_at = ?, outlet = ? WHERE id = ?');
  const finish = db.prepare('UPDATE steps SET left_at = ?, exit_reason = ? WHERE id = ?');
  const place = db.prepare('UPDATE journeys SET node = ?, step_id = ?, arrived_at = ?, due_at = ? WHERE id = ?');
  const end = db.prepare(
    "UPDATE journeys SET node = NULL, step_id = NULL, due_at = NULL, exited_at = ?, exit_reason = 'done' WHERE id = ?",
  );
  const waiting: { journey: number; step: number }[] = [];
  const inBatches = (work: (n: number) => void): void => {
    for (let from = 0; from < people; from += batch) {
      db.transaction(() => {
        for (let n = from; n < Math.min(from + batch, people); n++) work(n);
      })();
    }
  };
  inBatches((n) => {
    const journey = Number(enter.run(n + 1, `contact:${n + 1}`, start, start).lastInsertRowid);
    leave.run(start, 'next', open.run(journey, 'start', start).lastInsertRowid);
    leave.run(start, 'ua', open.run(journey, 'who', start).lastInsertRowid);
    const step = Number(open.run(journey, 'pause', start).lastInsertRowid);
    place.run('pause', step, start, start + hour, journey);
    waiting.push({ journey, step });
  });
  inBatches((n) => {
    const { journey, step } = waiting[n] as { journey: number; step: number };
    leave.run(start + hour, 'next', step);
    finish.run(start + hour, 'done', open.run(journey, 'end', start + hour).lastInsertRowid);
    end.run(start + hour, journey);
  });
}
