/** Values taken from what a vendor or a server answered, to be written into the contact. */
import * as z from 'zod';
import type { AttributeValue } from './contact.ts';
import { contactFieldSchema, fitsField, isAttributeValue } from './profile.ts';

/** A place in JSON: `data.items.0.id`, also written `$.data.items[0].id`. */
const placeSchema = z
  .string()
  .max(200)
  .regex(/^(?:\$\.?)?[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+|\[\d{1,6}\])*$/u, 'bad-path');

/** What a block saves of an answer. */
export const saveSchema = z
  .array(
    z.strictObject({
      path: placeSchema.meta({ title: 'Place in the answer', description: 'Such as data.items.0.id.' }),
      field: contactFieldSchema,
    }),
  )
  .max(20);
export type Save = z.output<typeof saveSchema>;

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
  save: Readonly<Save>,
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
