/** Fields, statuses and shops of an account, and how far its times are from UTC. */
import * as z from 'zod';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { keptFresh } from '../fresh.ts';
import { type RetailCalls, unread } from './call.ts';
import type { RetailCrmConfig } from './index.ts';
import { customField, outcomeOf, placeOf, type Reading, type RetailKind, type StatusGroups } from './records.ts';
import { offsetOf } from './zone.ts';

const pageSize = '100';
const pagination = z.object({ currentPage: z.number(), totalPageCount: z.number() });
const fieldsSchema = z.object({
  pagination: pagination.optional(),
  customFields: z.array(z.object({ name: z.string(), code: z.string(), type: z.string() })).default([]),
});
const ordering = z.number().nullish();
const statusesSchema = z.object({
  statuses: z.record(
    z.string(),
    z.object({
      name: z.string(),
      code: z.string(),
      active: z.boolean().default(true),
      ordering,
      group: z.string().nullish(),
    }),
  ),
});
const groupsSchema = z.object({
  statusGroups: z.record(z.string(), z.object({ code: z.string(), ordering })),
});
const credentialsSchema = z.object({
  scopes: z.array(z.string()).default([]),
  sitesAvailable: z.array(z.string()).default([]),
});
const historySchema = z.object({ generatedAt: z.string().nullish() });

/** Types whose names are sure; the rest come as they are written. */
const types: Readonly<Record<string, SyncField['type']>> = {
  integer: 'number',
  numeric: 'number',
  boolean: 'boolean',
  date: 'date',
  dictionary: 'choice',
};

const plain = (name: string, label: string, type: SyncField['type'], more: Partial<SyncField> = {}): SyncField => ({
  name,
  label,
  type,
  writable: false,
  ...more,
});
const own: Readonly<Record<RetailKind, readonly SyncField[]>> = {
  contact: [
    plain('tags', 'Tags', 'list', { suggested: 'tags' }),
    plain('city', 'City', 'text', { suggested: 'attributes.city' }),
    plain('country', 'Country', 'text', { suggested: 'country' }),
    plain('birthday', 'Birthday', 'date', { suggested: 'attributes.birthday', writable: true }),
    plain('patronymic', 'Patronymic', 'text', { writable: true }),
    plain('sex', 'Sex', 'text'),
    plain('vip', 'VIP', 'boolean'),
    plain('bad', 'Bad', 'boolean'),
    plain('site', 'Shop', 'text'),
    plain('orders', 'Number of orders', 'number'),
    plain('spent', 'Total spent', 'number'),
    plain('average', 'Average order', 'number'),
    plain('email_unsubscribed', 'Does not want e-mails', 'boolean'),
  ],
  order: [
    plain('items', 'Items', 'list'),
    plain('item_count', 'Number of items', 'number'),
    plain('site', 'Shop', 'text'),
    plain('method', 'Way of ordering', 'text'),
    plain('delivery', 'Delivery', 'text'),
    plain('delivery_date', 'Day of delivery', 'date'),
    plain('city', 'City', 'text'),
    plain('comment', 'Comment by the customer', 'text'),
  ],
};

export interface RetailFields {
  fields(kind: RetailKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
  reading(kind: RetailKind, signal: AbortSignal): Promise<Reading>;
  rights(signal: AbortSignal): Promise<{ scopes: string[]; sites: string[] }>;
  /** Where new ones are made; null: it is not clear. */
  site(signal: AbortSignal): Promise<string | null>;
}

export function retailFields({ get }: RetailCalls, config: RetailCrmConfig): RetailFields {
  const kept = keptFresh();

  const statuses = (signal: AbortSignal): Promise<{ pipelines: SyncPipeline[]; groups: StatusGroups }> =>
    kept('statuses', async () => {
      const said = statusesSchema.safeParse((await get('/api/v5/reference/statuses', {}, signal)).body);
      const of = groupsSchema.safeParse((await get('/api/v5/reference/status-groups', {}, signal)).body);
      if (!said.success || !of.success) throw unread();
      const place = new Map(Object.values(of.data.statusGroups).map((one) => [one.code, one.ordering ?? 0]));
      const all = Object.values(said.data.statuses);
      const at = (group: string | null | undefined): number => place.get(group ?? '') ?? 0;
      const stages = all
        .filter(({ active }) => active)
        .sort((a, b) => at(a.group) - at(b.group) || (a.ordering ?? 0) - (b.ordering ?? 0))
        .map(({ code, name, group }) => ({ id: code, name, outcome: outcomeOf(group ?? undefined, false) }));
      return {
        pipelines: [{ id: 'orders', name: '', stages }],
        groups: new Map(all.flatMap(({ code, group }) => (group ? [[code, group] as const] : []))),
      };
    });

  const rights: RetailFields['rights'] = (signal) =>
    kept('rights', async () => {
      const said = credentialsSchema.safeParse((await get('/api/credentials', {}, signal)).body);
      if (!said.success) throw unread();
      return { scopes: said.data.scopes, sites: said.data.sitesAvailable };
    });

  const offset = (kind: RetailKind, signal: AbortSignal): Promise<Millis> =>
    kept(`offset ${kind}`, async () => {
      const { body, at } = await get(`/api/v5/${placeOf(kind)}/history`, { limit: '20' }, signal);
      const said = historySchema.safeParse(body);
      if (!said.success) throw unread();
      return said.data.generatedAt && at !== null ? offsetOf(said.data.generatedAt, at) : 0;
    });

  return {
    rights,
    fields: (kind, signal) =>
      kept(`fields ${kind}`, async () => {
        const found = [...own[kind]];
        for (let page = 1; ; page++) {
          const query = {
            'filter[entity]': kind === 'contact' ? 'customer' : 'order',
            limit: pageSize,
            page: String(page),
          };
          const said = fieldsSchema.safeParse((await get('/api/v5/custom-fields', query, signal)).body);
          if (!said.success) throw unread();
          for (const { name, code, type } of said.data.customFields)
            found.push(plain(customField(code), name, types[type] ?? 'text', { writable: true }));
          if (said.data.pagination === undefined || page >= said.data.pagination.totalPageCount) return found;
        }
      }),
    pipelines: async (signal) => (await statuses(signal)).pipelines,
    reading: async (kind, signal) => ({
      offset: await offset(kind, signal),
      ...(kind === 'order' ? await statuses(signal) : { pipelines: [], groups: new Map() }),
    }),
    async site(signal) {
      if (config.site !== undefined) return config.site;
      const { sites } = await rights(signal);
      return sites.length === 1 ? (sites[0] ?? null) : null;
    },
  };
}
