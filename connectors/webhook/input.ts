import * as z from 'zod';

export const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

/** Headers that belong to the connection, not to its user. */
const ours = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'expect',
  'accept-encoding',
]);

export const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}$/, 'bad-header');
export const headerValue = z
  .string()
  .max(4000)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'bad-header');

export const requestSchema = z.strictObject({
  method: z.enum(methods),
  /** Absolute, or relative to the account's base address. */
  url: z.string().min(1).max(8000).meta({ line: true }),
  headers: z
    .record(
      headerName.refine((name) => !ours.has(name.toLowerCase()), 'bad-header'),
      headerValue,
    )
    .optional(),
  /** Sent as JSON. */
  body: z.json().optional(),
  /** The author says that the server does not mind getting it twice. */
  repeatable: z.boolean().optional(),
});
export type HttpRequest = z.output<typeof requestSchema>;

/** What a step is given. `body` is read as JSON where it is JSON, else the text as it came. */
export interface HttpAnswer {
  status: number;
  /** The status is one of success (2xx). */
  ok: boolean;
  body: unknown;
}

const harmless: readonly string[] = ['GET', 'HEAD', 'PUT', 'DELETE'];

export const isRepeatable = ({ method, repeatable }: HttpRequest): boolean =>
  repeatable === true || harmless.includes(method);
