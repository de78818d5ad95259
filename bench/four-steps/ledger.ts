/**
 * The least that keeps the same promise: forty lines over a bare SQLite file. Each intent is on the disk before its send, for
 * as many as are in flight; its outcome follows in the next transaction. Arguments and messages as of engine.ts.
 */
import Database from 'better-sqlite3';
import type { Counted } from './engine.ts';
import { inFlight, postTo } from './post.ts';

const [file = '', port = '', people = '0'] = process.argv.slice(2);
const db = new Database(file);
db.pragma('journal_mode = WAL');
db.pragma('synchronous = FULL');
db.pragma('wal_autocheckpoint = 4000');
db.exec(`CREATE TABLE IF NOT EXISTS run (id INTEGER PRIMARY KEY, contact TEXT NOT NULL, country TEXT NOT NULL, node INTEGER NOT NULL,
    status INTEGER NOT NULL DEFAULT 0, wake_at INTEGER);
  CREATE INDEX IF NOT EXISTS run_ready ON run(status, node, wake_at);
  CREATE TABLE IF NOT EXISTS send (run_id INTEGER PRIMARY KEY, state INTEGER NOT NULL, at INTEGER NOT NULL, result TEXT);
  CREATE TABLE IF NOT EXISTS event (id INTEGER PRIMARY KEY, run_id INTEGER, node INTEGER, kind INTEGER, at INTEGER);
  UPDATE send SET state = 3 WHERE state = 1;`);
const add = db.prepare('INSERT INTO run (contact, country, node) VALUES (?, ?, 1)');
/** Everybody who stands at the node and need not wait any longer. */
const step = (from: number) => {
  const there = `status = 0 AND node = ${from} AND (wake_at IS NULL OR wake_at <= @now)`;
  const event = db.prepare(
    `INSERT INTO event (run_id, node, kind, at) SELECT id, ${from}, 1, @now FROM run WHERE ${there}`,
  );
  const move = db.prepare(`UPDATE run SET node = ${from + 1} WHERE ${there}`);
  return db.transaction(() => {
    const now = Date.now();
    event.run({ now });
    move.run({ now });
  });
};
const [condition, wait] = [step(1), step(2)];
const before = db.prepare('SELECT 1 FROM run WHERE status = 0 AND node < 3 LIMIT 1');
const ready = db.prepare<[number], { id: number; contact: string }>(
  'SELECT id, contact FROM run WHERE status = 0 AND node = 3 LIMIT ?',
);
const intent = db.prepare('INSERT INTO send (run_id, state, at) VALUES (?, 1, ?)');
const sending = db.prepare('UPDATE run SET node = 4 WHERE id = ?');
const outcome = db.prepare('UPDATE send SET state = ?, result = ? WHERE run_id = ?');
const over = db.prepare('UPDATE run SET status = 1 WHERE id = ?');
const told = db.prepare('INSERT INTO event (run_id, node, kind, at) VALUES (?, 3, 2, ?)');
let back: { id: number; status: number }[] = [];
const turn = db.transaction((free: number) => {
  const now = Date.now();
  for (const { id, status } of back) {
    outcome.run(status === 200 ? 2 : 4, String(status), id);
    over.run(id);
    told.run(id, now);
  }
  back = [];
  const next = free > 0 ? ready.all(free) : [];
  for (const { id } of next) {
    intent.run(id, now);
    sending.run(id);
  }
  return next;
});

let flying = 0;
let stopped = false;
async function run(): Promise<void> {
  while (!stopped) {
    if (before.get() !== undefined) {
      condition.immediate();
      wait.immediate();
    }
    const free = inFlight - flying;
    for (const { id, contact } of free >= inFlight / 4 || back.length > 0 ? turn.immediate(free) : []) {
      flying++;
      void postTo(Number(port), contact).then((status) => {
        flying--;
        back.push({ id, status });
      });
    }
    await new Promise((resolve) => setTimeout(resolve, flying > 0 ? 1 : 5));
  }
  turn.immediate(0);
}
const running = run();
const enter = db.transaction((prefix: string, count: number, country: string) => {
  for (let n = 0; n < count; n++) add.run(`${prefix}${n}@example.com`, country);
});
process.on('message', (message: 'stop' | { start: string }) => {
  if (message !== 'stop') {
    if (message.start === 'PL') enter.immediate('w', 200, 'PL');
    else enter.immediate('c', Number(people), 'UA');
    return;
  }
  stopped = true;
  void running.then(() => {
    const of = (state: number) =>
      db.prepare<[number], number>('SELECT count(*) FROM send WHERE state = ?').pluck().get(state) ?? 0;
    const counted: Counted = { sent: of(2), unknown: of(3), failed: of(4) };
    db.close();
    process.send?.(counted, () => process.disconnect());
  });
});
process.send?.('ready');
