/** The print queue: what waits for paper, and the PDFs made of it. Part of contract.ts. */
import * as z from 'zod';
import { printFormats } from '../sdk/print/paper.ts';
import { base } from './base.ts';
import { instant } from './shapes.ts';

const format = z.enum(printFormats);

/** A PDF is never longer than this many pieces; the rest waits for the next. */
export const mostPieces = 10_000;

const kind = z.object({ flow: z.string(), node: z.string(), format });

const waiting = kind
  .extend({
    /** As the flow and the block are called now; null when they are gone. */
    flowName: z.string().nullable(),
    nodeName: z.string().nullable(),
    count: z.number(),
    /** When the first of them was accepted. */
    since: instant,
  })
  .meta({ id: 'PrintWaiting' });

export const printJob = z
  .object({
    job: z.number(),
    format,
    pieces: z.number(),
    what: z.array(z.object({ flow: z.string(), flowName: z.string(), nodeName: z.string(), count: z.number() })),
    madeAt: instant,
    printedAt: instant.nullable(),
    /** Marking it as printed can still be taken back. */
    undoable: z.boolean(),
  })
  .meta({ id: 'PrintJob' });

const jobId = z.object({ job: z.coerce.number().int() });

export const print = {
  /** By flow and block; and the newest jobs. */
  queue: base
    .route({ method: 'GET', path: '/print' })
    .output(z.object({ waiting: z.array(waiting), jobs: z.array(printJob) })),
  /** Takes what waits of these kinds, all of one format, into a job: the oldest, `mostPieces` at most. */
  make: base
    .route({ method: 'POST', path: '/print/jobs' })
    .input(
      z.object({
        kinds: z.array(kind).min(1).max(200),
        /** Labels of the first sheet that are used up. */
        skip: z.number().int().min(0).max(20).default(0),
      }),
    )
    .output(printJob),
  /** Begins to make the PDF of a job; the same again gives the same. Ask `file` how far it is. */
  begin: base
    .route({ method: 'POST', path: '/print/jobs/{job}/file' })
    .input(jobId)
    .output(z.object({ file: z.string() })),
  /** `bytes`: its size once it is whole, else null. */
  file: base
    .route({ method: 'GET', path: '/print/files/{file}' })
    .input(z.object({ file: z.string() }))
    .output(z.object({ done: z.number(), pieces: z.number(), bytes: z.number().nullable(), fileName: z.string() })),
  /** A piece of a whole file; empty at its end. */
  read: base
    .route({ method: 'GET', path: '/print/files/{file}/read' })
    .input(z.object({ file: z.string(), offset: z.coerce.number().int().min(0) }))
    .output(z.object({ base64: z.string() })),
  /** Stops making it, or removes it. */
  end: base
    .route({ method: 'DELETE', path: '/print/files/{file}' })
    .input(z.object({ file: z.string() }))
    .output(z.object({})),
  /** The pieces were printed: their messages are delivered, and journeys that wait for that go on after a while. */
  printed: base.route({ method: 'POST', path: '/print/jobs/{job}/printed' }).input(jobId).output(printJob),
  /** Takes that back, as long as no journey has gone on. */
  unprinted: base.route({ method: 'POST', path: '/print/jobs/{job}/unprinted' }).input(jobId).output(printJob),
  /** The pieces wait again, and the job is gone. */
  putBack: base.route({ method: 'POST', path: '/print/jobs/{job}/put-back' }).input(jobId).output(z.object({})),
};
