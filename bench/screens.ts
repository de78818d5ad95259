/**
 * What the screens about people ask, over a whole base with ten events each: called as a page calls it, each beside the time
 * in which a screen has to answer. The slowest of a few calls counts, the first (with nothing in memory yet) left out.
 */
import { createRouterClient } from '@orpc/server';
import { procedures } from '../flows/host/router.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Rule, RuleGroup } from '../flows/sdk/rule.ts';
import type { Db } from '../flows/store/open.ts';
import { cost, type Figure, inWorkspace, type Size } from './measure.ts';

const eventsEach = 10;
const [order, page, cart] = ['order.created', 'page.viewed', 'cart.updated'];
/** Of each turn, a month apart: the last two orders lie within ninety days. */
const types = [order, page, cart, order, page, cart, order, page, order, order];
const start = Date.UTC(2025, 5, 1);
const day = 86_400_000;

/** Names, cities and purchases as uneven as real ones: few letters begin many names. */
function fill(db: Db, people: number): void {
  const upTo = (n: number) => `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${n})`;
  db.transaction(() => {
    db.exec(
      `${upTo(people)} INSERT INTO contacts (id, key, email, phone, first_name, last_name, country, attributes, created_at, updated_at, reach)
       SELECT i, 'c' || i, CASE WHEN i % 20 THEN 'c' || i || '@example.com' END, '+38050' || (1000000 + i * 7919 % 9000000),
         char(65 + i % 23) || 'nna' || (i % 400), char(65 + i * 31 % 25) || 'ovak' || (i * 104729 % 30000),
         CASE i * 7919 % 10 / 2 WHEN 0 THEN 'UA' WHEN 1 THEN 'PL' ELSE 'DE' END,
         jsonb_object('city', 'City' || (i % 300), 'points', i * 104729 % 5000), ${start} + i * 1000, 0, CASE WHEN i % 20 THEN 1 ELSE 0 END FROM n`,
    );
    db.exec(
      "INSERT INTO addresses (contact_id, kind, value) SELECT id, 'email', email FROM contacts WHERE email IS NOT NULL",
    );
    db.exec("INSERT INTO contact_tags (contact_id, tag) SELECT id, 'tag' || (id % 7) FROM contacts WHERE id % 3 = 0");
  })();
  // Events come in the order of time, not person by person.
  for (let turn = 0; turn < eventsEach; turn++) {
    db.exec(
      `INSERT INTO events (contact_id, type, at, key, props, source, pending)
       SELECT id, '${types[turn] ?? 'page.viewed'}',
         ${start} + ${turn} * 36 * ${day} + id * 7919 % (30 * ${day}), NULL,
         jsonb_object('total', id % 900 + 300, 'page', '/p' || (id % 50)), 'bench', 0 FROM contacts
       WHERE ${turn} = 0 OR id % ${turn + 1} < 3`,
    );
  }
  const more = people * eventsEach - (db.prepare('SELECT count(*) FROM events').pluck().get() as number);
  db.exec(
    `INSERT INTO events (contact_id, type, at, key, props, source, pending)
     SELECT id % ${people} + 1, 'page.viewed', ${start} + 330 * ${day} + id % (30 * ${day}), NULL,
       jsonb_object('page', '/p' || (id % 50)), 'bench', 0 FROM (${upTo(more)} SELECT i AS id FROM n)`,
  );
}

const rule = (...rules: Rule[]): RuleGroup => ({ combinator: 'and', rules });
const nested = (...rules: Rule[]): RuleGroup => ({ combinator: 'and', rules });

/** "bought at least twice in the last 90 days, for more than 1,000 in all, and read no e-mail this month". */
const bought = rule(
  {
    field: 'events.order.created',
    operator: '=',
    match: { mode: 'atLeast', threshold: 2 },
    value: nested({ field: 'at', operator: 'withinLast', value: 'P90D' }),
  },
  { field: 'sum.order.created.total', operator: '>', value: 1000 },
  {
    field: 'messages.email.read',
    operator: '=',
    match: { mode: 'none' },
    value: nested({ field: 'at', operator: 'withinLast', value: 'P1M' }),
  },
);
const cheap = rule(
  { field: 'country', operator: '=', value: 'UA' },
  { field: 'attributes.points', operator: '>', value: 2500 },
  { field: 'reachable.email', operator: '=', value: true },
);

/** An answer that shows nobody measures nothing. */
const isEmpty = (answer: unknown): boolean => {
  const { rows, count } = (answer ?? {}) as { rows?: readonly unknown[]; count?: number };
  return rows?.length === 0 || count === 0;
};

const screen = 100;
const counted = 200;

export function screens(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  return inWorkspace(
    registry,
    async (workspace) => {
      const { store } = workspace;
      fill(store.db, size.people);
      const { contacts, segments } = createRouterClient(procedures, { context: workspace });
      await segments.save({ name: 'Points', rule: cheap });
      await segments.save({ name: 'Bought twice', rule: bought });
      const window = { limit: 100 } as const;
      const last = Math.floor(size.people * 0.9);
      const known = Math.ceil(size.people / 2);
      const somebody = store.contacts.row(known);
      const [lastName, phone] = [somebody?.last_name ?? '', somebody?.phone ?? ''];
      const asked: readonly [string, number, () => Promise<unknown>][] = [
        ['table: first page', screen, () => contacts.list(window)],
        ['table: first page by name', screen, () => contacts.list({ ...window, sort: 'last_name', descending: false })],
        ['table: first page by e-mail', screen, () => contacts.list({ ...window, sort: 'email', descending: false })],
        ['table: far down', screen, () => contacts.list({ ...window, offset: last })],
        ['table: far down by name', screen, () => contacts.list({ ...window, sort: 'last_name', offset: last })],
        ['search: a letter', screen, () => contacts.list({ ...window, search: 'a' })],
        ['search: a name', screen, () => contacts.list({ ...window, search: lastName.slice(0, 6) })],
        ['search: a phone', screen, () => contacts.list({ ...window, search: phone.slice(0, 7) })],
        ['table: filtered by a segment', screen, () => contacts.list({ ...window, rule: cheap })],
        ['count: three conditions', counted, () => contacts.count({ rule: cheap, soon: true })],
        ['count: bought twice, sum, read nothing', counted, () => contacts.count({ rule: bought, soon: true })],
        ['segments: the list', screen, () => segments.list()],
        ['profile with its story', screen, () => contacts.get({ contact: String(known) })],
        ['names for rules and texts', screen, () => contacts.fields()],
      ];
      const figures: Figure[] = [];
      for (const [name, limit, call] of asked) {
        if (isEmpty(await call())) throw new Error(`${name}: found nothing`);
        let slowest = 0;
        for (let round = 0; round < 5; round++) {
          const from = performance.now();
          await call();
          slowest = Math.max(slowest, performance.now() - from);
        }
        figures.push(cost('ms', { name, items: size.people }, slowest, limit));
      }
      return figures;
    },
    () => Date.UTC(2026, 5, 1),
  );
}
