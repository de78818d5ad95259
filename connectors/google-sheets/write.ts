/** A person into their row, or into a new one. The sheet is read right before, because rows move when somebody sorts. */
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { type CrmWorks, operateBy, sameAddress } from '../crm-works.ts';
import { type Columns, columnsOf, idOf } from '../table-people.ts';
import type { SheetsCalls } from './call.ts';
import type { Sheet } from './sheet.ts';

type Cell = string | number | boolean;
interface Found {
  /** Counted from 1. */
  line: number;
  cells: readonly string[];
}

export function sheetsWrites(call: SheetsCalls, sheet: Sheet, idColumn: string | undefined) {
  const works: CrmWorks<'crm.save-contact'> = {
    async 'crm.save-contact'(input, { signal, records }) {
      const { tab } = await sheet.about(signal);
      const { table } = await sheet.read(signal);
      const columns = columnsOf(table.columns, idColumn);
      const rows: Found[] = [];
      await table.rows((some) => void rows.push(...some));
      const record = input.record ?? records?.('contact')[0];
      const found = find(rows, columns, { ...input, record });
      if (input.record !== undefined && found === null)
        throw new ConnectorError('bad-request', `The sheet has no row of "${input.record}" any more.`);

      const cells = new Map<number, Cell>();
      const fill = (places: readonly number[], value: string | undefined): void => {
        const [first] = places;
        if (value === undefined || first === undefined || places.some((at) => (found?.cells[at] ?? '') !== '')) return;
        cells.set(first, value);
      };
      fill(columns.emails, input.email);
      fill(columns.phones, input.phone);
      fill(columns.firstName === null ? [] : [columns.firstName], input.firstName);
      fill(columns.lastName === null ? [] : [columns.lastName], input.lastName);
      for (const [name, value] of Object.entries(input.values ?? {})) {
        const at = columns.names.indexOf(name);
        if (at < 0 || at === columns.id)
          throw new ConnectorError(
            'bad-request',
            `The sheet has no column "${name}" that can be set. Choose it again in the block.`,
          );
        cells.set(at, value ?? '');
      }

      // As it is written: no text of a customer becomes a formula.
      const raw = { valueInputOption: 'RAW' };
      if (found === null) {
        const row = columns.names.map((_, at) => cells.get(at) ?? '');
        const id = idOf(columns, row.map(String));
        if (id === '')
          throw new ConnectorError(
            'bad-request',
            'The sheet has no column for an e-mail or a phone: a new row would be known by nothing.',
          );
        await call({
          method: 'POST',
          path: `/values/${encodeURIComponent(sheet.range(tab, 'A1'))}:append`,
          query: { ...raw, insertDataOption: 'INSERT_ROWS' },
          body: { values: [row] },
          signal,
        });
        return { kind: 'contact', id, created: true };
      }
      if (cells.size > 0) {
        const data = [...cells].map(([at, value]) => ({
          range: sheet.range(tab, `${letters(at)}${found.line}`),
          values: [[value]],
        }));
        await call({ method: 'POST', path: '/values:batchUpdate', body: { ...raw, data }, signal });
      }
      const after = columns.names.map((_, at) => String(cells.get(at) ?? found.cells[at] ?? ''));
      return { kind: 'contact', id: idOf(columns, after), created: false };
    },
  };
  return operateBy('Google Sheets', works);
}

function find(
  rows: readonly Found[],
  columns: Columns,
  { record, email, phone }: { record: string | undefined; email?: string | undefined; phone?: string | undefined },
): Found | null {
  const has = (kind: 'email' | 'phone', places: readonly number[], value: string | undefined) =>
    value === undefined
      ? undefined
      : rows.find(({ cells }) =>
          places.some((at) => (cells[at] ?? '') !== '' && sameAddress(kind, cells[at] ?? '', value)),
        );
  const byId = record === undefined ? undefined : rows.find(({ cells }) => idOf(columns, cells) === record);
  return byId ?? has('email', columns.emails, email) ?? has('phone', columns.phones, phone) ?? null;
}

/** 0 is A, 26 is AA. */
export function letters(index: number): string {
  let text = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}
