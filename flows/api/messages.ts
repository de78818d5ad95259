/** Messages, the sandbox's mailbox, and previews of texts. Part of contract.ts. */
import * as z from 'zod';
import { brandSchema } from '../sdk/brand.ts';
import { fileRefSchema } from '../sdk/files.ts';
import { base } from './base.ts';
import { contactRow, instant, messageRow } from './shapes.ts';

export const messages = {
  list: base
    .route({ method: 'GET', path: '/messages' })
    .input(
      z.object({
        flow: z.string().optional(),
        state: z.string().optional(),
        limit: z.coerce.number().int().min(1).max(500).default(100),
        before: z.coerce.number().int().optional(),
      }),
    )
    .output(z.array(messageRow)),
};

const mailboxMessage = z.object({
  id: z.number(),
  direction: z.enum(['out', 'in']),
  at: instant,
  state: z.string(),
  subject: z.string().nullable(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  buttons: z.array(z.object({ id: z.string(), text: z.string(), url: z.string().optional() })),
  attachments: z.array(fileRefSchema),
});

/** The sandbox's mailbox: what would have gone out, and a place to answer from as the recipient. */
export const sandbox = {
  threads: base
    .route({ method: 'GET', path: '/sandbox/threads' })
    .input(
      z.object({
        search: z.string().max(200).optional(),
        channel: z.string().optional(),
        offset: z.coerce.number().int().min(0).default(0),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(
      z.object({
        total: z.number(),
        rows: z.array(
          z.object({
            contact: contactRow,
            channel: z.string(),
            last: z.string(),
            at: instant,
            unread: z.number(),
            count: z.number(),
          }),
        ),
      }),
    ),
  thread: base
    .route({ method: 'GET', path: '/sandbox/thread' })
    .input(z.object({ contact: z.coerce.number(), channel: z.string() }))
    .output(z.array(mailboxMessage)),
  /** As the recipient: reads, clicks a link, presses a button. Gives a receipt as a vendor would. */
  act: base
    .route({ method: 'POST', path: '/sandbox/act' })
    .input(
      z.object({
        message: z.number(),
        action: z.enum(['read', 'click', 'bounce', 'block']),
        button: z.string().optional(),
        url: z.string().optional(),
      }),
    )
    .output(z.object({})),
  /** As the recipient: writes back. */
  reply: base
    .route({ method: 'POST', path: '/sandbox/reply' })
    .input(
      z.object({
        contact: z.number(),
        channel: z.string(),
        text: z.string().min(1).max(10_000),
        button: z.string().optional(),
      }),
    )
    .output(z.object({})),
};

/** A message as it was written, for somebody in particular. */
export const writtenMessage = {
  /** Templates; a letter in blocks is the part `letter`, as JSON. */
  parts: z.record(z.string(), z.string().max(1_000_000)),
  htmlParts: z.array(z.string()).default([]),
  /** Of the texts; default: that of the contact. */
  language: z.string().max(20).optional(),
  contact: z.number().nullable(),
  flow: z.string().nullable(),
  /** The block whose message it is: named by the marks of links. */
  node: z.string().optional(),
  /** Offer slot to offer id; without it as the flow was saved. */
  offers: z.record(z.string(), z.string()).optional(),
};

export const content = {
  /** Renders templates for a real contact (or a made-up one), as the outbox would. */
  preview: base
    .route({ method: 'POST', path: '/content/preview' })
    .input(
      z.object({
        ...writtenMessage,
        /** A look that is not saved yet. */
        brand: brandSchema.optional(),
      }),
    )
    .output(
      z.object({
        parts: z.record(z.string(), z.string()),
        errors: z.array(z.object({ part: z.string(), message: z.string() })),
        contact: contactRow.nullable(),
        /** Bytes of the HTML as it leaves; null where there is none. */
        htmlBytes: z.number().nullable(),
      }),
    ),
};
