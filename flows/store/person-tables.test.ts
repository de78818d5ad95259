/** No table and no column of a workspace is forgotten when a person is exported or erased. */
import { afterAll, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { mentioningTables, otherTables, personTables, rowsOf } from './person-tables.ts';

const workspace = makeWorkspace();
afterAll(() => workspace.remove());
const { db } = workspace.store;

const columnsOf = (table: string): string[] =>
  db.prepare<[string], string>('SELECT name FROM pragma_table_info(?)').pluck().all(table).sort();

const listed = new Map<string, string[]>([
  ...personTables.map(({ table, columns }): [string, string[]] => [table, Object.keys(columns).sort()]),
  ...Object.entries(mentioningTables).map(([table, { columns }]): [string, string[]] => [
    table,
    columns.split(' ').sort(),
  ]),
  ...Object.entries(otherTables).map(([table, columns]): [string, string[]] => [table, columns.split(' ').sort()]),
]);

it('knows every table and every column of the schema, and none that is not there', () => {
  const tables = db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )
    .pluck()
    .all();
  const found = Object.fromEntries(tables.map((table) => [table, columnsOf(table)]));
  const hint = 'A table or column is new: say in person-tables.ts whether it holds something about a contact';
  expect(Object.fromEntries([...listed].sort(([a], [b]) => (a < b ? -1 : 1))), hint).toEqual(found);
});

it('lists no table twice', () => {
  const names = [
    ...personTables.map(({ table }) => table),
    ...Object.keys(mentioningTables),
    ...Object.keys(otherTables),
  ];
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});

it('counts none among the others that refers to a contact or a journey', () => {
  const referring = /contact|person|journey|survivor|recipient|email|phone/;
  const wrong = Object.entries(otherTables).filter(([table]) =>
    [
      ...columnsOf(table),
      ...db.prepare<[string], string>('SELECT "table" FROM pragma_foreign_key_list(?)').pluck().all(table),
    ].some((name) => referring.test(name) && name !== 'last_contact' && table !== 'erased_addresses'),
  );
  expect(wrong).toEqual([]);
});

it('finds a person’s rows by an index in every table that may be large', () => {
  const small = new Set(['held_signals']);
  const scans: string[] = [];
  for (const one of personTables) {
    const { table } = one;
    const plan = db
      .prepare<[object], { detail: string }>(`EXPLAIN QUERY PLAN SELECT * FROM ${table} WHERE ${rowsOf(one)}`)
      .all({ ids: '[1]' })
      .map(({ detail }) => detail);
    if (!small.has(table) && plan.some((line) => line === `SCAN ${table}`)) scans.push(`${table}: ${plan.join('; ')}`);
  }
  expect(scans).toEqual([]);
});
