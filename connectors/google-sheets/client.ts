import type { ConnectorClient } from '../../flows/sdk/connector.ts';
import { readPeople, tableSync } from '../table-people.ts';
import { sheetsCalls } from './call.ts';
import type { GoogleSheetsConfig } from './index.ts';
import { sheetOf } from './sheet.ts';
import { sheetsWrites } from './write.ts';

export function openGoogleSheets(config: GoogleSheetsConfig): ConnectorClient {
  const call = sheetsCalls(config);
  const sheet = sheetOf(call, config.tab);
  return {
    async verify({ signal }) {
      const { title, tab } = await sheet.about(signal);
      const { people } = await readPeople((await sheet.read(signal)).table, config.idColumn, true);
      return { detail: `The sheet “${tab}” of the table “${title}” can be read. People in it: ${people.size}.` };
    },
    ...sheetsWrites(call, sheet, config.idColumn),
    sync: tableSync({
      async read({ signal, now }) {
        const { table, at } = await sheet.read(signal);
        const { people, fields } = await readPeople(table, config.idColumn, true);
        return { at: at ?? now, people: [...people.values()], fields, stamp: null };
      },
    }),
  };
}
