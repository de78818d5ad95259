/** Imports through a screen: the file in pieces, a look at it, then the import; those that were made, and taking one back. */
import { setImmediate } from 'node:timers/promises';
import type { EventsHow, ImportHow } from '../../api/imports.ts';
import { guessEvents } from '../../contacts/guess-events.ts';
import { type Correction, importContacts } from '../../contacts/import-contacts.ts';
import { importEvents } from '../../contacts/import-events.ts';
import { type Imported, openForImport } from '../../contacts/import-run.ts';
import { mapColumns, whyColumn } from '../../contacts/map-by-content.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { ImportRow, UndoCounts } from '../../store/imports.ts';
import { keyColumn } from '../../tables/map-columns.ts';
import type { DateOrder } from '../../tables/normalise.ts';
import type { HostContext } from '../context.ts';
import { progressOf, runStoppable, stopImport } from '../running-imports.ts';
import { uploadsOf } from '../uploads.ts';
import { os } from './base.ts';

const uploads = (context: HostContext) => uploadsOf(context.store, context.now);

/** A screen sends pieces of about a megabyte. */
const pieceBytes = 16 * 1024 * 1024;

/** What is remembered of a file: the next one with the same columns is read in the same way. */
interface ContactsMemory {
  mapping: Record<string, string>;
  key: string | null;
  dates?: DateOrder | undefined;
}
type EventsMemory = Omit<EventsHow, 'upload'> & { dates?: DateOrder | undefined };

/** The column with the reasons is ours: a mended file has the same columns as the first one. */
const ownColumns = (columns: readonly string[]): string[] => columns.filter((name) => name !== whyColumn);

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
    const { store } = context;
    const source = { path, name: fileName };
    const first = await openForImport(store, source, input);
    const names = ownColumns(first.table.columns);
    const known = store.imports.mapping<ContactsMemory>('contacts', names);
    const knownEvents = store.imports.mapping<EventsMemory>('events', names);
    const dates = input.dates ?? known?.how.dates ?? knownEvents?.how.dates;
    const { table, scanned, zone } =
      dates === input.dates ? first : await openForImport(store, source, { ...input, dates });
    const guessed = mapColumns(table.columns, scanned.sample, zone);
    const when = (at: number | undefined): string | null => (at === undefined ? null : formatInstant(at, zone));
    return {
      format: table.format,
      encoding: table.encoding,
      delimiter: table.delimiter,
      dates: scanned.dates,
      columns: [...table.columns],
      rows: scanned.sample.map((cells) => [...cells]),
      mapping: { ...guessed, ...known?.how.mapping },
      key: known === null ? keyColumn(table.columns) : known.how.key,
      remembered: when(known?.usedAt),
      events: eventsOf(knownEvents?.how) ?? guessEvents(table.columns, scanned.sample, fileName),
      eventsRemembered: when(knownEvents?.usedAt),
    };
  }),

  run: os.imports.run.handler(({ context, input }) => bring(context, input)),
  correct: os.imports.correct.handler(({ context, input }) =>
    bring(context, input, { continues: input.import, corrections: input.corrections }),
  ),

  runEvents: os.imports.runEvents.handler(async ({ context, input }) => {
    const { upload, type, contact, at, key, mapping: map, encoding, delimiter, dates } = input;
    const options = { type, contact, at, key, map, encoding, delimiter, dates };
    const done = await stored(context, upload, (source, signal, onProgress) => {
      const record = { origin: 'screen' };
      return importEvents(context.store, source, { ...options, record, signal, now: context.now() }, onProgress);
    });
    const memory: EventsMemory = { type, contact, at, key, mapping: map, dates };
    rememberFor(context, 'events', done.import, memory);
    uploads(context).remove(upload);
    return resultOf(done);
  }),

  progress: os.imports.progress.handler(({ context, input }) => progressOf(context.store, input.upload)),

  cancel: os.imports.cancel.handler(({ context, input }) => {
    stopImport(context.store, input.upload);
    return {};
  }),

  end: os.imports.end.handler(({ context, input }) => {
    uploads(context).remove(input.upload);
    return {};
  }),

  list: os.imports.list.handler(({ context: { store }, input }) => {
    const zone = store.meta.get().timezone;
    const rows = store.imports.list(input.before ?? null, input.limit + 1);
    return {
      imports: rows.slice(0, input.limit).map((row) => rowOf(row, zone)),
      more: rows.length > input.limit,
    };
  }),

  refused: os.imports.refused.handler(({ context: { store }, input }) => ({
    file: store.imports.get(input.import).file,
    columns: ownColumns(store.imports.columns(input.import)),
    why: whyColumn,
    rows: store.imports.refusedRows(input.import).map(({ line, cells, reasons }) => ({
      line,
      cells: [...cells],
      reasons: reasons.map((one) => ({ ...one })),
    })),
  })),

  foresee: os.imports.foresee.handler(({ context: { store }, input }) => inTurns(store.imports.foresee(input.import))),

  undo: os.imports.undo.handler(async ({ context, input }) => {
    const done = await inTurns(context.store.imports.undo(input.import, context.now()));
    context.changes.publish('contacts');
    context.changes.publish('imports');
    context.engine.wake();
    return done;
  }),
};

