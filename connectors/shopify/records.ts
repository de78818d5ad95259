/** Customers, orders and abandoned checkouts of Shopify as records. Ids are the numbers at the end of its own. */
import * as z from 'zod';
import type { AttributeValue } from '../../flows/sdk/contact.ts';
import type { Outcome, SyncField, SyncPerson, SyncPipeline, SyncRecord } from '../../flows/sdk/sync.ts';
import type { ShopifyKind } from './queries.ts';

const text = z.string().nullish();
const count = z.union([z.string(), z.number()]).nullish();
const money = z.object({ amount: z.string(), currencyCode: z.string() });
const moneyBag = z.object({ shopMoney: money }).nullish();
const place = { city: text, countryCodeV2: text, zip: text, province: text };
const person = {
  id: z.string(),
  firstName: text,
  lastName: text,
  defaultEmailAddress: z.object({ emailAddress: z.string(), marketingState: text }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string(), marketingState: text }).nullish(),
};
const items = z
  .object({ nodes: z.array(z.object({ name: text, title: text, quantity: z.number().default(1) })) })
  .nullish();

export const customerSchema = z.object({
  ...person,
  createdAt: z.string(),
  updatedAt: z.string(),
  locale: text,
  state: text,
  note: text,
  tags: z.array(z.string()).default([]),
  numberOfOrders: count,
  amountSpent: money.nullish(),
  defaultAddress: z.object({ company: text, ...place }).nullish(),
});
export const orderSchema = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  cancelledAt: text,
  cancelReason: text,
  displayFinancialStatus: text,
  displayFulfillmentStatus: z.string(),
  email: text,
  phone: text,
  statusPageUrl: text,
  discountCodes: z.array(z.string()).default([]),
  tags: z.array(z.string()).default([]),
  sourceName: text,
  currentTotalPriceSet: moneyBag,
  customer: z.object(person).nullish(),
  shippingAddress: z.object({ firstName: text, lastName: text, phone: text, ...place }).nullish(),
  lineItems: items,
});
export const cartSchema = z.object({
  id: z.string(),
  name: text,
  createdAt: z.string(),
  updatedAt: z.string(),
  completedAt: text,
  abandonedCheckoutUrl: z.string(),
  discountCodes: z.array(z.string()).default([]),
  totalPriceSet: moneyBag,
  customer: z.object(person).nullish(),
  lineItems: items,
});
type Customer = z.output<typeof customerSchema>;
type Order = z.output<typeof orderSchema>;
type Cart = z.output<typeof cartSchema>;

export const numberOf = (gid: string): string => gid.split('/').at(-1)?.split('?')[0] ?? gid;
export const gidOf = (kind: ShopifyKind, id: string): string =>
  `gid://shopify/${{ contact: 'Customer', order: 'Order', cart: 'AbandonedCheckout' }[kind]}/${id}`;

/** By how far the parcels are; whether it is paid is the outcome. In the order in which they come. */
const stages: readonly (readonly [string, string])[] = [
  ['UNFULFILLED', 'Unfulfilled'],
  ['OPEN', 'Open'],
  ['SCHEDULED', 'Scheduled'],
  ['ON_HOLD', 'On hold'],
  ['PENDING_FULFILLMENT', 'Pending fulfillment'],
  ['REQUEST_DECLINED', 'Request declined'],
  ['IN_PROGRESS', 'In progress'],
  ['PARTIALLY_FULFILLED', 'Partially fulfilled'],
  ['FULFILLED', 'Fulfilled'],
  ['RESTOCKED', 'Restocked'],
];
export const orderPipelines: readonly SyncPipeline[] = [
  { id: 'fulfillment', name: '', stages: stages.map(([id, name]) => ({ id, name, outcome: 'open' as const })) },
];

/** “Fulfilled” means sent, not arrived: Shopify's orders do not say whether a parcel arrived. */
export function outcomeOf({
  cancelledAt,
  displayFinancialStatus: paid,
}: Pick<Order, 'cancelledAt' | 'displayFinancialStatus'>): Outcome {
  if (cancelledAt) return 'canceled';
  if (paid === 'REFUNDED') return 'refunded';
  return paid === 'PAID' || paid === 'PARTIALLY_REFUNDED' ? 'paid' : 'open';
}

const parse = (time: string): number => Date.parse(time) || 0;
const amountOf = (bag: z.output<typeof moneyBag>): SyncRecord['amount'] =>
  bag == null ? null : { value: Number(bag.shopMoney.amount), currency: bag.shopMoney.currencyCode };
const list = (...values: (string | null | undefined)[]): string[] =>
  [...new Set(values.filter((one) => typeof one === 'string' && one !== ''))] as string[];

const personOf = (one: Pick<Customer, keyof typeof person>): SyncPerson => ({
  firstName: one.firstName || null,
  lastName: one.lastName || null,
  emails: list(one.defaultEmailAddress?.emailAddress),
  phones: list(one.defaultPhoneNumber?.phoneNumber),
});

