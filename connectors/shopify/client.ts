import * as z from 'zod';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { shopifyCalls, unread } from './call.ts';
import type { ShopifyConfig } from './index.ts';
import { shopifyPulls } from './pull.ts';
import { isShopifyKind, type ShopifyKind, shopQuery } from './queries.ts';
import { fieldsOf, orderPipelines } from './records.ts';
import { shopifyWrites } from './write.ts';

const shopSchema = z.object({
  shop: z.object({ name: z.string(), myshopifyDomain: z.string() }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
});
/** To bring in. A right to write is also one to read. */
const needed = ['customers', 'orders'] as const;

export function openShopify(config: ShopifyConfig): ConnectorClient {
  const calls = shopifyCalls(config);
  const pulls = shopifyPulls(calls);
  return {
    async verify({ signal }) {
      const said = shopSchema.safeParse((await calls.ask(shopQuery, {}, { signal })).data);
      if (!said.success) throw unread();
      const { shop, currentAppInstallation } = said.data;
      const has = new Set(currentAppInstallation.accessScopes.map(({ handle }) => handle));
      const missing = needed.filter((one) => !has.has(`read_${one}`) && !has.has(`write_${one}`));
      if (missing.length > 0)
        throw new ConnectorError(
          'bad-credentials',
          `The app in “${shop.name}” lacks the rights ${missing.map((one) => `read_${one}`).join(' and ')}. Give them to it in Shopify and install it again.`,
        );
      const reading = needed.filter((one) => !has.has(`write_${one}`)).map((one) => `write_${one}`);
      return {
        detail: `Shopify knows the app in “${shop.name}” (${shop.myshopifyDomain}).${reading.length === 0 ? '' : ` To write there it lacks ${reading.join(' and ')}.`}${has.has('read_all_orders') ? '' : ' Orders of the last 60 days can be read.'}`,
      };
    },
    ...shopifyWrites(calls),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: async (kind) => [...fieldsOf[own(kind)]],
      pipelines: async (kind) => (kind === 'order' ? [...orderPipelines] : []),
    },
  };
}

function own(kind: RecordKind): ShopifyKind {
  if (!isShopifyKind(kind))
    throw new ConnectorError('bad-request', `Shopify has no records of the kind "${kind}" here.`);
  return kind;
}
