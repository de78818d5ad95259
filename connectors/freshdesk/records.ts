/** Contacts and tickets of Freshdesk as records. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import { ticketPriorities } from '../../flows/sdk/desk.ts';
import type { Outcome, RecordKind, SyncField, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export type FreshdeskKind = 'contact' | 'ticket';
export const isFreshdeskKind = (kind: RecordKind): kind is FreshdeskKind => kind === 'contact' || kind === 'ticket';
/** As paths name it. */
export const placeOf = (kind: FreshdeskKind): '/contacts' | '/tickets' =>
  kind === 'contact' ? '/contacts' : '/tickets';

const text = z.string().nullish();
export const itemSchema = z.looseObject({
  id: z.number(),
  created_at: text,
  updated_at: text,
  deleted: z.boolean().nullish(),
  tags: z.array(z.string()).nullish(),
  custom_fields: z.record(z.string(), z.unknown()).nullish(),
  name: text,
  email: text,
  other_emails: z.array(z.string()).nullish(),
  mobile: text,
  phone: text,
  subject: text,
  status: z.number().nullish(),
  priority: z.number().nullish(),
  requester_id: z.number().nullish(),
});
export type FreshdeskItem = z.output<typeof itemSchema>;

export const timeOf = (value: string | null | undefined): Millis | null => {
  const ms = Date.parse(value ?? '');
  return Number.isNaN(ms) ? null : ms;
};

/** Resolved and closed: what was asked for is done. Statuses of the account's own have no such meaning. */
export const outcomeOf = (status: number | null | undefined): Outcome =>
  status === 4 || status === 5 ? 'closed' : 'open';

/** 1 is the lowest. */
export const priorityName = (priority: number | null | undefined): string | undefined =>
  priority == null ? undefined : ticketPriorities[priority - 1];

const filled = (list: readonly (string | null | undefined)[]): string[] =>
  [...new Set(list)].flatMap((one) => (one ? [one] : []));

export function recordOf(
  kind: FreshdeskKind,
  item: FreshdeskItem,
  fields: readonly SyncField[],
  pipelines: readonly SyncPipeline[],
): SyncRecord {
  const updatedAt = timeOf(item.updated_at) ?? timeOf(item.created_at) ?? 0;
  const common = {
    kind,
    id: String(item.id),
    updatedAt,
    createdAt: timeOf(item.created_at),
    deleted: item.deleted === true,
    amount: null,
    values: valuesOf(item, fields),
  };
  if (kind === 'contact') {
    // One name: its first word is how people are called.
    const [first, ...rest] = (item.name ?? '').trim().split(/\s+/);
    return {
      ...common,
      title: null,
      person: {
        firstName: first || null,
        lastName: rest.join(' ') || null,
        emails: filled([item.email, ...(item.other_emails ?? [])]),
        phones: filled([item.mobile, item.phone]),
      },
      contacts: [],
      stage: null,
      outcome: null,
    };
  }
  return {
    ...common,
    title: item.subject ?? null,
    person: null,
    contacts: item.requester_id == null ? [] : [String(item.requester_id)],
    stage: stageOf(item.status, pipelines),
    outcome: outcomeOf(item.status),
  };
}

export function stageOf(status: number | null | undefined, pipelines: readonly SyncPipeline[]): SyncRecord['stage'] {
  if (status == null) return null;
  const id = String(status);
  const stages = pipelines.flatMap((one) => one.stages);
  return { id, name: stages.find((one) => one.id === id)?.name ?? id };
}

function valuesOf(item: FreshdeskItem, fields: readonly SyncField[]): Record<string, AttributeValue> {
  const values: Record<string, AttributeValue> = {};
  const custom = item.custom_fields ?? {};
  for (const { name, type } of fields) {
    const given: unknown =
      name === 'priority'
        ? priorityName(item.priority)
        : Object.hasOwn(custom, name)
          ? custom[name]
          : Object.hasOwn(item, name)
            ? item[name]
            : null;
    const value = readValue(given, type);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** Undefined: none, or not a value of ours. */
function readValue(given: unknown, type: SyncField['type']): AttributeValue | undefined {
  if (given === null || given === undefined || given === '') return undefined;
  if (type === 'list') return Array.isArray(given) && given.length > 0 ? given.map(String) : undefined;
  if (type === 'boolean') return given === true || given === 'true';
  if (type === 'number') return Number.isFinite(Number(given)) ? Number(given) : undefined;
  return ['string', 'number', 'boolean'].includes(typeof given) ? String(given) : undefined;
}
