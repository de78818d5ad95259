import * as z from 'zod';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { freshdeskCalls, unread } from './call.ts';
import { freshdeskFields } from './fields.ts';
import type { FreshdeskConfig } from './index.ts';
import { freshdeskPulls } from './pull.ts';
import { type FreshdeskKind, isFreshdeskKind } from './records.ts';
import { freshdeskWrites } from './write.ts';

const meSchema = z.looseObject({
  contact: z.looseObject({ name: z.string().nullish(), email: z.string().nullish() }),
});

export function openFreshdesk(config: FreshdeskConfig): ConnectorClient {
  const call = freshdeskCalls(config);
  const known = freshdeskFields(call);
  const pulls = freshdeskPulls(call, known);
  const { host } = new URL(config.address);
  return {
    async verify({ signal }) {
      const { status, body } = await call({ method: 'GET', path: '/agents/me', signal, takes: [404] });
      if (status === 404)
        throw new ConnectorError(
          'bad-request',
          `There is no Freshdesk at ${host}. Write the address as your browser shows it in Freshdesk.`,
        );
      const said = meSchema.safeParse(body);
      if (!said.success) throw unread();
      const { name, email } = said.data.contact;
      return {
        detail: `${host} knows the key of ${name || email || 'an agent'}. Tickets that this agent may see come in.`,
      };
    },
    ...freshdeskWrites(call, known),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(own(kind), signal),
      pipelines: async (kind, { signal }) => (kind === 'ticket' ? known.pipelines(signal) : []),
    },
  };
}

function own(kind: RecordKind): FreshdeskKind {
  if (!isFreshdeskKind(kind))
    throw new ConnectorError('bad-request', `Freshdesk has no records of the kind "${kind}" here.`);
  return kind;
}
