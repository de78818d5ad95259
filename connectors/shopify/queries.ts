/**
 * The questions, each with what it may cost at most (https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits: an object one point, a list as many
 * objects as it is asked for). One question may cost a thousand points. All are held against Shopify's own schema by a test.
 */
import type { RecordKind } from '../../flows/sdk/sync.ts';
import type { ShopifyQuery } from './call.ts';

export type ShopifyKind = 'contact' | 'order' | 'cart';
export const isShopifyKind = (kind: RecordKind): kind is ShopifyKind =>
  kind === 'contact' || kind === 'order' || kind === 'cart';

export const pageSizes: Readonly<Record<ShopifyKind, number>> = { contact: 50, order: 25, cart: 25 };
export const mostItems = 10;

const person = `id firstName lastName defaultEmailAddress { emailAddress marketingState }
  defaultPhoneNumber { phoneNumber marketingState }`;
const money = '{ shopMoney { amount currencyCode } }';
const place = 'city countryCodeV2 zip province';
const customer = `${person} createdAt updatedAt locale state tags note numberOfOrders
  amountSpent { amount currencyCode } defaultAddress { company ${place} }`;
const order = `id name createdAt updatedAt cancelledAt cancelReason displayFinancialStatus displayFulfillmentStatus email phone
  statusPageUrl(audience: CUSTOMERVIEW) discountCodes tags sourceName currentTotalPriceSet ${money} customer { ${person} }
  shippingAddress { firstName lastName phone ${place} } lineItems(first: ${mostItems}) { nodes { name quantity } }`;
const cart = `id name createdAt updatedAt completedAt abandonedCheckoutUrl discountCodes totalPriceSet ${money} customer { ${person} }
  lineItems(first: ${mostItems}) { nodes { title quantity } }`;

const each: Readonly<Record<ShopifyKind, { list: string; sort: string; fields: string; points: number }>> = {
  contact: { list: 'customers', sort: 'CustomerSortKeys', fields: customer, points: 6 },
  order: { list: 'orders', sort: 'OrderSortKeys', fields: order, points: 20 },
  cart: { list: 'abandonedCheckouts', sort: 'AbandonedCheckoutSortKeys', fields: cart, points: 18 },
};
export const listName = (kind: ShopifyKind): string => each[kind].list;

/** A page of what a search finds. */
export function listQuery(kind: ShopifyKind, first = pageSizes[kind]): ShopifyQuery {
  const { list, sort, fields, points } = each[kind];
  return {
    text: `query ($first: Int!, $query: String, $sortKey: ${sort}, $reverse: Boolean) {
  ${list}(first: $first, query: $query, sortKey: $sortKey, reverse: $reverse) {
    nodes { ${fields} } pageInfo { hasNextPage }
  }
}`,
    cost: 3 + first * points,
  };
}

export const shopQuery: ShopifyQuery = {
  text: '{ shop { name myshopifyDomain currencyCode } currentAppInstallation { accessScopes { handle } } }',
  cost: 30,
};

const found = `id firstName lastName note defaultEmailAddress { emailAddress } defaultPhoneNumber { phoneNumber }`;
export const customerQuery: ShopifyQuery = { text: `query ($id: ID!) { customer(id: $id) { ${found} } }`, cost: 5 };
export const findQuery: ShopifyQuery = {
  text: `query ($identifier: CustomerIdentifierInput!) { customerByIdentifier(identifier: $identifier) { ${found} } }`,
  cost: 5,
};
export const orderNoteQuery: ShopifyQuery = { text: 'query ($id: ID!) { order(id: $id) { id note } }', cost: 2 };

const errors = 'userErrors { field message }';
/** A change costs ten points. */
export const createCustomer: ShopifyQuery = {
  text: `mutation ($input: CustomerInput!) { customerCreate(input: $input) { customer { id } ${errors} } }`,
  cost: 13,
};
export const updateCustomer: ShopifyQuery = {
  text: `mutation ($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } ${errors} } }`,
  cost: 13,
};
export const updateOrder: ShopifyQuery = {
  text: `mutation ($input: OrderInput!) { orderUpdate(input: $input) { order { id } ${errors} } }`,
  cost: 13,
};
export const addTags: ShopifyQuery = {
  text: `mutation ($id: ID!, $tags: [String!]!) { tagsAdd(id: $id, tags: $tags) { ${errors} } }`,
  cost: 13,
};
