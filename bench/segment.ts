/**
 * A segment of three conditions, counted as the app counts it, beside the same question in SQL by hand over indexes of the
 * same columns: over fields of the profile, and over attributes of one's own.
 */
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Rule, RuleGroup } from '../flows/sdk/rule.ts';
import { type Figure, inTurn, inWorkspace, type Size, time, took } from './measure.ts';

const since = 1_650_000_000;

const cases: readonly { name: string; rules: Rule[]; index: string; where: string }[] = [
  {
    name: 'segment: country, last order, e-mail',
    rules: [
      { field: 'country', operator: '=', value: 'UA' },
      { field: 'attributes.last_order_at', operator: '>', value: since },
      { field: 'reachable.email', operator: '=', value: true },
    ],
    index: "country, json_extract(attributes, '$.last_order_at'), reach",
    where: "country = 'UA' AND json_extract(attributes, '$.last_order_at') > ? AND reach & 1",
  },
  {
    name: 'segment: two attributes, e-mail',
    rules: [
      { field: 'attributes.region', operator: '=', value: 'R1' },
      { field: 'attributes.last_order_at', operator: '>', value: since },
      { field: 'reachable.email', operator: '=', value: true },
    ],
    index: "json_extract(attributes, '$.region'), json_extract(attributes, '$.last_order_at'), reach",
    where:
      "json_extract(attributes, '$.region') = 'R1' AND json_extract(attributes, '$.last_order_at') > ? AND reach & 1",
  },
];

/** A count takes milliseconds: one round is many of them. */
const times = 10;

export function segment(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  return inWorkspace(registry, async ({ store, now }) => {
    const { db } = store;
    db.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO contacts (id, key, email, country, attributes, created_at, updated_at, reach)
       SELECT i, 'c' || i, 'c' || i || '@example.com', CASE i * 7919 % 10 / 2 WHEN 0 THEN 'UA' WHEN 1 THEN 'PL' ELSE 'DE' END,
         jsonb_object('region', 'R' || (i * 104729 % 5), 'last_order_at', 1600000000 + i * 7919993 % 100000000, 'city', 'City' || (i % 300),
           'orders', i % 40, 'ltv', i % 10000 / 10.0),
         0, 0, CASE WHEN i / 10 * 31 % 10 < 8 THEN 1 ELSE 0 END + CASE WHEN i / 10 % 10 < 4 THEN 2 ELSE 0 END FROM n`,
    ).run(size.people);
    const context = { now: { ms: now(), zone: 'UTC' }, segments: () => null };
    const figures: Figure[] = [];
    for (const [number, { name, rules, index, where }] of cases.entries()) {
      const rule: RuleGroup = { combinator: 'and', rules };
      store.segments.save({ name, rule }, now());
      db.exec(`CREATE INDEX by_hand_${number} ON contacts(${index}) WHERE deleted_at IS NULL`);
      const byHand = db
        .prepare<[number], number>(`SELECT count(*) FROM contacts WHERE deleted_at IS NULL AND ${where}`)
        .pluck();
      const count = () => store.contacts.count(rule, context);
      const found = count();
      if (found !== byHand.get(since) || found === 0) throw new Error(`${name}: the two counts differ`);
      const many = (work: () => unknown) => () =>
        took(() => {
          for (let i = 0; i < times; i++) work();
        });
      const best = await inTurn(size.rounds * 3, { ours: many(count), limit: many(() => byHand.get(since)) });
      const one = ({ wall, cpu }: { wall: number; cpu: number }) => ({ wall: wall / times, cpu: cpu / times });
      const limitIs = 'the same question in SQL by hand over an index of the same columns';
      figures.push(time({ name, items: size.people, bar: { atMost: 1.2 }, limitIs }, one(best.ours), one(best.limit)));
    }
    return figures;
  });
}
