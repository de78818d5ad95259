import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { wooCalls } from './call.ts';
import { wooFields } from './fields.ts';
import type { WooCommerceConfig } from './index.ts';
import { wooPulls } from './pull.ts';
import { isWooKind, type WooKind } from './records.ts';
import { wooWrites } from './write.ts';

export function openWooCommerce(config: WooCommerceConfig): ConnectorClient {
  const call = wooCalls(config);
  const known = wooFields(call);
  const pulls = wooPulls(call, known);
  return {
    async verify({ signal }) {
      const query = { per_page: '1', orderby: 'id' };
      const orders = await call({ method: 'GET', path: '/orders', query, signal });
      const customers = await call({ method: 'GET', path: '/customers', query: { ...query, role: 'all' }, signal });
      const many = (total: number | null): string => (total === null ? '' : ` (${total})`);
      return {
        detail: `${new URL(config.address).host} knows the key. Orders${many(orders.total)} and customers${many(customers.total)} can be read. Whether the key may write shows at the first change.`,
      };
    },
    ...wooWrites(call),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(own(kind), signal),
      // A block moves a deal: here that is an order.
      pipelines: async (kind, { signal }) => (kind === 'order' || kind === 'deal' ? known.pipelines(signal) : []),
    },
  };
}

function own(kind: RecordKind): WooKind {
  if (!isWooKind(kind))
    throw new ConnectorError('bad-request', `WooCommerce has no records of the kind "${kind}" here.`);
  return kind;
}
