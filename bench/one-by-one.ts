/**
 * Journeys that each begin with an event of their own, so that nothing can be done for many at once, beside a bare loop that
 * writes the same rows in transactions of ten thousand.
 */
import { readReport } from '../flows/reports/report.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Db } from '../flows/store/open.ts';
import { type Figure, inTurn, inWorkspace, rate, type Size, took } from './measure.ts';
import { addPeople, fourNodes, steps } from './people.ts';

const start = Date.UTC(2026, 2, 1);
const minute = 60_000;
const batch = 10_000;
const document = fourNodes({ type: 'trigger-event', config: { event: 'order.created' } }, 'PT1M');

export async function oneByOne(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  const people = Math.min(size.people, 100_000);
  const best = await inTurn(size.rounds, {
    ours: () =>
      inWorkspace(registry, async (ws) => {
        addPeople(ws.store.db, people);
        const flow = ws.store.flows.create(document, start);
        ws.engine.startFlow(flow, start);
        ws.store.db.exec(`INSERT INTO events (contact_id, type, at, source)
          SELECT id, 'order.created', ${start} + id, 'bench' FROM contacts`);
        const spent = await took(() => ws.engine.runVirtual(start, start + people + 2 * minute, { reallySend: false }));
        const { exited } = readReport(ws.store, ws.registry, flow);
        if (exited.done !== people) throw new Error(`Only ${exited.done} of ${people} journeys came to the end`);
        return spent;
      }),
    limit: () =>
      inWorkspace(registry, async ({ store }) => {
        addPeople(store.db, people);
        store.flows.create(document, start);
        store.db.exec(`INSERT INTO versions (id, flow_id, number, document, plan, plan_hash, published_at)
          SELECT 1, id, 1, draft, '{}', '', 0 FROM flows;
          INSERT INTO events (contact_id, type, at, source) SELECT id, 'order.created', ${start} + id, 'bench' FROM contacts`);
        const spent = await took(() => sameRows(store.db, people));
        const rows = store.db.prepare<[], number>('SELECT count(*) FROM steps').pluck().get();
        if (rows !== people * steps) throw new Error(`${rows} steps were written`);
        return spent;
      }),
  });
  const limitIs = 'a bare loop that writes the same rows, 10,000 contacts a transaction';
  const about = {
    name: 'journeys one by one through 4 nodes',
    items: people * steps,
    bar: { atLeast: 1 / 3 },
    limitIs,
  };
  return [rate('steps', about, best.ours, best.limit)];
}

function sameRows(db: Db, people: number): void {
  const given = db.prepare('UPDATE events SET pending = 0 WHERE id = ?');
  const enter = db.prepare(
    `INSERT INTO journeys (flow_id, version_id, contact_id, key, trigger, event_id, entered_at, node, visit, arrived_at, due_at)
     VALUES ('four-nodes', 1, ?, ?, 'start', ?, ?, 'pause', 1, ?, ?)`,
  );
  const step = db.prepare(
    `INSERT INTO steps (journey_id, version_id, node, visit, arrived_at, left_at, outlet, exit_reason)
     VALUES (?, 1, ?, 1, ?, ?, ?, ?)`,
  );
  const end = db.prepare(
    "UPDATE journeys SET node = NULL, due_at = NULL, exited_at = ?, exit_reason = 'done' WHERE id = ?",
  );
  const inBatches = (work: (n: number) => void): void => {
    for (let from = 1; from <= people; from += batch) {
      db.transaction(() => {
        for (let n = from; n < Math.min(from + batch, people + 1); n++) work(n);
      }).immediate();
    }
  };
  inBatches((n) => {
    const at = start + n;
    given.run(n);
    const journey = enter.run(n, `contact:${n}`, n, at, at, at + minute).lastInsertRowid;
    step.run(journey, 'start', at, at, 'next', null);
    step.run(journey, 'who', at, at, 'ua', null);
  });
  inBatches((n) => {
    const at = start + n + minute;
    step.run(n, 'pause', at - minute, at, 'next', null);
    step.run(n, 'end', at, at, null, 'done');
    end.run(at, n);
  });
}
