/** Fields and stages of a company. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import { keptFresh } from '../fresh.ts';
import { type PipedriveCalls, unread } from './call.ts';
import { ends, ownFields, type PipedriveKind } from './records.ts';

const fieldsSchema = z.array(
  z.object({
    field_name: z.string(),
    field_code: z.string(),
    field_type: z.string(),
    is_custom_field: z.boolean(),
    options: z.array(z.object({ id: z.union([z.number(), z.string()]), label: z.string() })).nullish(),
  }),
);
const named = z.object({
  id: z.number(),
  name: z.string(),
  order_nr: z.number().default(0),
  is_deleted: z.boolean().nullish(),
});
const pipelinesSchema = z.array(named);
const stagesSchema = z.array(named.extend({ pipeline_id: z.number() }));

const activityTypesSchema = z.array(
  z.object({ key_string: z.string(), order_nr: z.number().default(0), active_flag: z.boolean().default(true) }),
);

/** Types of values; those left out point at something else in the company, or are spans. */
const types: Readonly<Record<string, SyncField['type']>> = {
  varchar: 'text',
  varchar_auto: 'text',
  text: 'text',
  phone: 'text',
  address: 'text',
  time: 'text',
  int: 'number',
  double: 'number',
  monetary: 'number',
  boolean: 'boolean',
  date: 'date',
  enum: 'choice',
  set: 'list',
};
/** Objects there: taken as what they say, not written. */
const readOnly: ReadonlySet<string> = new Set(['address', 'time', 'monetary', 'set']);
const suggested: Readonly<Record<string, string>> = {
  birthday: 'attributes.birthday',
  job_title: 'attributes.job_title',
};

export interface PipedriveFields {
  /** As the screens show them: options by their names. */
  fields(kind: PipedriveKind, signal: AbortSignal): Promise<SyncField[]>;
  /** The same, options by their numbers: to read what comes. */
  inner(kind: PipedriveKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
  /** The company's type of activities for what is to be done: its own word for tasks, else the first of its types. */
  taskType(signal: AbortSignal): Promise<string>;
  /** Values for `custom_fields` and the fields beside them, as Pipedrive takes them. */
  asGiven(
    kind: PipedriveKind,
    values: Readonly<Record<string, string | number | boolean | null>> | undefined,
    signal: AbortSignal,
  ): Promise<Record<string, unknown>>;
}

export function pipedriveFields(call: PipedriveCalls): PipedriveFields {
  const fresh = keptFresh();
  async function all<T>(path: string, schema: z.ZodType<T[]>, signal: AbortSignal): Promise<T[]> {
    const found: T[] = [];
    for (let cursor: string | null = null; ; ) {
      const query: Record<string, string> = { limit: '500', ...(cursor === null ? {} : { cursor }) };
      const { data, next } = await call({ method: 'GET', path, query, signal });
      const said = schema.safeParse(data);
      if (!said.success) throw unread();
      found.push(...said.data);
      if (next === null || next === cursor) return found;
      cursor = next;
    }
  }

  const known: PipedriveFields = {
    inner: (kind, signal) =>
      fresh(kind, async () => {
        const path = kind === 'contact' ? '/api/v2/personFields' : '/api/v2/dealFields';
        return (await all(path, fieldsSchema, signal)).flatMap((one): SyncField[] => {
          const { field_code: name, field_name: label } = one;
          const type = types[one.field_type];
          const own = kind === 'contact' && ownFields.some((field) => field === name);
          if (type === undefined || !(one.is_custom_field || own)) return [];
          const target = suggested[name];
          return [
            {
              name,
              label,
              type: name === 'birthday' ? 'date' : type,
              writable: !readOnly.has(one.field_type),
              ...(one.options
                ? { options: one.options.map((option) => ({ value: String(option.id), label: option.label })) }
                : {}),
              ...(target === undefined ? {} : { suggested: target }),
            },
          ];
        });
      }),
    fields: async (kind, signal) =>
      (await known.inner(kind, signal)).map(({ options, ...field }) =>
        options === undefined ? field : { ...field, options: options.map(({ label }) => ({ value: label, label })) },
      ),
    pipelines: (signal) =>
      fresh('pipelines', async () => {
        const pipelines = inOrder(await all('/api/v2/pipelines', pipelinesSchema, signal));
        const stages = inOrder(await all('/api/v2/stages', stagesSchema, signal));
        return pipelines.map(({ id, name }) => ({
          id: String(id),
          name: pipelines.length === 1 ? '' : name,
          stages: [
            ...stages
              .filter((stage) => stage.pipeline_id === id)
              .map((stage) => ({ id: String(stage.id), name: stage.name, outcome: 'open' as const })),
            ...ends,
          ],
        }));
      }),
    taskType: (signal) =>
      fresh('task type', async () => {
        const { data } = await call({ method: 'GET', path: '/v1/activityTypes', signal });
        const said = activityTypesSchema.safeParse(data);
        if (!said.success) throw unread();
        const types = said.data.filter((one) => one.active_flag).toSorted((a, b) => a.order_nr - b.order_nr);
        const type = types.find((one) => one.key_string === 'task') ?? types[0];
        if (type === undefined)
          throw new ConnectorError(
            'bad-request',
            'Pipedrive has no type of activity that is in use. Turn one on there.',
          );
        return type.key_string;
      }),
    async asGiven(kind, values, signal) {
      const entries = Object.entries(values ?? {});
      if (entries.length === 0) return {};
      const fields = await known.inner(kind, signal);
      const custom: Record<string, unknown> = {};
      const own: Record<string, unknown> = {};
      for (const [name, value] of entries) {
        const field = fields.find((one) => one.name === name);
        if (field === undefined || !field.writable)
          throw new ConnectorError(
            'bad-request',
            `Pipedrive has no field "${name}" that can be set. Choose the field again in the block.`,
          );
        const option =
          field.type === 'choice' && value !== null
            ? field.options?.find(({ label }) => label === String(value))
            : null;
        if (option === undefined)
          throw new ConnectorError(
            'bad-request',
            `The field "${field.label}" at Pipedrive has no choice "${value}". Choose it again in the block.`,
          );
        const given = option === null ? value : Number(option.value);
        if (ownFields.some((one) => one === name)) own[name] = given;
        else custom[name] = given;
      }
      return { ...own, ...(Object.keys(custom).length === 0 ? {} : { custom_fields: custom }) };
    },
  };
  return known;
}

const inOrder = <T extends { order_nr: number; is_deleted?: boolean | null | undefined }>(list: readonly T[]): T[] =>
  list.filter((one) => one.is_deleted !== true).toSorted((a, b) => a.order_nr - b.order_nr);
