/** Customers and orders of RetailCRM as records. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, RecordKind, SyncPerson, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { timeOf } from './zone.ts';

export type RetailKind = 'contact' | 'order';
export const isRetailKind = (kind: RecordKind): kind is RetailKind => kind === 'contact' || kind === 'order';
/** As paths and answers name them. */
export const placeOf = (kind: RetailKind): 'customers' | 'orders' => (kind === 'contact' ? 'customers' : 'orders');

const text = z.string().nullish();
const amount = z.number().nullish();
/** PHP writes an empty object as a list. */
const custom = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullish();
const address = z.looseObject({ city: text, countryIso: text, index: text, region: text }).nullish();
const linked = z.looseObject({ id: z.number(), type: text }).nullish();

export const entitySchema = z.looseObject({
  id: z.number(),
  externalId: text,
  site: text,
  createdAt: text,
  firstName: text,
  lastName: text,
  patronymic: text,
  email: text,
  customFields: custom,
  managerId: z.number().nullish(),
  // Of customers.
  phones: z.array(z.looseObject({ number: text })).nullish(),
  sex: text,
  birthday: text,
  vip: z.boolean().nullish(),
  bad: z.boolean().nullish(),
  tags: z.array(z.looseObject({ name: text })).nullish(),
  ordersCount: amount,
  totalSumm: amount,
  averageSumm: amount,
  emailMarketingUnsubscribedAt: text,
  address,
  // Of orders.
  number: text,
  phone: text,
  additionalPhone: text,
  status: text,
  statusUpdatedAt: text,
  fullPaidAt: text,
  currency: text,
  customer: linked,
  contact: linked,
  orderMethod: text,
  customerComment: text,
  managerComment: text,
  items: z
    .array(z.looseObject({ productName: text, quantity: amount, offer: z.looseObject({ name: text }).nullish() }))
    .nullish(),
  delivery: z.looseObject({ code: text, date: text, address }).nullish(),
});
export type RetailEntity = z.output<typeof entitySchema>;

export const customField = (code: string): string => `custom:${code}`;
const mostItems = 10;

/** By the group of its status; groups have codes that an account cannot change. */
export function outcomeOf(group: string | undefined, paid: boolean): Outcome {
  if (group === 'complete') return 'delivered';
  if (group === 'cancel') return 'canceled';
  return paid ? 'paid' : 'open';
}

/** What pipelines do not say: in which group a status is. */
export type StatusGroups = ReadonlyMap<string, string>;

export interface Reading {
  /** Milliseconds that the account's times are ahead of UTC. */
  offset: Millis;
  pipelines: readonly SyncPipeline[];
  groups: StatusGroups;
}

/** `changedAt` by the history; RetailCRM's customers do not say it themselves. */
export function recordOf(
  kind: RetailKind,
  entity: RetailEntity,
  changedAt: Millis | null,
  { offset, pipelines, groups }: Reading,
): SyncRecord {
  const created = timeOf(entity.createdAt, offset);
  const common = {
    kind,
    id: String(entity.id),
    updatedAt: changedAt ?? Math.max(timeOf(entity.statusUpdatedAt, offset) ?? 0, created ?? 0),
    createdAt: created,
    deleted: false,
    person: personOf(entity),
  };
  if (kind === 'contact')
    return {
      ...common,
      title: null,
      contacts: [],
      stage: null,
      outcome: null,
      amount: null,
      values: customerValues(entity),
    };
  const status = entity.status ?? '';
  const stages = pipelines.flatMap((one) => one.stages);
  // Of a company the person is the contact.
  const whose = entity.customer?.type === 'customer_corporate' ? entity.contact : entity.customer;
  return {
    ...common,
    title: entity.number ?? String(entity.id),
    contacts: whose == null ? [] : [String(whose.id)],
    stage: status === '' ? null : { id: status, name: stages.find(({ id }) => id === status)?.name ?? status },
    outcome: status === '' ? null : outcomeOf(groups.get(status), !!entity.fullPaidAt),
    amount: entity.totalSumm == null ? null : { value: entity.totalSumm, currency: entity.currency || null },
    values: orderValues(entity),
  };
}

export const goneRecord = (kind: RetailKind, id: string, at: Millis): SyncRecord => ({
  kind,
  id,
  updatedAt: at,
  createdAt: null,
  deleted: true,
  title: null,
  person: null,
  contacts: [],
  stage: null,
  outcome: null,
  amount: null,
  values: {},
});

const words = (...given: (string | null | undefined)[]): string[] => [
  ...new Set(given.flatMap((one) => (one == null || one.trim() === '' ? [] : [one.trim()]))),
];

export const personOf = (one: RetailEntity): SyncPerson => ({
  firstName: one.firstName || null,
  lastName: one.lastName || null,
  emails: words(one.email),
  phones: words(...(one.phones ?? []).map(({ number }) => number), one.phone, one.additionalPhone),
});

const customerValues = (one: RetailEntity): Record<string, AttributeValue> =>
  filled({
    patronymic: one.patronymic,
    sex: one.sex,
    birthday: one.birthday,
    vip: one.vip,
    bad: one.bad,
    site: one.site,
    tags: words(...(one.tags ?? []).map(({ name }) => name)),
    orders: one.ordersCount,
    spent: one.totalSumm,
    average: one.averageSumm,
    email_unsubscribed: one.emailMarketingUnsubscribedAt == null ? null : true,
    city: one.address?.city,
    country: one.address?.countryIso,
    ...customValues(one),
  });

function orderValues(one: RetailEntity): Record<string, AttributeValue> {
  const items = one.items ?? [];
  return filled({
    items: words(...items.slice(0, mostItems).map(({ productName, offer }) => offer?.name ?? productName)),
    item_count: items.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0),
    site: one.site,
    method: one.orderMethod,
    delivery: one.delivery?.code,
    delivery_date: one.delivery?.date,
    city: one.delivery?.address?.city,
    comment: one.customerComment,
    ...customValues(one),
  });
}

const customValues = ({ customFields }: RetailEntity): Record<string, unknown> =>
  customFields == null || Array.isArray(customFields)
    ? {}
    : Object.fromEntries(Object.entries(customFields).map(([code, value]) => [customField(code), value]));

function filled(values: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const found: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(values)) {
    const plain = ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
    const list = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
    if (plain || list) found[name] = value as AttributeValue;
  }
  return found;
}
