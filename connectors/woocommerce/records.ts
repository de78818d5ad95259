/** Customers and orders of WooCommerce as records. Its times "as GMT" have no zone written. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, RecordKind, SyncPerson, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';

export type WooKind = 'contact' | 'order';
export const isWooKind = (kind: RecordKind): kind is WooKind => kind === 'contact' || kind === 'order';
export const placeOf = (kind: WooKind): '/customers' | '/orders' => (kind === 'contact' ? '/customers' : '/orders');

const text = z.string().nullish();
const address = z.record(z.string(), z.unknown()).nullish();
const meta = z.array(z.looseObject({ key: z.string(), value: z.unknown() })).nullish();

export const entitySchema = z.looseObject({
  id: z.number(),
  date_created_gmt: text,
  date_modified_gmt: text,
  email: text,
  first_name: text,
  last_name: text,
  username: text,
  role: text,
  is_paying_customer: z.boolean().nullish(),
  billing: address,
  shipping: address,
  meta_data: meta,
  number: text,
  status: text,
  currency: text,
  total: text,
  customer_id: z.number().nullish(),
  customer_note: text,
  payment_method_title: text,
  date_paid_gmt: text,
  line_items: z.array(z.looseObject({ name: text, quantity: z.number().nullish(), sku: text })).nullish(),
  coupon_lines: z.array(z.looseObject({ code: text })).nullish(),
});
export type WooEntity = z.output<typeof entitySchema>;

/** Of billing and shipping addresses, as the API names them. */
export const addressParts = ['company', 'address_1', 'address_2', 'city', 'state', 'postcode', 'country'] as const;
export const metaField = (key: string): string => `meta:${key}`;
const mostItems = 10;

/** Made when somebody opens the checkout, and thrown away by the shop: no orders yet. */
export const isDraft = ({ status }: WooEntity): boolean => status === 'checkout-draft' || status === 'auto-draft';

export const timeOf = (value: string | null | undefined): Millis | null => {
  if (!value) return null;
  const ms = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(ms) ? null : ms;
};

/** “Processing” is also what waits for cash on delivery: paid is what has a date of payment. */
export function outcomeOf(status: string, paid: boolean): Outcome {
  if (status === 'completed') return 'delivered';
  if (status === 'cancelled') return 'canceled';
  if (status === 'refunded') return 'refunded';
  return status === 'processing' && paid ? 'paid' : 'open';
}

export function recordOf(kind: WooKind, entity: WooEntity, pipelines: readonly SyncPipeline[]): SyncRecord {
  const created = timeOf(entity.date_created_gmt);
  const common = {
    kind,
    id: String(entity.id),
    updatedAt: timeOf(entity.date_modified_gmt) ?? created ?? 0,
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
  const total = Number(entity.total);
  return {
    ...common,
    title: entity.number ?? String(entity.id),
    contacts: entity.customer_id ? [String(entity.customer_id)] : [],
    stage: status === '' ? null : { id: status, name: stages.find(({ id }) => id === status)?.name ?? status },
    outcome: outcomeOf(status, !!entity.date_paid_gmt),
    amount: entity.total && Number.isFinite(total) ? { value: total, currency: entity.currency || null } : null,
    values: orderValues(entity),
  };
}

const wordOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

/** The account's own address first; guests have only what they typed at the checkout. */
export function personOf({ email, first_name, last_name, billing }: WooEntity): SyncPerson {
  const emails = [wordOf(email), wordOf(billing?.email)].filter((one) => one !== null);
  const phone = wordOf(billing?.phone);
  return {
    firstName: wordOf(first_name) ?? wordOf(billing?.first_name),
    lastName: wordOf(last_name) ?? wordOf(billing?.last_name),
    emails: emails.filter((one, at) => emails.findIndex((other) => other.toLowerCase() === one.toLowerCase()) === at),
    phones: phone === null ? [] : [phone],
  };
}

function customerValues(entity: WooEntity): Record<string, AttributeValue> {
  return filled([
    ['username', entity.username],
    ['role', entity.role],
    ['is_paying_customer', entity.is_paying_customer],
    ...addressValues(entity),
    ...metaValues(entity),
  ]);
}

function orderValues(entity: WooEntity): Record<string, AttributeValue> {
  const items = entity.line_items ?? [];
  const paid = timeOf(entity.date_paid_gmt);
  return filled([
    ['items', items.slice(0, mostItems).flatMap(({ name }) => (name ? [name] : []))],
    ['item_count', items.reduce((sum, { quantity }) => sum + (quantity ?? 0), 0)],
    ['coupons', (entity.coupon_lines ?? []).flatMap(({ code }) => (code ? [code] : []))],
    ['payment_method', entity.payment_method_title],
    ['customer_note', entity.customer_note],
    ['paid_at', paid === null ? null : new Date(paid).toISOString()],
    ...addressValues(entity),
    ...metaValues(entity),
  ]);
}

const addressValues = ({ billing, shipping }: WooEntity): [string, unknown][] =>
  addressParts.flatMap((part): [string, unknown][] => [
    [`billing_${part}`, billing?.[part]],
    [`shipping_${part}`, shipping?.[part]],
  ]);

/** Keys that begin with an underscore are the shop's own affair. */
export const metaValues = ({ meta_data }: WooEntity): [string, unknown][] =>
  (meta_data ?? []).flatMap(({ key, value }): [string, unknown][] =>
    key.startsWith('_') || key === '' ? [] : [[metaField(key), value]],
  );

function filled(values: readonly (readonly [string, unknown])[]): Record<string, AttributeValue> {
  const found: Record<string, AttributeValue> = {};
  for (const [name, value] of values) {
    const plain = ['string', 'number', 'boolean'].includes(typeof value) && value !== '';
    const list = Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string');
    if (plain || list) found[name] = value as AttributeValue;
  }
  return found;
}
