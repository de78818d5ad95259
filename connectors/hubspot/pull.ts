/**
 * What changed in an account. A sweep: all that changed since a moment, by ascending id, each page after the last id of the one before. A
 * search never tells more than ten thousand: asked in this way none of its pages lies beyond them.
 */
import * as z from 'zod';
import { overlap, type PullContext, type SyncPage, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type HubSpotCalls, unread } from './call.ts';
import type { HubSpotFields } from './fields.ts';
import { type HubSpotKind, type HubSpotObject, objectSchema, objects, recordOf } from './records.ts';

const pageSize = 200;
/** Deals whose contacts are asked for at once. */
const chunk = 100;

const cursorSchema = z.object({
  /** The sweep takes what changed from then on; null: everything. */
  since: z.number().nullable(),
  /** By HubSpot's clock, when the sweep began; null: it has not. */
  begunAt: z.number().nullable(),
  afterId: z.string(),
});
type Cursor = z.output<typeof cursorSchema>;

const listSchema = z.object({ results: z.array(objectSchema) });
const linksSchema = z.object({
  results: z.array(
    z.object({
      from: z.object({ id: z.coerce.string() }),
      to: z.array(z.object({ toObjectId: z.coerce.string() })),
    }),
  ),
});

export function hubSpotPulls(call: HubSpotCalls, known: HubSpotFields) {
  async function search(
    kind: HubSpotKind,
    query: object,
    signal: AbortSignal,
  ): Promise<{ objects: HubSpotObject[]; at: Millis | null }> {
    const properties = await known.asked(kind, signal);
    const path = call.path('objects', `${objects[kind].place}/search`);
    const { body, at } = await call({ method: 'POST', path, body: { properties, after: '0', ...query }, signal });
    const said = listSchema.safeParse(body);
    if (!said.success) throw unread();
    return { objects: said.data.results, at };
  }

  /** A search does not say whom a deal is about: that is asked for apart. */
  async function contactsOf(
    kind: HubSpotKind,
    ids: readonly string[],
    signal: AbortSignal,
  ): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    if (kind === 'contact') return found;
    for (let from = 0; from < ids.length; from += chunk) {
      const { body } = await call({
        method: 'POST',
        path: call.path('associations', `${objects[kind].place}/contacts/batch/read`),
        body: { inputs: ids.slice(from, from + chunk).map((id) => ({ id })) },
        signal,
      });
      const said = linksSchema.safeParse(body);
      if (!said.success) throw unread();
      for (const one of said.data.results)
        found.set(one.from.id, [...new Set(one.to.map(({ toObjectId }) => toObjectId))]);
    }
    return found;
  }

  async function asRecords(
    kind: HubSpotKind,
    list: readonly HubSpotObject[],
    signal: AbortSignal,
  ): Promise<SyncRecord[]> {
    if (list.length === 0) return [];
    const fields = await known.fields(kind, signal);
    const pipelines = await known.pipelines(kind, signal);
    const currency = kind === 'deal' ? (await known.account(signal)).currency : null;
    const links = await contactsOf(
      kind,
      list.map(({ id }) => id),
      signal,
    );
    return list.map((one) => recordOf(kind, one, fields, { pipelines, currency, contacts: links.get(one.id) ?? [] }));
  }

  return {
    async pull(kind: HubSpotKind, given: unknown, { signal, now, since }: PullContext): Promise<SyncPage> {
      const cursor: Cursor = cursorSchema.safeParse(given).data ?? { since, begunAt: null, afterId: '0' };
      const filters = [
        { propertyName: 'hs_object_id', operator: 'GT', value: cursor.afterId },
        ...(cursor.since === null
          ? []
          : [{ propertyName: objects[kind].modified, operator: 'GTE', value: String(cursor.since) }]),
      ];
      const found = await search(
        kind,
        {
          filterGroups: [{ filters }],
          sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
          limit: pageSize,
        },
        signal,
      );
      const records = await asRecords(kind, found.objects, signal);
      const begunAt = cursor.begunAt ?? found.at ?? now;
      const last = found.objects.at(-1);
      if (found.objects.length >= pageSize && last !== undefined)
        return { records, cursor: { since: cursor.since, begunAt, afterId: last.id } satisfies Cursor, more: true };
      return {
        records,
        cursor: { since: begunAt - overlap, begunAt: null, afterId: '0' } satisfies Cursor,
        more: false,
      };
    },
    async get(kind: HubSpotKind, ids: readonly string[], signal: AbortSignal): Promise<SyncRecord[]> {
      const inputs = ids.filter((id) => /^\d{1,20}$/.test(id)).map((id) => ({ id }));
      if (inputs.length === 0) return [];
      const properties = await known.asked(kind, signal);
      const path = call.path('objects', `${objects[kind].place}/batch/read`);
      const { body } = await call({
        method: 'POST',
        path,
        body: { inputs, properties, propertiesWithHistory: [] },
        signal,
      });
      const said = listSchema.safeParse(body);
      if (!said.success) throw unread();
      return asRecords(kind, said.data.results, signal);
    },
    async newest(kind: HubSpotKind, limit: number, signal: AbortSignal): Promise<SyncRecord[]> {
      const sorts = [{ propertyName: 'createdate', direction: 'DESCENDING' }];
      return asRecords(kind, (await search(kind, { filterGroups: [], sorts, limit }, signal)).objects, signal);
    },
  };
}
