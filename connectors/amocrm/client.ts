import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { amoCalls } from './call.ts';
import { amoFields } from './fields.ts';
import type { AmoCrmConfig } from './index.ts';
import { amoPulls } from './pull.ts';
import { type AmoKind, isAmoKind } from './records.ts';
import { amoWrites } from './write.ts';

export function openAmoCrm(config: AmoCrmConfig): ConnectorClient {
  const call = amoCalls(config);
  const known = amoFields(call);
  const pulls = amoPulls(call, known);
  return {
    async verify({ signal }) {
      const { name } = await known.account(signal);
      const until = endOf(config.token);
      return {
        detail: `amoCRM knows the token of the account “${name}”.${until === null ? '' : ` The token ends on ${until}.`}`,
      };
    },
    ...amoWrites(call),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(own(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(own(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(own(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(own(kind), signal),
      pipelines: async (kind, { signal }) => (kind === 'deal' ? known.pipelines(signal) : []),
    },
  };
}

function own(kind: RecordKind): AmoKind {
  if (!isAmoKind(kind)) throw new ConnectorError('bad-request', `amoCRM has no records of the kind "${kind}" here.`);
  return kind;
}

/** A long-lived token is a JWT and says when it ends: the day, or null where it is something else. */
function endOf(token: string): string | null {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      exp?: unknown;
    };
    return typeof exp === 'number' ? new Date(exp * 1000).toISOString().slice(0, 10) : null;
  } catch {
    return null;
  }
}
