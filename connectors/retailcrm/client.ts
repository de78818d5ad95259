import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { retailCalls } from './call.ts';
import { retailFields } from './fields.ts';
import type { RetailCrmConfig } from './index.ts';
import { retailPulls } from './pull.ts';
import { isRetailKind, type RetailKind } from './records.ts';
import { retailWrites } from './write.ts';

const needed = ['customer_read', 'order_read'] as const;

export function openRetailCrm(config: RetailCrmConfig): ConnectorClient {
  const calls = retailCalls(config);
  const known = retailFields(calls, config);
  const pulls = retailPulls(calls, known);
  return {
    async verify({ signal }) {
      const { scopes, sites } = await known.rights(signal);
      const missing = needed.filter((one) => !scopes.includes(one));
      if (missing.length > 0)
        throw new ConnectorError(
          'bad-credentials',
          `The key lacks the rights ${missing.join(' and ')}. Give them to it in RetailCRM, under Settings, Integration, API keys.`,
        );
      if (config.site !== undefined && sites.length > 0 && !sites.includes(config.site))
        throw new ConnectorError(
          'bad-request',
          `The key may not see the shop "${config.site}", only ${sites.join(', ')}. Put one of these codes into the account.`,
        );
      const choose = config.site === undefined && sites.length > 1;
      return {
        detail: `${new URL(config.address).host} knows the key.${sites.length === 0 ? '' : ` Shops: ${sites.join(', ')}.`}${choose ? ' To make customers and orders, choose one of them in the account.' : ''}`,
      };
    },
    ...retailWrites(calls, known, pulls),
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

function own(kind: RecordKind): RetailKind {
  if (!isRetailKind(kind))
    throw new ConnectorError('bad-request', `RetailCRM has no records of the kind "${kind}" here.`);
  return kind;
}
