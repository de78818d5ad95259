import * as z from 'zod';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { bitrixCalls, unread } from './call.ts';
import { bitrixFields } from './fields.ts';
import type { Bitrix24Config } from './index.ts';
import { bitrixPulls } from './pull.ts';
import { type BitrixKind, isBitrixKind } from './records.ts';
import { bitrixWrites } from './write.ts';

const profileSchema = z.object({ NAME: z.string().nullish(), LAST_NAME: z.string().nullish() });

export function openBitrix24(config: Bitrix24Config): ConnectorClient {
  const calls = bitrixCalls(config);
  const known = bitrixFields(calls);
  const pulls = bitrixPulls(calls, known);
  return {
    async verify({ signal }) {
      const said = profileSchema.safeParse((await calls.call('profile', {}, { signal })).result);
      if (!said.success) throw unread();
      // The profile needs no right: whether the CRM may be read shows only there.
      const fields = await known.fields('contact', signal);
      const name = [said.data.NAME, said.data.LAST_NAME].filter((part) => part).join(' ');
      return {
        detail: `${new URL(config.webhook).host} knows the webhook${name === '' ? '' : ` of ${name}`}. Contacts have ${fields.length} fields that can come in.`,
      };
    },
    ...bitrixWrites(calls, known),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(own(kind), signal),
      pipelines: async (kind, { signal }) => (kind === 'deal' ? known.pipelines(signal) : []),
    },
  };
}

function own(kind: RecordKind): BitrixKind {
  if (!isBitrixKind(kind))
    throw new ConnectorError('bad-request', `Bitrix24 has no records of the kind "${kind}" here.`);
  return kind;
}
