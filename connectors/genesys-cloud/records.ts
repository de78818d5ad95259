/** External contacts of Genesys Cloud as records. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { SyncField, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

const text = z.string().nullish();
const phone = z.looseObject({ display: text, e164: text, userInput: text }).nullish();
const reference = z.looseObject({ id: text }).nullish();

export const contactSchema = z.looseObject({
  id: z.string().min(1),
  firstName: text,
  middleName: text,
  lastName: text,
  salutation: text,
  title: text,
  workPhone: phone,
  cellPhone: phone,
  homePhone: phone,
  otherPhone: phone,
  workEmail: text,
  personalEmail: text,
  otherEmail: text,
  address: z.looseObject({ address1: text, city: text, state: text, postalCode: text, countryCode: text }).nullish(),
  surveyOptOut: z.boolean().nullish(),
  externalSystemUrl: text,
  customFields: z.record(z.string(), z.unknown()).nullish(),
  type: text,
  canonicalContact: reference,
  mergedTo: reference,
  createDate: text,
  modifyDate: text,
});
export type GenesysContact = z.output<typeof contactSchema>;

export const emailFields = ['workEmail', 'personalEmail', 'otherEmail'] as const;
export const phoneFields = ['cellPhone', 'workPhone', 'homePhone', 'otherPhone'] as const;

/** Names of custom fields have this before them: they may be those of the account's own. */
export const customPrefix = 'custom.';

/** Fields that can be set, by where they stand. */
export const places: Readonly<Record<string, string>> = {
  title: '$.title',
  salutation: '$.salutation',
  middleName: '$.middleName',
  street: '$.address.address1',
  city: '$.address.city',
  state: '$.address.state',
  postalCode: '$.address.postalCode',
  country: '$.address.countryCode',
  externalSystemUrl: '$.externalSystemUrl',
};

export const timeOf = (value: string | null | undefined): Millis | null => {
  const ms = Date.parse(value ?? '');
  return Number.isNaN(ms) ? null : ms;
};

export const phoneText = (given: GenesysContact['workPhone']): string | null =>
  given?.e164 || given?.display || given?.userInput || null;

/**
 * Whom Genesys Cloud has seen without knowing who it is (`Ephemeral`), and records that went up in another one, are nobody of their own.
 * How a scan tells of them was not seen in a description.
 */
export const isSomebody = ({ id, type, canonicalContact, mergedTo }: GenesysContact): boolean =>
  type !== 'Ephemeral' && mergedTo?.id == null && (canonicalContact?.id == null || canonicalContact.id === id);

const filled = (list: readonly (string | null | undefined)[]): string[] =>
  [...new Set(list)].flatMap((one) => (one ? [one] : []));

export function recordOf(contact: GenesysContact, fields: readonly SyncField[]): SyncRecord {
  const createdAt = timeOf(contact.createDate);
  return {
    kind: 'contact',
    id: contact.id,
    updatedAt: timeOf(contact.modifyDate) ?? createdAt ?? 0,
    createdAt,
    deleted: false,
    title: null,
    person: {
      firstName: contact.firstName || null,
      lastName: contact.lastName || null,
      emails: filled(emailFields.map((name) => contact[name])),
      phones: filled(phoneFields.map((name) => phoneText(contact[name]))),
    },
    contacts: [],
    stage: null,
    outcome: null,
    amount: null,
    values: valuesOf(contact, fields),
  };
}

function valuesOf(contact: GenesysContact, fields: readonly SyncField[]): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  for (const { name, type } of fields) {
    const value = readValue(givenOf(contact, name), type);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function givenOf(contact: GenesysContact, name: string): unknown {
  if (name.startsWith(customPrefix)) {
    const custom = contact.customFields ?? {};
    const key = name.slice(customPrefix.length);
    return Object.hasOwn(custom, key) ? custom[key] : null;
  }
  const path = (places[name] ?? `$.${name}`).split('.').slice(1);
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : null,
    contact,
  );
}

/** Undefined: none, or not a value of ours. */
function readValue(given: unknown, type: SyncField['type']): AttributeValue | undefined {
  if (given === null || given === undefined || given === '') return undefined;
  if (type === 'boolean') return given === true || given === 'true';
  if (type === 'number') return Number.isFinite(Number(given)) ? Number(given) : undefined;
  if (type === 'list' || Array.isArray(given))
    return Array.isArray(given) && given.length > 0 ? given.map(String) : undefined;
  return ['string', 'number', 'boolean'].includes(typeof given) ? String(given) : undefined;
}