/** A stretch at a time; the engine and other calls have their turn in between. */
async function inTurns(steps: Generator<UndoCounts, UndoCounts>): Promise<UndoCounts> {
  for (;;) {
    const { value, done } = steps.next();
    if (done === true) return value;
    await setImmediate();
  }
}

const rowOf = ({ id, at, undoneAt, ...row }: ImportRow, zone: string) => ({
  ...row,
  import: id,
  at: formatInstant(at, zone),
  undoneAt: undoneAt === null ? null : formatInstant(undoneAt, zone),
});

const resultOf = ({ detected: _, ...result }: Imported) => result;

const eventsOf = (memory: EventsMemory | undefined): EventsHow | null => {
  if (memory === undefined) return null;
  const { dates: _, ...how } = memory;
  return how;
};

function rememberFor(context: HostContext, kind: 'contacts' | 'events', id: number | null, how: unknown): void {
  const { store, now } = context;
  if (id !== null) store.imports.remember(kind, ownColumns(store.imports.columns(id)), how, now());
}

/** Runs an import of an upload, so that it can be asked after and stopped; tells the screens. */
async function stored(
  context: HostContext,
  upload: string,
  run: (
    source: { path: string; name: string },
    signal: AbortSignal,
    onProgress: (progress: { rows: number; total: number }) => void,
  ) => Promise<Imported>,
): Promise<Imported> {
  const { path, fileName } = uploads(context).get(upload);
  try {
    return await runStoppable(context.store, upload, (signal, onProgress) =>
      run({ path, name: fileName }, signal, (progress) => {
        onProgress(progress);
        context.changes.publish('contacts');
      }),
    );
  } finally {
    context.changes.publish('contacts');
    context.changes.publish('imports');
    context.engine.wake();
  }
}

/** The file stays as long as something of it was refused, so that it can be corrected. */
async function bring(
  context: HostContext,
  { upload, mapping, key, encoding, delimiter, dates }: ImportHow,
  again?: { continues: number; corrections: Correction[] },
) {
  const record = again === undefined ? { origin: 'screen' } : { continues: again.continues };
  const options = { map: mapping, onlyMapped: true, key, encoding, delimiter, dates, record, now: context.now() };
  const done = await stored(context, upload, (source, signal, onProgress) =>
    importContacts(context.store, source, { ...options, corrections: again?.corrections, signal }, onProgress),
  );
  if (again === undefined) {
    const memory: ContactsMemory = { mapping, key, dates };
    rememberFor(context, 'contacts', done.import, memory);
    if (done.rejected.length === 0) uploads(context).remove(upload);
  }
  return resultOf(done);
}
