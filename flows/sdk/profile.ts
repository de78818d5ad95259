/** Writing into a contact: which fields may be set, what fits them, and values read with their type. */
import * as z from 'zod';
import type { AttributeValue } from './contact.ts';
import { languageSchema } from './fields.ts';
import { type LookupScope, lookup } from './lookup.ts';
import { lonePath } from './template.ts';
import { isZone } from './time.ts';

const profileFields = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;

export const attributeFieldSchema = z
  .string()
  .regex(/^attributes\.(?!__proto__$|constructor$|prototype$)[^.\s][^.]{0,99}$/, 'bad-attribute')
  .meta({ title: 'Attribute', description: 'attributes.<name>', examples: ['attributes.points'] });

export const contactFieldSchema = z
  .union([z.enum(profileFields), attributeFieldSchema])
  .meta({ title: 'Field', description: 'A field of the profile, or attributes.<name>.' });

export const isAttributeValue = (value: unknown): value is AttributeValue =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value)) ||
  (Array.isArray(value) && value.every(isAttributeValue));

/** The fields of the profile have shapes that other parts rely on; attributes hold anything. */
export function fitsField(field: string, value: AttributeValue): boolean {
  if (field.startsWith('attributes.') || value === null) return true;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200) return false;
  if (field === 'language') return languageSchema.safeParse(value).success;
  if (field === 'country') return /^[A-Z]{2}$/.test(value);
  return field !== 'timezone' || isZone(value);
}

/** A lone variable keeps the type of what it names, so that a number stays one; other text is rendered. */
export function typedValue(
  text: string,
  scope: LookupScope & { render: (template: string) => string },
): AttributeValue {
  const path = lonePath(text);
  const found = path === null ? undefined : lookup(path, scope);
  return isAttributeValue(found) ? found : scope.render(text);
}
