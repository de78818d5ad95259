/** Persons and deals of Pipedrive as records. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, RecordKind, SyncField, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export type PipedriveKind = 'contact' | 'deal';
export const isPipedriveKind = (kind: RecordKind): kind is PipedriveKind => kind === 'contact' || kind === 'deal';
/** As paths name it. */
export const placeOf = (kind: PipedriveKind): 'persons' | 'deals' => (kind === 'contact' ? 'persons' : 'deals');

const addresses = z.array(z.object({ value: z.string(), primary: z.boolean().nullish(), label: z.string().nullish() }));
export type PipedriveAddress = z.output<typeof addresses>[number];

export const itemSchema = z.looseObject({
  id: z.number(),
  add_time: z.string().nullish(),
  update_time: z.string().nullish(),
  is_deleted: z.boolean().nullish(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
  name: z.string().nullish(),
  first_name: z.string().nullish(),
  last_name: z.string().nullish(),
  emails: addresses.nullish(),
  phones: addresses.nullish(),
  birthday: z.string().nullish(),
  job_title: z.string().nullish(),
  title: z.string().nullish(),
  person_id: z.number().nullish(),
  stage_id: z.number().nullish(),
  pipeline_id: z.number().nullish(),
  status: z.string().nullish(),
  value: z.number().nullish(),
  currency: z.string().nullish(),
});
export type PipedriveItem = z.output<typeof itemSchema>;

/** Of a person, beside the company's own fields. */
export const ownFields = ['birthday', 'job_title'] as const;

/** A deal keeps its stage when it is won or lost: where it stands is then its status. */
export const ends = [
  { id: 'won', name: 'Won', outcome: 'won' },
  { id: 'lost', name: 'Lost', outcome: 'lost' },
] as const satisfies SyncPipeline['stages'];
export const outcomeOf = (status: string | null | undefined): Outcome =>
  status === 'won' ? 'won' : status === 'lost' ? 'lost' : 'open';

/** The main one first. */
export const addressesOf = (list: readonly PipedriveAddress[] | null | undefined): string[] =>
  [...(list ?? [])]
    .sort((a, b) => Number(b.primary === true) - Number(a.primary === true))
    .flatMap(({ value }) => (value === '' ? [] : [value]));

export function recordOf(
  kind: PipedriveKind,
  item: PipedriveItem,
  fields: readonly SyncField[],
  pipelines: readonly SyncPipeline[],
): SyncRecord {
  const common = {
    kind,
    id: String(item.id),
    updatedAt: timeOf(item.update_time) ?? timeOf(item.add_time) ?? 0,
    createdAt: timeOf(item.add_time),
    deleted: item.is_deleted === true || item.status === 'deleted',
    values: valuesOf(item, fields),
  };
  if (kind === 'contact')
    return {
      ...common,
      title: null,
      person: {
        firstName: item.first_name || (item.last_name ? null : item.name) || null,
        lastName: item.last_name || null,
        emails: addressesOf(item.emails),
        phones: addressesOf(item.phones),
      },
      contacts: [],
      stage: null,
      outcome: null,
      amount: null,
    };
  return {
    ...common,
    title: item.title ?? null,
    person: null,
    contacts: item.person_id == null ? [] : [String(item.person_id)],
    stage: stageOf(item, pipelines),
    outcome: outcomeOf(item.status),
    amount: item.value == null ? null : { value: item.value, currency: item.currency || null },
  };
}

export function stageOf(item: PipedriveItem, pipelines: readonly SyncPipeline[]): SyncRecord['stage'] {
  const pipeline = pipelines.find(({ id }) => id === String(item.pipeline_id));
  const named = pipeline === undefined || pipeline.name === '' ? {} : { pipeline: pipeline.name };
  const end = ends.find(({ id }) => id === item.status);
  if (end !== undefined) return { id: end.id, name: end.name, ...named };
  if (item.stage_id == null) return null;
  const id = String(item.stage_id);
  return { id, name: pipeline?.stages.find((one) => one.id === id)?.name ?? id, ...named };
}

const timeOf = (value: string | null | undefined): Millis | null => {
  const ms = Date.parse(value ?? '');
  return Number.isNaN(ms) ? null : ms;
};

function valuesOf(item: PipedriveItem, fields: readonly SyncField[]): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  const custom = item.custom_fields ?? {};
  for (const field of fields) {
    const { name } = field;
    const given: unknown =
      name === 'birthday' || name === 'job_title' ? item[name] : Object.hasOwn(custom, name) ? custom[name] : null;
    const value = readValue(given, field);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Undefined: none, or not a value of ours. Choices come as numbers of options: people know them by their names. */
function readValue(given: unknown, { type, options = [] }: SyncField): AttributeValue | undefined {
  if (given === null || given === undefined || given === '') return undefined;
  // Sums, times and places are objects whose `value` says it.
  const value = typeof given === 'object' && 'value' in given ? given.value : given;
  const named = (one: unknown): string => options.find(({ value: id }) => id === String(one))?.label ?? String(one);
  if (type === 'choice') return named(value);
  if (type === 'list') return Array.isArray(value) ? value.map(named) : undefined;
  if (type === 'boolean') return value === true;
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : undefined;
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as AttributeValue) : undefined;
}
