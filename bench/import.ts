/** Contacts from a CSV file, beside Papa Parse and bare inserts of the same cells. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { importContacts } from '../flows/contacts/import-contacts.ts';
import type { EngineRegistry } from '../flows/sdk/registry.ts';
import type { Db } from '../flows/store/open.ts';
import { type Figure, figure, inWorkspace, type Size, seconds } from './measure.ts';

const header = 'key,email,phone,first_name,last_name,country,city';

export function importing(registry: EngineRegistry, size: Size): Promise<Figure> {
  return inWorkspace(registry, async (ws, folder) => {
    const path = join(folder, 'contacts.csv');
    const rows = Array.from(
      { length: size.rows },
      (_, n) => `c${n},c${n}@example.com,+38050${1_000_000 + n},Anna,Petrenko,UA,"Kyiv, ${n % 100}"`,
    );
    writeFileSync(path, [header, ...rows].join('\n'));
    const limit = await inWorkspace(registry, async ({ store }) => seconds(() => bare(store.db, path)));
    const ours = await seconds(async () => {
      const { created } = await importContacts(ws.store, { path }, { now: ws.now() });
      if (created !== size.rows) throw new Error(`Only ${created} of ${size.rows} rows became contacts`);
    });
    return figure('import of a CSV file', 'rows', size.rows, { ours, limit }, 'Papa Parse and bare inserts');
  });
}

function bare(db: Db, path: string): void {
  const contact = db.prepare(
    `INSERT INTO contacts (key, email, phone, first_name, last_name, country, attributes, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, jsonb(?), 0, 0)`,
  );
  const address = db.prepare('INSERT INTO addresses (contact_id, kind, value) VALUES (?, ?, ?)');
  db.transaction(() => {
    Papa.parse<string[]>(readFileSync(path, 'utf8'), {
      step: ({ data }) => {
        const [key, email, phone, first, last, country, city] = data;
        if (key === 'key') return;
        const id = contact.run(key, email, phone, first, last, country, JSON.stringify({ city })).lastInsertRowid;
        address.run(id, 'email', email);
        address.run(id, 'phone', phone);
      },
    });
  })();
}
