/** Contacts and leads of amoCRM as records. Its times are seconds since 1970. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, RecordKind, SyncField, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';

export type AmoKind = 'contact' | 'deal';
export const isAmoKind = (kind: RecordKind): kind is AmoKind => kind === 'contact' || kind === 'deal';
/** As paths and answers name them. */
export const placeOf = (kind: AmoKind): 'contacts' | 'leads' => (kind === 'contact' ? 'contacts' : 'leads');

const customValue = z.object({
  field_id: z.number(),
  field_code: z.string().nullish(),
  field_type: z.string().nullish(),
  values: z.array(z.looseObject({ value: z.unknown() })),
});
export type AmoCustomValue = z.output<typeof customValue>;

export const entitySchema = z.looseObject({
  id: z.number(),
  name: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  price: z.number().nullish(),
  status_id: z.number().nullish(),
  pipeline_id: z.number().nullish(),
  created_at: z.number().nullish(),
  updated_at: z.number().nullish(),
  is_deleted: z.boolean().nullish(),
  custom_fields_values: z.array(customValue).nullish(),
  _embedded: z
    .object({
      tags: z.array(z.object({ name: z.string().nullish() })).nullish(),
      contacts: z.array(z.object({ id: z.number(), is_main: z.boolean().nullish() })).nullish(),
    })
    .nullish(),
});
export type AmoEntity = z.output<typeof entitySchema>;

export const tagsField = 'tags';
export const fieldName = (id: number): string => `cf_${id}`;

/** In every pipeline these two are the ends. */
const won = 142;
const lost = 143;
export const outcomeOf = (status: number): Outcome => (status === won ? 'won' : status === lost ? 'lost' : 'open');

/** Phones or e-mails of a contact; what they are is said by the field's code. */
export const addressesOf = (entity: AmoEntity, code: 'PHONE' | 'EMAIL'): string[] =>
  (entity.custom_fields_values ?? [])
    .filter((one) => one.field_code === code)
    .flatMap(({ values }) => values.flatMap(({ value }) => (typeof value === 'string' && value !== '' ? [value] : [])));

export function recordOf(
  kind: AmoKind,
  entity: AmoEntity,
  fields: readonly SyncField[],
  pipelines: readonly SyncPipeline[],
  currency: string | null,
): SyncRecord {
  const contacts = [...(entity._embedded?.contacts ?? [])].sort(
    (a, b) => Number(b.is_main === true) - Number(a.is_main === true),
  );
  const common = {
    kind,
    id: String(entity.id),
    updatedAt: (entity.updated_at ?? entity.created_at ?? 0) * 1000,
    createdAt: entity.created_at == null ? null : entity.created_at * 1000,
    deleted: entity.is_deleted === true,
    values: valuesOf(entity, fields),
  };
  if (kind === 'contact') {
    // Who has one name only has it in `name` alone.
    const firstName = entity.first_name || (entity.last_name ? null : entity.name) || null;
    return {
      ...common,
      title: null,
      person: {
        firstName,
        lastName: entity.last_name || null,
        emails: addressesOf(entity, 'EMAIL'),
        phones: addressesOf(entity, 'PHONE'),
      },
      contacts: [],
      stage: null,
      outcome: null,
      amount: null,
    };
  }
  const status = entity.status_id ?? null;
  const pipeline = pipelines.find(({ id }) => id === String(entity.pipeline_id));
  const stage = pipeline?.stages.find(({ id }) => id === String(status));
  return {
    ...common,
    title: entity.name ?? null,
    person: null,
    contacts: contacts.map(({ id }) => String(id)),
    stage:
      status === null
        ? null
        : {
            id: String(status),
            name: stage?.name ?? String(status),
            ...(pipeline === undefined || pipeline.name === '' ? {} : { pipeline: pipeline.name }),
          },
    outcome: status === null ? null : outcomeOf(status),
    amount: entity.price == null ? null : { value: entity.price, currency },
  };
}

function valuesOf(entity: AmoEntity, fields: readonly SyncField[]): Record<string, AttributeValue> {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  const values: Record<string, AttributeValue> = {};
  for (const { field_id, values: given } of entity.custom_fields_values ?? []) {
    const type = types.get(fieldName(field_id));
    if (type === undefined) continue;
    const read = given.map(({ value }) => readValue(value, type)).filter((value) => value !== undefined);
    const [first] = read;
    if (first !== undefined) values[fieldName(field_id)] = type === 'list' ? read : first;
  }
  const tags = (entity._embedded?.tags ?? []).flatMap(({ name }) => (name ? [name] : []));
  if (tags.length > 0) values[tagsField] = tags;
  return values;
}

/** Undefined: no value of ours, such as an address of several parts. */
function readValue(value: unknown, type: SyncField['type']): AttributeValue | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (type === 'boolean') return value === true || value === 1 || value === '1';
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : undefined;
  if (type === 'date' || type === 'instant') {
    const ms =
      typeof value === 'number' || /^-?\d+$/.test(String(value)) ? Number(value) * 1000 : Date.parse(String(value));
    if (Number.isNaN(ms)) return undefined;
    const text = new Date(ms).toISOString();
    return type === 'date' ? text.slice(0, 10) : text;
  }
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as AttributeValue) : undefined;
}
