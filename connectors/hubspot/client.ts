import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { RecordKind } from '../../flows/sdk/sync.ts';
import { hubSpotCalls } from './call.ts';
import { hubSpotFields } from './fields.ts';
import type { HubSpotConfig } from './index.ts';
import { hubSpotPulls } from './pull.ts';
import { type HubSpotKind, isHubSpotKind, objects } from './records.ts';
import { hubSpotWrites } from './write.ts';

export function openHubSpot(config: HubSpotConfig): ConnectorClient {
  const call = hubSpotCalls(config);
  const known = hubSpotFields(call);
  const pulls = hubSpotPulls(call, known);

  /** The account tells itself to any key: what may be read shows only there. */
  async function mayRead(kind: HubSpotKind, signal: AbortSignal): Promise<boolean> {
    try {
      await call({ method: 'GET', path: call.path('objects', objects[kind].place), query: { limit: '1' }, signal });
      return true;
    } catch (error) {
      if (kind !== 'contact' && error instanceof ConnectorError && error.errorClass === 'bad-credentials') return false;
      throw error;
    }
  }

  return {
    async verify({ signal }) {
      const { portal } = await known.account(signal);
      const kinds = ['contact', 'deal', 'ticket'] as const;
      const readable: string[] = [];
      const closed: string[] = [];
      for (const kind of kinds) ((await mayRead(kind, signal)) ? readable : closed).push(objects[kind].place);
      const refused =
        closed.length === 0 ? '' : ` It may not read ${closed.join(' and ')}: leave them off, or add the scopes.`;
      return { detail: `HubSpot knows the key of account ${portal}. It may read ${readable.join(', ')}.${refused}` };
    },
    ...hubSpotWrites(call, known),
    sync: {
      pull: (kind, cursor, context) => pulls.pull(ours(kind), cursor, context),
      get: (kind, ids, { signal }) => pulls.get(ours(kind), ids, signal),
      newest: (kind, limit, { signal }) => pulls.newest(ours(kind), limit, signal),
      fields: (kind, { signal }) => known.fields(ours(kind), signal),
      pipelines: (kind, { signal }) => known.pipelines(ours(kind), signal),
    },
  };
}

function ours(kind: RecordKind): HubSpotKind {
  if (!isHubSpotKind(kind))
    throw new ConnectorError('bad-request', `HubSpot has no records of the kind "${kind}" here.`);
  return kind;
}
