/** What one can say of a contact, and what a change makes of a value. Pure. */
import type { AddressView, AttributeValue } from '../sdk/contact.ts';
import type { ContactChange } from '../sdk/outcome.ts';
import { KaskadError } from '../sdk/problem.ts';
import { isZone } from '../sdk/time.ts';

export const profileColumns = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;
export type ProfileColumn = (typeof profileColumns)[number];
export const isProfileColumn = (name: string): name is ProfileColumn =>
  (profileColumns as readonly string[]).includes(name);

/** What is known about a person; what is left out stays as it is. Values must be normalised. */
export interface ContactInput {
  key?: string | null | undefined;
  profile?: Partial<Record<ProfileColumn, string | null>> | undefined;
  /** In order; the first new e-mail or phone takes the place of the old first one. */
  addresses?: readonly { kind: string; value: string; state?: AddressView['state'] | undefined }[] | undefined;
  /** Null removes an attribute. */
  attributes?: Readonly<Record<string, AttributeValue>> | undefined;
  /** Added to those the contact has. */
  tags?: readonly string[] | undefined;
  consents?: readonly { channel: string; topic: string; granted: boolean }[] | undefined;
}

/** A field that is a column or an address, not an attribute. */
export const isProfileField = (field: string): boolean =>
  field === 'email' || field === 'phone' || isProfileColumn(field);

/** The attribute that a rule's field names; a bare name that is no column is an attribute. */
export const attributeName = (field: string): string => (field.startsWith('attributes.') ? field.slice(11) : field);

/** What a step makes of a list or number. */
export function changed(
  old: AttributeValue,
  change: Extract<ContactChange, { op: 'add' | 'append' | 'remove' }>,
): AttributeValue {
  if (change.op === 'add') return (typeof old === 'number' ? old : 0) + change.value;
  const list = Array.isArray(old) ? old : old === null ? [] : [old];
  if (change.op === 'remove') return list.filter((one) => one !== change.value);
  return change.value === null || list.includes(change.value) ? list : [...list, change.value];
}

/** The text that a column or an address takes. Throws `bad-value`. */
export function textFor(field: string, value: AttributeValue): string {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text === '' || (field === 'timezone' && !isZone(text))) {
    throw new KaskadError('bad-value', `${JSON.stringify(value)} cannot be the ${field} of a contact.`, {
      field,
      value,
    });
  }
  return field === 'email' ? text.toLowerCase() : text;
}
