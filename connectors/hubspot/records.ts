/** Objects of HubSpot as records. All its values are texts. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { RecordKind, SyncField, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export type HubSpotKind = 'contact' | 'deal' | 'ticket';
export const isHubSpotKind = (kind: RecordKind): kind is HubSpotKind => Object.hasOwn(objects, kind);

interface ObjectNames {
  /** As paths name it. */
  place: string;
  /** When it last changed; of contacts it has a name of its own. */
  modified: string;
  /** Properties that have a place of their own in a record, not among its values. */
  title: string | null;
  stage: string | null;
  pipeline: string | null;
}
export const objects: Readonly<Record<HubSpotKind, ObjectNames>> = {
  contact: { place: 'contacts', modified: 'lastmodifieddate', title: null, stage: null, pipeline: null },
  deal: {
    place: 'deals',
    modified: 'hs_lastmodifieddate',
    title: 'dealname',
    stage: 'dealstage',
    pipeline: 'pipeline',
  },
  ticket: {
    place: 'tickets',
    modified: 'hs_lastmodifieddate',
    title: 'subject',
    stage: 'hs_pipeline_stage',
    pipeline: 'hs_pipeline',
  },
};

/** Of the person or the record itself; asked for beside the values, where the account has them. */
export const own: Readonly<Record<HubSpotKind, readonly string[]>> = {
  contact: ['email', 'hs_additional_emails', 'firstname', 'lastname', 'phone', 'mobilephone'],
  deal: ['dealname', 'dealstage', 'pipeline', 'amount', 'deal_currency_code'],
  ticket: ['subject', 'hs_pipeline_stage', 'hs_pipeline'],
};

export const objectSchema = z.object({
  id: z.string(),
  properties: z.record(z.string(), z.string().nullish()),
  createdAt: z.string().nullish(),
  updatedAt: z.string().nullish(),
  archived: z.boolean().nullish(),
});
export type HubSpotObject = z.output<typeof objectSchema>;

/** `contacts`: whom a deal or a ticket is about. `currency`: of the account, for deals that name none. */
export function recordOf(
  kind: HubSpotKind,
  { id, properties, createdAt, updatedAt, archived }: HubSpotObject,
  fields: readonly SyncField[],
  more: { pipelines: readonly SyncPipeline[]; contacts: readonly string[]; currency: string | null },
): SyncRecord {
  const { title, stage: stageName, pipeline: pipelineName } = objects[kind];
  const of = (name: string | null): string | null => (name === null ? null : properties[name] || null);
  const list = (...texts: (string | null)[]): string[] => texts.filter((text) => text !== null);
  const pipeline = more.pipelines.find((one) => one.id === of(pipelineName));
  const at = of(stageName);
  const stage = pipeline?.stages.find((one) => one.id === at);
  const amount = of('amount');
  return {
    kind,
    id,
    updatedAt: timeOf(updatedAt) ?? timeOf(createdAt) ?? 0,
    createdAt: timeOf(createdAt),
    deleted: archived === true,
    title: of(title),
    person:
      kind === 'contact'
        ? {
            firstName: of('firstname'),
            lastName: of('lastname'),
            emails: list(
              of('email'),
              ...(of('hs_additional_emails')
                ?.split(';')
                .filter((one) => one !== '') ?? []),
            ),
            phones: list(of('phone'), of('mobilephone')),
          }
        : null,
    contacts: more.contacts,
    stage:
      at === null
        ? null
        : {
            id: at,
            name: stage?.name ?? at,
            ...(pipeline === undefined || pipeline.name === '' ? {} : { pipeline: pipeline.name }),
          },
    outcome: at === null ? null : (stage?.outcome ?? 'open'),
    amount:
      kind !== 'deal' || amount === null || !Number.isFinite(Number(amount))
        ? null
        : { value: Number(amount), currency: of('deal_currency_code') ?? more.currency },
    values: valuesOf(properties, fields),
  };
}

const timeOf = (value: string | null | undefined): Millis | null => {
  const ms = Date.parse(value ?? '');
  return Number.isNaN(ms) ? null : ms;
};

function valuesOf(
  properties: HubSpotObject['properties'],
  fields: readonly SyncField[],
): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  for (const { name, type } of fields) {
    const text = Object.hasOwn(properties, name) ? properties[name] : null;
    if (text === null || text === undefined || text === '') continue;
    const value = readValue(text, type);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Undefined: what the field's type cannot be. */
function readValue(text: string, type: SyncField['type']): AttributeValue | undefined {
  if (type === 'boolean') return text === 'true';
  if (type === 'number') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  if (type === 'list') return text.split(';').filter((one) => one !== '');
  if (type !== 'date' && type !== 'instant') return text;
  // Midnight of Greenwich for a day; written as an instant, as a day, or in milliseconds.
  const ms = /^-?\d{9,}$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isNaN(ms)) return undefined;
  const iso = new Date(ms).toISOString();
  return type === 'date' ? iso.slice(0, 10) : iso;
}
