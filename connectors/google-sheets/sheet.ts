/** A sheet as a table of texts. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type Table, tableOfRows } from '../../flows/tables/table.ts';
import { keptFresh } from '../fresh.ts';
import { type SheetsCalls, unread } from './call.ts';

const aboutSchema = z.object({
  properties: z.object({ title: z.string().default('') }).default({ title: '' }),
  sheets: z.array(z.object({ properties: z.object({ title: z.string() }) })),
});
const valuesSchema = z.object({ values: z.array(z.array(z.unknown())).default([]) });

export interface Sheet {
  /** Throws `bad-request` where there is no such sheet. */
  about(signal: AbortSignal): Promise<{ title: string; tab: string }>;
  read(signal: AbortSignal): Promise<{ table: Table; at: Millis | null }>;
  /** `'My sheet'!B7`; without a cell the whole sheet. */
  range(tab: string, cell?: string): string;
}

export function sheetOf(call: SheetsCalls, wanted: string | undefined): Sheet {
  const fresh = keptFresh();
  const sheet: Sheet = {
    about: (signal) =>
      fresh('about', async () => {
        const query = { fields: 'properties.title,sheets.properties' };
        const said = aboutSchema.safeParse((await call({ method: 'GET', path: '', query, signal })).body);
        if (!said.success) throw unread();
        const tabs = said.data.sheets.map(({ properties }) => properties.title);
        const tab = wanted === undefined ? tabs[0] : tabs.find((one) => one === wanted);
        if (tab === undefined)
          throw new ConnectorError(
            'bad-request',
            `The table has no sheet "${wanted ?? ''}". It has: ${tabs.join(', ')}.`,
          );
        return { title: said.data.properties.title, tab };
      }),
    async read(signal) {
      const { tab } = await sheet.about(signal);
      const { body, at } = await call({
        method: 'GET',
        path: `/values/${encodeURIComponent(sheet.range(tab))}`,
        query: {
          majorDimension: 'ROWS',
          valueRenderOption: 'UNFORMATTED_VALUE',
          dateTimeRenderOption: 'FORMATTED_STRING',
        },
        signal,
      });
      const said = valuesSchema.safeParse(body);
      if (!said.success) throw unread();
      try {
        return {
          table: tableOfRows(
            said.data.values.map((cells) => cells.map(cellText)),
            tab,
          ),
          at,
        };
      } catch (error) {
        throw new ConnectorError(
          'bad-request',
          error instanceof KaskadError ? error.message : 'The sheet cannot be read.',
        );
      }
    },
    range: (tab, cell) => `'${tab.replaceAll("'", "''")}'${cell === undefined ? '' : `!${cell}`}`,
  };
  return sheet;
}

const cellText = (value: unknown): string =>
  typeof value === 'boolean' ? (value ? 'true' : 'false') : value === null || value === undefined ? '' : String(value);
