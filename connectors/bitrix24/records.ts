/** Items of Bitrix24 as records. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, RecordKind, SyncField, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export type BitrixKind = 'contact' | 'deal';
export const entityTypes: Readonly<Record<BitrixKind, number>> = { deal: 2, contact: 3 };
export const isBitrixKind = (kind: RecordKind): kind is BitrixKind => kind === 'contact' || kind === 'deal';

export const multifield = z.object({
  id: z.coerce.number().optional(),
  typeId: z.string(),
  value: z.string().nullish(),
});
const text = z.string().nullish();

/** What every item has; the rest is values. */
export const itemSchema = z.looseObject({
  id: z.coerce.number(),
  createdTime: text,
  updatedTime: text,
  name: text,
  lastName: text,
  title: text,
  fm: z.array(multifield).nullish(),
  contactId: z.coerce.number().nullish(),
  contactIds: z.array(z.coerce.number()).nullish(),
  stageId: text,
  stageSemanticId: text,
  categoryId: z.coerce.number().nullish(),
  opportunity: z.coerce.number().nullish(),
  currencyId: text,
});
export type BitrixItem = z.output<typeof itemSchema>;

/** By its semantics: S success, F failure; everything else is under way. */
export const outcomeOf = (semantics: string | null | undefined): Outcome =>
  semantics === 'S' ? 'won' : semantics === 'F' ? 'lost' : 'open';

/** What stands elsewhere in the record, or says nothing to people. */
export const structure: ReadonlySet<string> = new Set([
  'id',
  'entityTypeId',
  'createdTime',
  'updatedTime',
  'name',
  'lastName',
  'fm',
  'contactId',
  'contactIds',
  'contacts',
  'stageId',
  'previousStageId',
  'stageSemanticId',
  'searchContent',
]);

export function recordOf(
  kind: BitrixKind,
  item: BitrixItem,
  fields: readonly SyncField[],
  pipelines: readonly SyncPipeline[],
): SyncRecord {
  const contacts = item.contactIds ?? (item.contactId == null ? [] : [item.contactId]);
  const ofKind = (type: string): string[] =>
    (item.fm ?? []).flatMap((one) => (one.typeId === type && one.value ? [one.value] : []));
  return {
    kind,
    id: String(item.id),
    updatedAt: timeOf(item.updatedTime) ?? timeOf(item.createdTime) ?? 0,
    createdAt: timeOf(item.createdTime),
    deleted: false,
    title: kind === 'deal' ? (item.title ?? null) : null,
    person:
      kind === 'contact'
        ? {
            firstName: item.name || null,
            lastName: item.lastName || null,
            emails: ofKind('EMAIL'),
            phones: ofKind('PHONE'),
          }
        : null,
    contacts: kind === 'deal' ? contacts.filter((id) => id > 0).map(String) : [],
    ...(kind === 'deal' ? dealParts(item, pipelines) : { stage: null, outcome: null, amount: null }),
    values: valuesOf(item, fields),
  };
}

function dealParts(
  item: BitrixItem,
  pipelines: readonly SyncPipeline[],
): Pick<SyncRecord, 'stage' | 'outcome' | 'amount'> {
  const pipeline = pipelines.find(({ id }) => id === String(item.categoryId ?? 0));
  const stage = pipeline?.stages.find(({ id }) => id === item.stageId);
  const amount = item.opportunity == null ? null : { value: item.opportunity, currency: item.currencyId || null };
  if (!item.stageId) return { stage: null, outcome: null, amount };
  return {
    stage: {
      id: item.stageId,
      name: stage?.name ?? item.stageId,
      ...(pipeline === undefined || pipeline.name === '' ? {} : { pipeline: pipeline.name }),
    },
    outcome: item.stageSemanticId == null ? (stage?.outcome ?? 'open') : outcomeOf(item.stageSemanticId),
    amount,
  };
}

export const timeOf = (value: string | null | undefined): Millis | null => {
  const ms = Date.parse(value ?? '');
  return Number.isNaN(ms) ? null : ms;
};

function valuesOf(item: BitrixItem, fields: readonly SyncField[]): Record<string, AttributeValue> {
  const types = new Map(fields.map(({ name, type }) => [name, type]));
  const values: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(item)) {
    const type = types.get(name);
    if (structure.has(name) || type === undefined) continue;
    const read = Array.isArray(value) ? value.map((one) => readValue(one, type)) : readValue(value, type);
    if (read !== null && read !== undefined && !(Array.isArray(read) && read.includes(undefined)))
      values[name] = read as AttributeValue;
  }
  return values;
}

/** Undefined: not a value of ours, such as an address as an object. */
function readValue(value: unknown, type: SyncField['type']): AttributeValue | undefined {
  if (value === null || value === '' || value === undefined) return null;
  if (type === 'boolean') return value === 'Y' || value === true || value === 1 || value === '1';
  if (type === 'number') return Number.isFinite(Number(value)) ? Number(value) : undefined;
  // A day comes as an instant of the portal's own zone.
  if (type === 'date' && typeof value === 'string') return value.slice(0, 10);
  return ['string', 'number', 'boolean'].includes(typeof value) ? (value as AttributeValue) : undefined;
}
