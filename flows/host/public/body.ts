/** Form fields of a request of a stranger: small, flat texts, or nothing at all. */
import type { IncomingMessage } from 'node:http';

/** Bytes of one request: a form has 30 fields at most. */
const maxBody = 64 * 1024;
const maxFields = 200;

export type Posted = { fields: URLSearchParams } | { status: 413 | 415 };

/**
 * `multipart`: a mail program's one-click request may come so (RFC 8058). Nothing that matters stands in it, so it is read to its
 * end and counts as no fields.
 */
export async function readFields(
  request: IncomingMessage,
  { multipart = false }: { multipart?: boolean } = {},
): Promise<Posted> {
  if (Number(request.headers['content-length'] ?? 0) > maxBody) return { status: 413 };
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBody) return { status: 413 };
    chunks.push(chunk);
  }
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (multipart && (type === 'multipart/form-data' || size === 0)) return { fields: new URLSearchParams() };
  if (type !== 'application/x-www-form-urlencoded') return { status: 415 };
  const fields = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  return fields.size > maxFields ? { status: 413 } : { fields };
}
