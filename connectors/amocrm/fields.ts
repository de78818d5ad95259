/** Fields, pipelines and the currency of an account. They seldom change: what was read is taken for ten minutes. */
import * as z from 'zod';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { type AmoCalls, unread } from './call.ts';
import { type AmoKind, fieldName, outcomeOf, placeOf, tagsField } from './records.ts';

const freshFor: Millis = 600_000;
const pageSize = 250;

const fieldsSchema = z.object({
  _links: z.looseObject({ next: z.unknown().optional() }).optional(),
  _embedded: z.object({
    custom_fields: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        type: z.string(),
        code: z.string().nullish(),
        enums: z.array(z.object({ value: z.string() })).nullish(),
      }),
    ),
  }),
});
const pipelinesSchema = z.object({
  _embedded: z.object({
    pipelines: z.array(
      z.object({
        id: z.number(),
        name: z.string(),
        sort: z.number().default(0),
        is_archive: z.boolean().default(false),
        _embedded: z.object({
          statuses: z.array(z.object({ id: z.number(), name: z.string(), sort: z.number().default(0) })),
        }),
      }),
    ),
  }),
});
const accountSchema = z.object({ name: z.string().default(''), currency: z.string().nullish() });

/** Types of values; those left out are parts of others, or point at something else in the account. */
const types: Readonly<Record<string, SyncField['type']>> = {
  text: 'text',
  textarea: 'text',
  url: 'text',
  streetaddress: 'text',
  numeric: 'number',
  price: 'number',
  checkbox: 'boolean',
  select: 'choice',
  radiobutton: 'choice',
  multiselect: 'list',
  multitext: 'list',
  date: 'date',
  birthday: 'date',
  date_time: 'instant',
};
/** Of the person, not values. */
const addresses: ReadonlySet<string> = new Set(['PHONE', 'EMAIL']);

export interface AmoFields {
  fields(kind: AmoKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
  account(signal: AbortSignal): Promise<{ name: string; currency: string | null }>;
}

export function amoFields(call: AmoCalls): AmoFields {
  const kept = new Map<string, { at: number; value: unknown }>();
  async function fresh<T>(key: string, read: () => Promise<T>): Promise<T> {
    const known = kept.get(key);
    if (known !== undefined && performance.now() - known.at < freshFor) return known.value as T;
    const value = await read();
    kept.set(key, { at: performance.now(), value });
    return value;
  }

  return {
    fields: (kind, signal) =>
      fresh(kind, async () => {
        const found: SyncField[] = [
          { name: tagsField, label: 'Tags', type: 'list', writable: false, suggested: 'tags' },
        ];
        for (let page = 1; ; page++) {
          const path = `/api/v4/${placeOf(kind)}/custom_fields`;
          const query = { limit: String(pageSize), page: String(page) };
          const { body } = await call({ method: 'GET', path, query, signal });
          if (body === null) return found;
          const said = fieldsSchema.safeParse(body);
          if (!said.success) throw unread();
          for (const { id, name, type: given, code, enums } of said.data._embedded.custom_fields) {
            const type = types[given];
            if (type === undefined || addresses.has(code ?? '')) continue;
            found.push({
              name: fieldName(id),
              label: name,
              type,
              writable: type !== 'list',
              ...(enums == null ? {} : { options: enums.map(({ value }) => ({ value, label: value })) }),
              ...(given === 'birthday' ? { suggested: 'attributes.birthday' } : {}),
            });
          }
          if (said.data._links?.next === undefined) return found;
        }
      }),
    pipelines: (signal) =>
      fresh('pipelines', async () => {
        const { body } = await call({ method: 'GET', path: '/api/v4/leads/pipelines', signal });
        const said = pipelinesSchema.safeParse(body);
        if (!said.success) throw unread();
        const all = said.data._embedded.pipelines.filter((one) => !one.is_archive).toSorted((a, b) => a.sort - b.sort);
        return all.map(({ id, name, _embedded: { statuses } }) => ({
          id: String(id),
          name: all.length === 1 ? '' : name,
          stages: statuses
            .toSorted((a, b) => a.sort - b.sort)
            .map((one) => ({ id: String(one.id), name: one.name, outcome: outcomeOf(one.id) })),
        }));
      }),
    account: (signal) =>
      fresh('account', async () => {
        const { body } = await call({ method: 'GET', path: '/api/v4/account', signal });
        const said = accountSchema.safeParse(body);
        if (!said.success) throw unread();
        return { name: said.data.name, currency: said.data.currency ?? null };
      }),
  };
}
