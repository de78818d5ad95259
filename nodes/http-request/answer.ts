import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import { fitsField, isAttributeValue } from '../../flows/sdk/profile.ts';

/** A place in JSON: `data.items.0.id`, also written `$.data.items[0].id`. */
export const pathSchema = z
  .string()
  .max(200)
  .regex(/^(?:\$\.?)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+|\[\d{1,6}\])*$/u, 'bad-path');

const answerSchema = z.object({ status: z.number().optional(), ok: z.boolean().optional(), body: z.unknown() });

export interface Answer {
  status: number | null;
  ok: boolean;
  body: unknown;
}

/** A stand-in has nothing to say: then all is well. */
export function readAnswer(value: unknown): Answer {
  const { status, ok, body } = answerSchema.safeParse(value).data ?? {};
  return { status: status ?? null, ok: ok ?? true, body };
}

function at(body: unknown, path: string): unknown {
  const keys = path
    .replace(/^\$\.?/, '')
    .replaceAll(/\[(\d+)\]/g, '.$1')
    .split('.');
  return keys.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    body,
  );
}

/** What is written, and the fields for which the answer has nothing that fits. */
export function taken(
  body: unknown,
  save: readonly { path: string; field: string }[],
): { found: { field: string; value: AttributeValue }[]; missing: string[] } {
  const found: { field: string; value: AttributeValue }[] = [];
  const missing: string[] = [];
  for (const { path, field } of save) {
    const value = at(body, path);
    if (isAttributeValue(value) && fitsField(field, value)) found.push({ field, value });
    else missing.push(field);
  }
  return { found, missing };
}
