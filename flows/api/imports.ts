/** Files that bring contacts and events in, and the imports that were made. Part of contract.ts. */
import * as z from 'zod';
import { base } from './base.ts';
import { importResult, instant } from './shapes.ts';

const reading = {
  encoding: z.string().optional(),
  delimiter: z.string().optional(),
  dates: z.enum(['dmy', 'mdy', 'ymd']).optional(),
};

/** How a file is read and what its columns become. */
const importHow = z.object({
  upload: z.string(),
  mapping: z.record(z.string(), z.string()),
  key: z.string().nullable(),
  ...reading,
});
export type ImportHow = z.output<typeof importHow>;

/** What a file of events is: each row is one event of a contact. */
const eventsHow = z.object({
  /** What happened, such as `order.created`. */
  type: z.string(),
  /** The columns with the contact's key or address, and with the time. */
  contact: z.string(),
  at: z.string(),
  /** The column that makes an event unique, if any. */
  key: z.string().nullable(),
  /** Column to property; `-` leaves it out. */
  mapping: z.record(z.string(), z.string()),
});
export type EventsHow = z.output<typeof eventsHow>;

const undoCounts = z.object({
  removed: z.number(),
  /** New contacts, or events, that stay because something came of them since. */
  kept: z.number(),
  restored: z.number(),
  /** Values that stay because they were changed since. */
  changedSince: z.number(),
});

const importRow = z
  .object({
    import: z.number(),
    kind: z.enum(['contacts', 'events']),
    file: z.string(),
    origin: z.string(),
    at: instant,
    state: z.enum(['running', 'done', 'canceled', 'undone']),
    read: z.number(),
    created: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    refused: z.number(),
    /** Rows of the file that can be had again, to be mended. */
    refusedRows: z.number(),
    undoneAt: instant.nullable(),
    undo: undoCounts.nullable(),
  })
  .meta({ id: 'ImportRow' });

const one = z.object({ import: z.number().int() });

export const imports = {
  /** A file comes in pieces, so that it may be large and progress can be shown. */
  begin: base
    .route({ method: 'POST', path: '/imports' })
    .input(z.object({ fileName: z.string() }))
    .output(z.object({ upload: z.string() })),
  append: base
    .route({ method: 'POST', path: '/imports/{upload}/append' })
    .input(z.object({ upload: z.string(), base64: z.string() }))
    .output(z.object({ bytes: z.number() })),
  /** What was detected, the first rows, and what the columns mean: as last time for a file with the same columns, else by name and content. */
  preview: base
    .route({ method: 'POST', path: '/imports/{upload}/preview' })
    .input(z.object({ upload: z.string(), ...reading }))
    .output(
      z.object({
        format: z.enum(['csv', 'xlsx', 'ndjson']),
        encoding: z.string().nullable(),
        delimiter: z.string().nullable(),
        dates: z.enum(['dmy', 'mdy', 'ymd']),
        columns: z.array(z.string()),
        rows: z.array(z.array(z.string())),
        /** Column to field. */
        mapping: z.record(z.string(), z.string()),
        /** The column that looks like the customer's own key, if any. */
        key: z.string().nullable(),
        /** A file with these columns was imported before: the mapping is that one's. */
        remembered: instant.nullable(),
        /** The same for a file of events. */
        events: eventsHow,
        eventsRemembered: instant.nullable(),
      }),
    ),
  /** The file stays while something of it was refused, until `end`. */
  run: base.route({ method: 'POST', path: '/imports/{upload}/run' }).input(importHow).output(importResult),
  runEvents: base
    .route({ method: 'POST', path: '/imports/{upload}/events' })
    .input(eventsHow.extend({ upload: z.string(), ...reading }))
    .output(importResult),
  /** How far an import that is under way is; null: none is. */
  progress: base
    .route({ method: 'GET', path: '/imports/{upload}/progress' })
    .input(z.object({ upload: z.string() }))
    .output(z.object({ rows: z.number(), total: z.number() }).nullable()),
  /** Stops it; `run` then answers with what was stored until then. */
  cancel: base
    .route({ method: 'POST', path: '/imports/{upload}/cancel' })
    .input(z.object({ upload: z.string() }))
    .output(z.object({})),
  /** The same file again, of which only the lines with corrections are read. */
  correct: base
    .route({ method: 'POST', path: '/imports/{upload}/correct' })
    .input(
      importHow.extend({
        import: z.number().int(),
        corrections: z
          .array(z.object({ line: z.number().int(), column: z.string(), value: z.string().max(10_000) }))
          .min(1)
          .max(1000),
      }),
    )
    .output(importResult),
  /** The person is done with the file. */
  end: base
    .route({ method: 'POST', path: '/imports/{upload}/end' })
    .input(z.object({ upload: z.string() }))
    .output(z.object({})),
  /** Imports that were made, newest first; `before` is the number of the last one seen. */
  list: base
    .route({ method: 'GET', path: '/imports/past' })
    .input(z.object({ before: z.number().int().optional(), limit: z.number().int().min(1).max(100).default(50) }))
    .output(z.object({ imports: z.array(importRow), more: z.boolean() })),
  /** The rows of the file that were not wholly taken, as they stood in it. */
  refused: base
    .route({ method: 'GET', path: '/imports/past/{import}/refused' })
    .input(one)
    .output(
      z.object({
        file: z.string(),
        columns: z.array(z.string()),
        /** The column to write the reasons to: a later import leaves it out. */
        why: z.string(),
        rows: z.array(
          z.object({
            line: z.number(),
            cells: z.array(z.string()),
            reasons: z.array(z.object({ column: z.string().nullable(), reason: z.string() })),
          }),
        ),
      }),
    ),
  /** What taking an import back would do. */
  foresee: base.route({ method: 'GET', path: '/imports/past/{import}/undo' }).input(one).output(undoCounts),
  undo: base.route({ method: 'POST', path: '/imports/past/{import}/undo' }).input(one).output(undoCounts),
};
