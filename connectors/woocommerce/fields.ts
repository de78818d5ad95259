/** Fields of customers and orders, and the statuses of orders. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import { keptFresh } from '../fresh.ts';
import { unread, type WooCalls } from './call.ts';
import { addressParts, entitySchema, metaValues, outcomeOf, placeOf, type WooKind } from './records.ts';

/** Whose own fields are looked at: WooCommerce has no list of them. */
const sample = 50;

const totalsSchema = z.array(z.object({ slug: z.string(), name: z.string() }));

/** Of WooCommerce itself, for keys that may not see reports. */
const coreStatuses: readonly (readonly [string, string])[] = [
  ['pending', 'Pending payment'],
  ['processing', 'Processing'],
  ['on-hold', 'On hold'],
  ['completed', 'Completed'],
  ['cancelled', 'Cancelled'],
  ['refunded', 'Refunded'],
  ['failed', 'Failed'],
];

const suggested: Readonly<Record<string, string>> = {
  billing_city: 'attributes.city',
  billing_country: 'country',
  billing_company: 'attributes.company',
};

const ofCustomers: readonly SyncField[] = [
  { name: 'username', label: 'Username', type: 'text', writable: false },
  { name: 'role', label: 'Role', type: 'text', writable: false },
  { name: 'is_paying_customer', label: 'Has paid before', type: 'boolean', writable: false },
];
const ofOrders: readonly SyncField[] = [
  { name: 'items', label: 'Items', type: 'list', writable: false },
  { name: 'item_count', label: 'Number of items', type: 'number', writable: false },
  { name: 'coupons', label: 'Coupons', type: 'list', writable: false },
  { name: 'payment_method', label: 'Payment method', type: 'text', writable: false },
  { name: 'customer_note', label: 'Note by the customer', type: 'text', writable: false },
  { name: 'paid_at', label: 'Paid', type: 'instant', writable: false },
];

export interface WooFields {
  fields(kind: WooKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
}

export function wooFields(call: WooCalls): WooFields {
  const kept = keptFresh();
  return {
    fields: (kind, signal) =>
      kept(kind, async () => {
        const query = {
          per_page: String(sample),
          orderby: 'id',
          order: 'desc',
          ...(kind === 'contact' ? { role: 'all' } : {}),
        };
        const said = z
          .array(entitySchema)
          .safeParse((await call({ method: 'GET', path: placeOf(kind), query, signal })).body);
        if (!said.success) throw unread();
        const own = new Map<string, SyncField>();
        for (const [name, value] of said.data.flatMap(metaValues)) {
          const type = typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';
          if (!own.has(name) && ['string', 'number', 'boolean'].includes(typeof value))
            own.set(name, { name, label: name.slice('meta:'.length), type, writable: kind === 'contact' });
        }
        return [...(kind === 'contact' ? ofCustomers : ofOrders), ...addressFields(kind), ...own.values()];
      }),
    pipelines: (signal) =>
      kept('statuses', async () => {
        const statuses = await statusesOf(call, signal);
        const stages = statuses
          .filter(([slug]) => slug !== 'checkout-draft' && slug !== 'auto-draft')
          .map(([id, name]) => ({ id, name, outcome: outcomeOf(id, true) }));
        return [{ id: 'orders', name: '', stages }];
      }),
  };
}

/** With the names that the shop's own language gives, and statuses of plugins. */
async function statusesOf(call: WooCalls, signal: AbortSignal): Promise<readonly (readonly [string, string])[]> {
  try {
    const said = totalsSchema.safeParse((await call({ method: 'GET', path: '/reports/orders/totals', signal })).body);
    if (!said.success || said.data.length === 0) throw unread();
    return said.data.map(({ slug, name }) => [slug.replace(/^wc-/, ''), name] as const);
  } catch (error) {
    const refused =
      error instanceof ConnectorError && (error.errorClass === 'bad-credentials' || error.errorClass === 'bad-request');
    if (refused) return coreStatuses;
    throw error;
  }
}

const addressFields = (kind: WooKind): SyncField[] =>
  (['billing', 'shipping'] as const).flatMap((of) =>
    addressParts.map((part): SyncField => {
      const name = `${of}_${part}`;
      const target = kind === 'contact' ? suggested[name] : undefined;
      return {
        name,
        label: `${of === 'billing' ? 'Billing' : 'Shipping'}: ${part.replace('_', ' ')}`,
        type: 'text',
        writable: kind === 'contact',
        ...(target === undefined ? {} : { suggested: target }),
      };
    }),
  );
