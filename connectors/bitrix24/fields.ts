/** Fields and stages of a portal. They seldom change: what was read is taken for ten minutes. */
import * as z from 'zod';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { asQuery, type BitrixCalls, unread } from './call.ts';
import { type BitrixKind, entityTypes, outcomeOf, structure } from './records.ts';

const freshFor: Millis = 600_000;

const fieldsSchema = z.object({
  fields: z.record(
    z.string(),
    z.object({
      type: z.string(),
      title: z.string().nullish(),
      isReadOnly: z.boolean().default(false),
      isMultiple: z.boolean().default(false),
    }),
  ),
});
const categoriesSchema = z.object({
  categories: z.array(
    z.object({ id: z.coerce.number(), name: z.string().nullish(), sort: z.coerce.number().default(0) }),
  ),
});
const statusesSchema = z.array(
  z.object({
    STATUS_ID: z.string(),
    NAME: z.string(),
    SORT: z.coerce.number().default(0),
    SEMANTICS: z.string().nullish(),
  }),
);

/** Types that are values; others point at something else in the portal. Choices come as the portal's own codes. */
const types: Readonly<Record<string, SyncField['type']>> = {
  string: 'text',
  text: 'text',
  char: 'text',
  url: 'text',
  integer: 'number',
  double: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'instant',
  enumeration: 'choice',
  crm_status: 'choice',
};
/** Not for people. */
const hidden: ReadonlySet<string> = new Set([...structure, 'xmlId', 'originId', 'originatorId']);
/** What a field of theirs plainly is here. */
const suggested: Readonly<Record<string, string>> = {
  birthdate: 'attributes.birthday',
  post: 'attributes.job_title',
  utmSource: 'attributes.utm_source',
};

export interface BitrixFields {
  fields(kind: BitrixKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
}

export function bitrixFields({ call, batch }: BitrixCalls): BitrixFields {
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
        const { result } = await call('crm.item.fields', { entityTypeId: entityTypes[kind] }, { signal });
        const said = fieldsSchema.safeParse(result);
        if (!said.success) throw unread();
        return Object.entries(said.data.fields).flatMap(([name, field]): SyncField[] => {
          const type = types[field.type];
          if (type === undefined || hidden.has(name)) return [];
          const target = kind === 'contact' ? suggested[name] : undefined;
          return [
            {
              name,
              label: field.title || name,
              type: field.isMultiple ? 'list' : type,
              writable: !field.isReadOnly,
              ...(target === undefined ? {} : { suggested: target }),
            },
          ];
        });
      }),
    pipelines: (signal) =>
      fresh('pipelines', async () => {
        const { result } = await call('crm.category.list', { entityTypeId: entityTypes.deal }, { signal });
        const said = categoriesSchema.safeParse(result);
        if (!said.success) throw unread();
        const categories = said.data.categories.toSorted((a, b) => a.sort - b.sort || a.id - b.id);
        const pipelines: SyncPipeline[] = [];
        for (let from = 0; from < categories.length; from += 50) {
          const some = categories.slice(from, from + 50);
          const cmd = Object.fromEntries(
            some.map(({ id }) => [`c${id}`, `crm.status.list?${asQuery(statusesOf(id))}`]),
          );
          const { results } = await batch(cmd, { signal });
          for (const { id, name } of some) {
            const statuses = statusesSchema.safeParse(results[`c${id}`]);
            if (!statuses.success) throw unread();
            const stages = statuses.data.toSorted((a, b) => a.SORT - b.SORT);
            pipelines.push({
              id: String(id),
              name: categories.length === 1 ? '' : (name ?? String(id)),
              stages: stages.map(({ STATUS_ID, NAME, SEMANTICS }) => ({
                id: STATUS_ID,
                name: NAME,
                outcome: outcomeOf(SEMANTICS),
              })),
            });
          }
        }
        return pipelines;
      }),
  };
}

const statusesOf = (category: number) => ({
  filter: { ENTITY_ID: category === 0 ? 'DEAL_STAGE' : `DEAL_STAGE_${category}` },
});
