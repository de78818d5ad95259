import * as z from 'zod';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { genesysCalls, unread } from './call.ts';
import { genesysFields } from './fields.ts';
import type { GenesysConfig } from './index.ts';
import { genesysPulls } from './pull.ts';
import { genesysWrites } from './write.ts';

const named = z.looseObject({ name: z.string().nullish() }).nullish();
const meSchema = z.looseObject({ organization: named, OAuthClient: named });

export function openGenesys(config: GenesysConfig): ConnectorClient {
  const call = genesysCalls(config);
  const fields = genesysFields(call);
  const pulls = genesysPulls(call, fields);
  return {
    async verify({ signal }) {
      const said = meSchema.safeParse((await call({ method: 'GET', path: '/tokens/me', signal })).body);
      if (!said.success) throw unread();
      const { organization, OAuthClient: client } = said.data;
      const who = client?.name ? `the client ${client.name}` : 'the client';
      return { detail: `${organization?.name || 'Genesys Cloud'} let ${who} in. What its role permits can be done.` };
    },
    ...genesysWrites(call),
    sync: {
      pull: async (kind, cursor, context) => {
        only(kind);
        return pulls.pull(cursor, context);
      },
      get: async (kind, ids, { signal }) => {
        only(kind);
        return pulls.get(ids, signal);
      },
      newest: async (kind, limit, { signal }) => {
        only(kind);
        return pulls.newest(limit, signal);
      },
      fields: async (kind, { signal }) => {
        only(kind);
        return [...(await fields(signal))];
      },
      pipelines: async () => [],
    },
  };
}

function only(kind: RecordKind): void {
  if (kind !== 'contact')
    throw new ConnectorError('bad-request', `Genesys Cloud has no records of the kind "${kind}" here.`);
}
