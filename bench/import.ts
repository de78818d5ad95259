/**
 * Contacts from a CSV file of eleven columns, beside two loops that parse it with Papa Parse and insert: one that writes
 * the same rows, and one that writes a single table with a single index, as a script written in an hour would.
 */
import { createReadStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { importContacts } from '../flows/contacts/import-contacts.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Db } from '../flows/store/open.ts';
import { type Figure, inTurn, inWorkspace, rate, type Size, took } from './measure.ts';

const columns = 'external_id,email,phone,first_name,last_name,country,city,last_order_at,orders,ltv,tags';
const countries = ['UA', 'UA', 'PL', 'DE', 'US', 'GB', 'FR', 'CZ', 'RO', 'ES'];
const batch = 10_000;

export function importing(registry: EngineRegistry, size: Size): Promise<Figure[]> {
  return inWorkspace(registry, async (_, folder) => {
    const path = join(folder, 'contacts.csv');
    const items = size.people;
    writeRows(path, items);
    const check = (db: Db, from: string, expected: number) => {
      const rows = db.prepare<[], number>(`SELECT count(*) FROM ${from}`).pluck().get();
      if (rows !== expected) throw new Error(`${rows} of ${expected} rows are in ${from}`);
    };
    const best = await inTurn(size.rounds, {
      ours: () =>
        inWorkspace(registry, async ({ store, now }) => {
          const spent = await took(async () => {
            const done = await importContacts(
              store,
              { path },
              { now: now(), key: 'external_id', record: { origin: 'command' } },
            );
            if (done.created !== items || done.rejected.length > 0) throw new Error('Rows of the file are missing');
          });
          check(store.db, 'contacts WHERE reach = 3', items);
          check(store.db, 'addresses', items * 2);
          check(store.db, 'contact_tags', items * 2);
          return spent;
        }),
      sameRows: () =>
        inWorkspace(registry, async ({ store }) => {
          const spent = await took(() => bare(path, sameRows(store.db), store.db));
          check(store.db, 'contacts WHERE reach = 3', items);
          check(store.db, 'addresses', items * 2);
          check(store.db, 'contact_tags', items * 2);
          return spent;
        }),
      oneTable: () =>
        inWorkspace(registry, async ({ store }) => {
          const spent = await took(() => bare(path, oneTable(store.db), store.db));
          check(store.db, 'bare', items);
          return spent;
        }),
    });
    const about = { name: 'import of a CSV file', items };
    return [
      rate(
        'rows',
        { ...about, bar: { atLeast: 1 / 1.5 }, limitIs: 'Papa Parse and inserts of the same rows' },
        best.ours,
        best.sameRows,
      ),
      rate(
        'rows',
        { ...about, bar: null, limitIs: 'Papa Parse and inserts into one table with one index' },
        best.ours,
        best.oneTable,
      ),
    ];
  });
}

function writeRows(path: string, rows: number): void {
  writeFileSync(path, `${columns}\n`);
  for (let from = 0; from < rows; from += batch) {
    let text = '';
    for (let n = from; n < Math.min(rows, from + batch); n++) {
      text += `ext-${n},user${n}@example.com,+38050${1_000_000 + n},Ім'я${n % 5000},"Прізвище, ${n % 9000}",${countries[(n * 7919) % 10]},City${n % 300},${1_600_000_000 + ((n * 7919) % 100_000_000)},${n % 40},${(n % 10_000) / 10},"vip,news"\n`;
    }
    writeFileSync(path, text, { flag: 'a' });
  }
}

type Row = readonly string[];

/** Streams the file and hands its rows over in transactions of ten thousand. */
async function bare(path: string, insert: (row: Row) => void, db: Db): Promise<void> {
  let waiting: Row[] = [];
  const flush = db.transaction(() => {
    for (const row of waiting) insert(row);
    waiting = [];
  });
  await new Promise<void>((resolve, reject) => {
    Papa.parse<string[]>(createReadStream(path, { highWaterMark: 1 << 20 }), {
      delimiter: ',',
      step: ({ data }) => {
        if (data.length < 11 || data[0] === 'external_id') return;
        waiting.push(data);
        if (waiting.length === batch) flush();
      },
      complete: () => resolve(),
      error: reject,
    });
  });
  flush();
}

function sameRows(db: Db): (row: Row) => void {
  const contact = db.prepare(
    `INSERT INTO contacts (key, email, phone, first_name, last_name, country, attributes, created_at, updated_at, reach)
     VALUES (?, ?, ?, ?, ?, ?, jsonb(?), 0, 0, 3)`,
  );
  const address = db.prepare('INSERT INTO addresses (contact_id, kind, value) VALUES (?, ?, ?)');
  const tag = db.prepare('INSERT INTO contact_tags (contact_id, tag) VALUES (?, ?)');
  return ([key, email, phone, first, last, country, city, at, orders, ltv, tags]) => {
    const attributes = { city, last_order_at: Number(at), orders: Number(orders), ltv: Number(ltv) };
    const id = contact.run(key, email, phone, first, last, country, JSON.stringify(attributes)).lastInsertRowid;
    address.run(id, 'email', email);
    address.run(id, 'phone', phone);
    for (const one of (tags ?? '').split(',')) tag.run(id, one);
  };
}

function oneTable(db: Db): (row: Row) => void {
  db.exec(`CREATE TABLE bare (id INTEGER PRIMARY KEY, external_id TEXT NOT NULL UNIQUE, email TEXT, phone TEXT, first TEXT,
    last TEXT, country TEXT, city TEXT, last_order_at INTEGER, orders INTEGER, ltv REAL, tags TEXT)`);
  const insert = db.prepare(
    `INSERT INTO bare (external_id, email, phone, first, last, country, city, last_order_at, orders, ltv, tags)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return (row) => insert.run(...row);
}
