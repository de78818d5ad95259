/** Imports through a screen: the file in pieces, a look at it, then the import. */

import type { ImportHow } from '../../api/contacts.ts';
import { type Correction, importContacts } from '../../contacts/import-contacts.ts';
import { openForImport } from '../../contacts/import-run.ts';
import { keyColumn, mapByName } from '../../contacts/map-columns.ts';
import { KaskadError } from '../../sdk/problem.ts';
import type { HostContext } from '../context.ts';
import { uploadsOf } from '../uploads.ts';
import { os } from './base.ts';

const uploads = (context: HostContext) => uploadsOf(context.store, context.now);

/** A screen sends pieces of about a megabyte. */
const pieceBytes = 16 * 1024 * 1024;

export const importsApi = {
  begin: os.imports.begin.handler(({ context, input }) => ({ upload: uploads(context).begin(input.fileName).id })),

  append: os.imports.append.handler(({ context, input }) => {
    if (input.base64.length > (pieceBytes / 3) * 4 + 4) {
      throw new KaskadError('piece-too-large', 'A piece of a file may have 16 MB at most. Send smaller pieces.', {
        limitMb: 16,
      });
    }
    return { bytes: uploads(context).append(input.upload, Buffer.from(input.base64, 'base64')) };
  }),

  preview: os.imports.preview.handler(async ({ context, input }) => {
    const { path, fileName } = uploads(context).get(input.upload);
    const { table, scanned } = await openForImport(context.store, { path, name: fileName }, input);
    return {
      format: table.format,
      encoding: table.encoding,
      delimiter: table.delimiter,
      dates: scanned.dates,
      columns: [...table.columns],
      rows: scanned.sample.map((cells) => [...cells]),
      mapping: mapByName(table.columns),
      key: keyColumn(table.columns),
    };
  }),

  run: os.imports.run.handler(({ context, input }) => bring(context, input)),
  correct: os.imports.correct.handler(({ context, input }) => bring(context, input)),

  end: os.imports.end.handler(({ context, input }) => {
    uploads(context).remove(input.upload);
    return {};
  }),
};

/** The file stays as long as something of it was refused, so that it can be corrected. */
async function bring(context: HostContext, asked: ImportHow & { corrections?: Correction[] | undefined }) {
  const { path, fileName } = uploads(context).get(asked.upload);
  const { mapping, key, encoding, delimiter, dates, corrections } = asked;
  const options = { map: mapping, onlyMapped: true, key, encoding, delimiter, dates, corrections, now: context.now() };
  const { detected: _, ...result } = await importContacts(context.store, { path, name: fileName }, options, () =>
    context.changes.publish('contacts'),
  );
  if (corrections === undefined && result.rejected.length === 0) uploads(context).remove(asked.upload);
  context.changes.publish('contacts');
  context.engine.wake();
  return result;
}
