/** Fields of external contacts: those that all have, and those of the account's own schemas. */
import * as z from 'zod';
import type { SyncField } from '../../flows/sdk/sync.ts';
import { keptFresh } from '../fresh.ts';
import { type GenesysCalls, unread } from './call.ts';
import { customPrefix, places } from './records.ts';

const schemasSchema = z.looseObject({
  entities: z
    .array(
      z.looseObject({
        enabled: z.boolean().nullish(),
        jsonSchema: z.looseObject({ properties: z.record(z.string(), z.unknown()).nullish() }).nullish(),
      }),
    )
    .nullish(),
});
const propertySchema = z.looseObject({
  title: z.string().nullish(),
  type: z.string().nullish(),
  allOf: z.array(z.looseObject({ $ref: z.string().nullish() })).nullish(),
});

const own = (name: string, label: string, type: SyncField['type'], suggested?: string): SyncField => ({
  name,
  label,
  type,
  writable: Object.hasOwn(places, name),
  ...(suggested === undefined ? {} : { suggested }),
});
const common: readonly SyncField[] = [
  own('title', 'Title', 'text', 'attributes.job_title'),
  own('salutation', 'Salutation', 'text'),
  own('middleName', 'Middle name', 'text'),
  own('street', 'Address', 'text'),
  own('city', 'City', 'text', 'attributes.city'),
  own('state', 'State', 'text'),
  own('postalCode', 'Postal code', 'text'),
  own('country', 'Country', 'text', 'country'),
  own('externalSystemUrl', 'External system URL', 'text'),
  own('surveyOptOut', 'Survey opt-out', 'boolean'),
];

export type GenesysFields = (signal: AbortSignal) => Promise<readonly SyncField[]>;

export function genesysFields(call: GenesysCalls): GenesysFields {
  const fresh = keptFresh();
  const custom = (signal: AbortSignal) =>
    fresh('schemas', async () => {
      const { status, body } = await call({
        method: 'GET',
        path: '/externalcontacts/contacts/schemas',
        signal,
        // It has a permission of its own: without it there are no fields of the account's own here.
        takes: [403],
      });
      if (status === 403) return [];
      const said = schemasSchema.safeParse(body);
      if (!said.success) throw unread();
      const found = new Map<string, SyncField>();
      for (const { enabled, jsonSchema } of said.data.entities ?? []) {
        if (enabled === false) continue;
        for (const [key, property] of Object.entries(jsonSchema?.properties ?? {})) {
          const name = `${customPrefix}${key}`;
          if (!found.has(name)) found.set(name, customField(name, key, property));
        }
      }
      return [...found.values()];
    });
  return async (signal) => [...common, ...(await custom(signal))];
}

/** How a schema says what kind a field is was seen as a type, and as a reference to one: what is neither is text. */
function customField(name: string, key: string, property: unknown): SyncField {
  const { title, type, allOf } = propertySchema.safeParse(property).data ?? {};
  const kind = allOf?.[0]?.$ref?.split('/').at(-1) ?? type ?? '';
  return { name, label: title || key, type: kinds[kind] ?? 'text', writable: false };
}
const kinds: Readonly<Record<string, SyncField['type']>> = {
  integer: 'number',
  number: 'number',
  boolean: 'boolean',
  checkbox: 'boolean',
  array: 'list',
  tag: 'list',
};
