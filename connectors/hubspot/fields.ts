/** Properties, pipelines and the currency of an account. */
import * as z from 'zod';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import { keptFresh } from '../fresh.ts';
import { type HubSpotCalls, unread } from './call.ts';
import { type HubSpotKind, objects, own } from './records.ts';

const propertiesSchema = z.object({
  results: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      type: z.string(),
      fieldType: z.string(),
      hidden: z.boolean().nullish(),
      calculated: z.boolean().nullish(),
      hubspotDefined: z.boolean().nullish(),
      options: z.array(z.object({ value: z.string(), label: z.string() })).nullish(),
      modificationMetadata: z.object({ readOnlyValue: z.boolean().nullish() }).nullish(),
    }),
  ),
});
const pipelinesSchema = z.object({
  results: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      displayOrder: z.number().default(0),
      archived: z.boolean().default(false),
      stages: z.array(
        z.object({
          id: z.string(),
          label: z.string(),
          displayOrder: z.number().default(0),
          archived: z.boolean().default(false),
          metadata: z.record(z.string(), z.unknown()).default({}),
        }),
      ),
    }),
  ),
});
const accountSchema = z.object({ portalId: z.number(), companyCurrency: z.string().nullish() });

const types: Readonly<Record<string, SyncField['type']>> = {
  string: 'text',
  phone_number: 'text',
  number: 'number',
  bool: 'boolean',
  date: 'date',
  datetime: 'instant',
  enumeration: 'choice',
};
/** HubSpot keeps hundreds of figures of its own about a record; of those only these say something about a person. */
const wanted: ReadonlySet<string> = new Set([
  'hs_language',
  'hs_timezone',
  'hs_lead_status',
  'hs_ticket_priority',
  'hs_ticket_category',
]);
/** What a field of theirs plainly is here. */
const suggested: Readonly<Record<string, string>> = {
  city: 'attributes.city',
  state: 'attributes.region',
  zip: 'attributes.postcode',
  address: 'attributes.street',
  jobtitle: 'attributes.job_title',
  date_of_birth: 'attributes.birthday',
  country: 'country',
  hs_language: 'language',
};

export interface HubSpotFields {
  fields(kind: HubSpotKind, signal: AbortSignal): Promise<SyncField[]>;
  /** Names of properties to ask for: the values, and what has a place of its own. */
  asked(kind: HubSpotKind, signal: AbortSignal): Promise<string[]>;
  has(kind: HubSpotKind, property: string, signal: AbortSignal): Promise<boolean>;
  pipelines(kind: HubSpotKind, signal: AbortSignal): Promise<SyncPipeline[]>;
  account(signal: AbortSignal): Promise<{ portal: number; currency: string | null }>;
}

export function hubSpotFields(call: HubSpotCalls): HubSpotFields {
  const fresh = keptFresh();
  const all = (kind: HubSpotKind, signal: AbortSignal) =>
    fresh(kind, async () => {
      const { body } = await call({ method: 'GET', path: call.path('properties', objects[kind].place), signal });
      const said = propertiesSchema.safeParse(body);
      if (!said.success) throw unread();
      return said.data.results;
    });

  const known: HubSpotFields = {
    async fields(kind, signal) {
      return (await all(kind, signal)).flatMap((one): SyncField[] => {
        const { name, hubspotDefined } = one;
        const given = types[one.type];
        const inner = hubspotDefined === true && name.startsWith('hs_') && !wanted.has(name);
        const time = name === objects[kind].modified || name === 'createdate';
        if (given === undefined || one.hidden === true || inner || time || own[kind].includes(name)) return [];
        const several = given === 'choice' && one.fieldType === 'checkbox';
        const type = several ? 'list' : given;
        const target = kind === 'contact' ? suggested[name] : undefined;
        return [
          {
            name,
            label: one.label,
            type,
            writable: type !== 'list' && one.calculated !== true && one.modificationMetadata?.readOnlyValue !== true,
            ...(given === 'choice' && one.options
              ? { options: one.options.map(({ value, label }) => ({ value, label })) }
              : {}),
            ...(target === undefined ? {} : { suggested: target }),
          },
        ];
      });
    },
    async asked(kind, signal) {
      const there = new Set((await all(kind, signal)).map(({ name }) => name));
      const values = (await known.fields(kind, signal)).map(({ name }) => name);
      return [...own[kind].filter((name) => there.has(name)), ...values];
    },
    has: async (kind, property, signal) => (await all(kind, signal)).some(({ name }) => name === property),
    pipelines: async (kind, signal) =>
      kind === 'contact'
        ? []
        : fresh(`pipelines of ${kind}`, async () => {
            const { body } = await call({ method: 'GET', path: call.path('pipelines', objects[kind].place), signal });
            const said = pipelinesSchema.safeParse(body);
            if (!said.success) throw unread();
            const open = inOrder(said.data.results);
            return open.map(({ id, label, stages }) => ({
              id,
              name: open.length === 1 ? '' : label,
              stages: inOrder(stages).map((one) => ({
                id: one.id,
                name: one.label,
                outcome: outcomeOf(kind, one.metadata),
              })),
            }));
          }),
    account: (signal) =>
      fresh('account', async () => {
        const { body } = await call({ method: 'GET', path: `/account-info/${call.version}/details`, signal });
        const said = accountSchema.safeParse(body);
        if (!said.success) throw unread();
        return { portal: said.data.portalId, currency: said.data.companyCurrency || null };
      }),
  };
  return known;
}

const inOrder = <T extends { displayOrder: number; archived: boolean }>(list: readonly T[]): T[] =>
  list.filter(({ archived }) => !archived).toSorted((a, b) => a.displayOrder - b.displayOrder);

/** A deal's stage says how likely it is to be won: the ends are certain. A ticket's says whether it is closed. */
function outcomeOf(
  kind: HubSpotKind,
  metadata: Readonly<Record<string, unknown>>,
): SyncPipeline['stages'][number]['outcome'] {
  if (kind === 'ticket') return metadata.ticketState === 'CLOSED' ? 'closed' : 'open';
  const text = metadata.probability;
  const probability = text === undefined || text === '' ? Number.NaN : Number(text);
  return probability === 1 ? 'won' : probability === 0 ? 'lost' : 'open';
}
