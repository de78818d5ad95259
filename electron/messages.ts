/**
 * What Electron's main process and the engine's process say to each other. The page never speaks here: it has a port of
 * its own to the engine, which carries the API contract. Both sides check each message against these schemas.
 */
import * as z from 'zod';

const secretId = z.number().int().nonnegative();
const portId = z.number().int().nonnegative();

export const toEngineSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('open'),
    file: z.string().min(1),
    /** What a missing file becomes: refused, an empty workspace, or one with sample data. */
    missing: z.enum(['refuse', 'empty', 'demo']),
    language: z.enum(['en', 'ru', 'uk']),
    timezone: z.string(),
    /** Main can keep secrets in the system's keychain. */
    keychain: z.boolean(),
    /** The engine before this one ended by itself. */
    afterCrash: z.boolean(),
  }),
  /** The computer woke up: what was connected is not any more, and much may be due. */
  z.object({ kind: z.literal('wake') }),
  z.object({ kind: z.literal('close') }),
  /** A page's port comes along with this message. */
  z.object({ kind: z.literal('page') }),
  z.object({ kind: z.literal('secret'), id: secretId, ok: z.boolean(), value: z.string().nullable() }),
  /** Only for an engine in an external Node, which cannot be handed a port: its traffic is passed on by number. */
  z.object({ kind: z.literal('port-open'), port: portId }),
  z.object({ kind: z.literal('port-data'), port: portId, data: z.unknown() }),
  z.object({ kind: z.literal('port-close'), port: portId }),
]);
export type ToEngine = z.output<typeof toEngineSchema>;

export const fromEngineSchema = z.discriminatedUnion('kind', [
  /** It runs and can be told what to open. */
  z.object({ kind: z.literal('started') }),
  z.object({ kind: z.literal('ready'), file: z.string(), name: z.string() }),
  /** The workspace could not be opened; the engine ends after this. */
  z.object({ kind: z.literal('failed'), code: z.string(), message: z.string() }),
  z.object({
    kind: z.literal('secret'),
    id: secretId,
    ask: z.enum(['put', 'get', 'remove']),
    /** The secret itself for `put`, its reference otherwise. */
    value: z.string(),
  }),
  z.object({ kind: z.literal('port-data'), port: portId, data: z.unknown() }),
]);
export type FromEngine = z.output<typeof fromEngineSchema>;