export function customerRecord(one: Customer): SyncRecord {
  const address = one.defaultAddress;
  return {
    kind: 'contact',
    id: numberOf(one.id),
    updatedAt: parse(one.updatedAt),
    createdAt: parse(one.createdAt),
    deleted: false,
    title: null,
    person: personOf(one),
    contacts: [],
    stage: null,
    outcome: null,
    amount: null,
    values: filled({
      locale: one.locale,
      account_state: one.state,
      note: one.note,
      tags: one.tags,
      orders: one.numberOfOrders == null ? null : Number(one.numberOfOrders),
      spent: one.amountSpent == null ? null : Number(one.amountSpent.amount),
      email_marketing: one.defaultEmailAddress?.marketingState,
      sms_marketing: one.defaultPhoneNumber?.marketingState,
      company: address?.company,
      city: address?.city,
      country: address?.countryCodeV2,
      zip: address?.zip,
      province: address?.province,
    }),
  };
}

export function orderRecord(one: Order): SyncRecord {
  const shipping = one.shippingAddress;
  const customer = one.customer == null ? null : personOf(one.customer);
  const stage = one.displayFulfillmentStatus;
  return {
    kind: 'order',
    id: numberOf(one.id),
    updatedAt: parse(one.updatedAt),
    createdAt: parse(one.createdAt),
    deleted: false,
    title: one.name,
    person: {
      firstName: customer?.firstName ?? shipping?.firstName ?? null,
      lastName: customer?.lastName ?? shipping?.lastName ?? null,
      emails: list(...(customer?.emails ?? []), one.email),
      phones: list(...(customer?.phones ?? []), one.phone, ...(customer === null ? [shipping?.phone] : [])),
    },
    contacts: one.customer == null ? [] : [numberOf(one.customer.id)],
    stage: { id: stage, name: stages.find(([id]) => id === stage)?.[1] ?? stage },
    outcome: outcomeOf(one),
    amount: amountOf(one.currentTotalPriceSet),
    values: filled({
      ...itemsOf(one.lineItems),
      payment: one.displayFinancialStatus,
      cancel_reason: one.cancelReason,
      coupons: one.discountCodes,
      tags: one.tags,
      source: one.sourceName,
      url: one.statusPageUrl,
      city: shipping?.city,
      country: shipping?.countryCodeV2,
    }),
  };
}

export function cartRecord(one: Cart): SyncRecord {
  return {
    kind: 'cart',
    id: numberOf(one.id),
    updatedAt: parse(one.updatedAt),
    createdAt: parse(one.createdAt),
    deleted: false,
    title: one.name ?? null,
    person: one.customer == null ? null : personOf(one.customer),
    contacts: one.customer == null ? [] : [numberOf(one.customer.id)],
    stage: null,
    outcome: one.completedAt ? 'closed' : 'open',
    amount: amountOf(one.totalPriceSet),
    values: filled({ ...itemsOf(one.lineItems), coupons: one.discountCodes, url: one.abandonedCheckoutUrl }),
  };
}

function itemsOf(given: z.output<typeof items>) {
  const nodes = given?.nodes ?? [];
  return {
    items: nodes.flatMap(({ name, title }) => list(name ?? title)),
    item_count: nodes.reduce((sum, { quantity }) => sum + quantity, 0),
  };
}

function filled(values: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const said = Object.entries(values).filter(
    ([, value]) => value != null && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(said) as Record<string, AttributeValue>;
}

const field = (name: string, label: string, type: SyncField['type'], more: Partial<SyncField> = {}): SyncField => ({
  name,
  label,
  type,
  writable: false,
  ...more,
});
export const fieldsOf: Readonly<Record<ShopifyKind, readonly SyncField[]>> = {
  contact: [
    field('tags', 'Tags', 'list', { suggested: 'tags' }),
    field('locale', 'Language', 'text', { suggested: 'language', writable: true }),
    field('country', 'Country', 'text', { suggested: 'country' }),
    field('city', 'City', 'text', { suggested: 'attributes.city' }),
    field('company', 'Company', 'text', { suggested: 'attributes.company' }),
    field('zip', 'Postal code', 'text'),
    field('province', 'Province', 'text'),
    field('orders', 'Number of orders', 'number'),
    field('spent', 'Total spent', 'number'),
    field('email_marketing', 'E-mail marketing', 'text'),
    field('sms_marketing', 'SMS marketing', 'text'),
    field('account_state', 'State of the customer account', 'text'),
    field('note', 'Note', 'text'),
    // Several, with commas between. They are added, none is taken away.
    field('add_tags', 'Add tags', 'text', { writable: true }),
  ],
  order: [
    field('items', 'Items', 'list'),
    field('item_count', 'Number of items', 'number'),
    field('payment', 'Payment', 'text'),
    field('cancel_reason', 'Reason of cancelling', 'text'),
    field('coupons', 'Discount codes', 'list'),
    field('tags', 'Tags', 'list'),
    field('source', 'Source', 'text'),
    field('url', 'Page of the order', 'text'),
    field('city', 'City', 'text'),
    field('country', 'Country', 'text'),
  ],
  cart: [
    field('items', 'Items', 'list'),
    field('item_count', 'Number of items', 'number'),
    field('coupons', 'Discount codes', 'list'),
    field('url', 'Link back to the cart', 'text'),
  ],
};
