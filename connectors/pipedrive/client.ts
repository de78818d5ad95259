import * as z from 'zod';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { pipedriveCalls, unread } from './call.ts';
import { pipedriveFields } from './fields.ts';
import type { PipedriveConfig } from './index.ts';
import { pipedrivePulls } from './pull.ts';
import { isPipedriveKind, type PipedriveKind } from './records.ts';
import { pipedriveWrites } from './write.ts';

const meSchema = z.object({ name: z.string().nullish(), company_name: z.string().nullish() });

export function openPipedrive(config: PipedriveConfig): ConnectorClient {
  const call = pipedriveCalls(config);
  const known = pipedriveFields(call);
  const pulls = pipedrivePulls(call, known);
  return {
    async verify({ signal }) {
      const said = meSchema.safeParse((await call({ method: 'GET', path: '/v1/users/me', signal })).data);
      if (!said.success) throw unread();
      const { name, company_name: company } = said.data;
      return {
        detail: `Pipedrive knows the token of ${name ?? 'a user'}${company ? ` at “${company}”` : ''}. What that user may see comes in.`,
      };
    },
    ...pipedriveWrites(call, known),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(own(kind), signal),
      pipelines: async (kind, { signal }) => (kind === 'deal' ? known.pipelines(signal) : []),
    },
  };
}

function own(kind: RecordKind): PipedriveKind {
  if (!isPipedriveKind(kind))
    throw new ConnectorError('bad-request', `Pipedrive has no records of the kind "${kind}" here.`);
  return kind;
}
