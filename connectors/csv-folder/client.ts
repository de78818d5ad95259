import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { SyncField } from '../../flows/sdk/sync.ts';
import { mostRows, readPeople, type TablePerson, tableSync } from '../table-people.ts';
import { filesIn, stampOf, type TableFile } from './folder.ts';
import type { CsvFolderConfig } from './index.ts';

export function openCsvFolder({ folder, idColumn }: CsvFolderConfig): ConnectorClient {
  async function readFile({ path, name }: TableFile) {
    try {
      // Readers of tables are large, and needed only with the first.
      const { openTable } = await import('../../flows/tables/read-table.ts');
      return await readPeople(await openTable({ path, name }), idColumn, false);
    } catch (error) {
      // One of ours is meant for people; whatever else goes wrong while reading is told by its file.
      const words =
        error instanceof KaskadError || error instanceof ConnectorError ? error.message : 'It cannot be read.';
      throw new ConnectorError('bad-request', `${name}: ${words}`);
    }
  }

  return {
    async verify() {
      const files = await filesIn(folder, null);
      if (files.length === 0)
        throw new ConnectorError(
          'bad-request',
          `There are no tables in ${folder} yet: files that end in .csv, .tsv, .txt, .xlsx or .ndjson.`,
        );
      const people = new Set<string>();
      for (const file of files) for (const id of (await readFile(file)).people.keys()) people.add(id);
      return { detail: `Found in ${folder}: people: ${people.size}, tables: ${files.length}.` };
    },
    sync: tableSync({
      stamp: async ({ since }) => stampOf(await filesIn(folder, since), idColumn),
      async read({ signal, since, now }) {
        const files = await filesIn(folder, since);
        const people = new Map<string, TablePerson>();
        const fields = new Map<string, SyncField>();
        for (const file of files) {
          signal.throwIfAborted();
          const read = await readFile(file);
          // What a younger file says of somebody counts. It then stands at the end, among the newest.
          for (const [id, one] of read.people) {
            people.delete(id);
            people.set(id, one);
          }
          for (const field of read.fields) fields.set(field.name, field);
          if (people.size > mostRows)
            throw new ConnectorError(
              'bad-request',
              `There are more than ${mostRows} people in the folder. Bring so many in by an import, and keep the latest files here.`,
            );
        }
        return { at: now, people: [...people.values()], fields: [...fields.values()], stamp: stampOf(files, idColumn) };
      },
    }),
  };
}
