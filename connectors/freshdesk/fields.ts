/** Fields of contacts and tickets, and the statuses of tickets. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { ticketPriorities } from '../../flows/sdk/desk.ts';
import type { SyncField, SyncPipeline } from '../../flows/sdk/sync.ts';
import { keptFresh } from '../fresh.ts';
import { type FreshdeskCalls, unread } from './call.ts';
import { type FreshdeskKind, outcomeOf } from './records.ts';

const fieldsSchema = z.array(
  z.looseObject({ name: z.string(), label: z.string().nullish(), type: z.string(), choices: z.unknown().optional() }),
);

/** Types of the account's own fields; those left out are built of several. */
const types: Readonly<Record<string, SyncField['type']>> = {
  custom_text: 'text',
  custom_paragraph: 'text',
  custom_phone_number: 'text',
  custom_url: 'text',
  custom_number: 'number',
  custom_decimal: 'number',
  custom_checkbox: 'boolean',
  custom_date: 'date',
  custom_dropdown: 'choice',
};

const plain = (name: string, label: string, type: SyncField['type'], suggested?: string): SyncField => ({
  name,
  label,
  type,
  writable: false,
  ...(suggested === undefined ? {} : { suggested }),
});
/** What every account has, beside names, addresses and the status. */
const own: Readonly<Record<FreshdeskKind, readonly SyncField[]>> = {
  contact: [
    plain('language', 'Language', 'text', 'language'),
    plain('job_title', 'Title', 'text', 'attributes.job_title'),
    plain('address', 'Address', 'text'),
    plain('description', 'About', 'text'),
    plain('unique_external_id', 'Unique external ID', 'text'),
    plain('tags', 'Tags', 'list'),
  ],
  ticket: [
    {
      ...plain('priority', 'Priority', 'choice'),
      options: ticketPriorities.map((value) => ({ value, label: value })),
    },
    plain('type', 'Type', 'text'),
    plain('tags', 'Tags', 'list'),
  ],
};

/** The statuses that every account has. */
const statuses: readonly [id: number, name: string][] = [
  [2, 'Open'],
  [3, 'Pending'],
  [4, 'Resolved'],
  [5, 'Closed'],
];

export interface FreshdeskFields {
  fields(kind: FreshdeskKind, signal: AbortSignal): Promise<SyncField[]>;
  pipelines(signal: AbortSignal): Promise<SyncPipeline[]>;
  /** `custom_fields`, as Freshdesk takes them. */
  asGiven(
    values: Readonly<Record<string, string | number | boolean>>,
    signal: AbortSignal,
  ): Promise<Record<string, string | number | boolean>>;
}

export function freshdeskFields(call: FreshdeskCalls): FreshdeskFields {
  const fresh = keptFresh();
  const all = (kind: FreshdeskKind, signal: AbortSignal) =>
    fresh(kind, async () => {
      const said = fieldsSchema.safeParse((await call({ method: 'GET', path: `/${kind}_fields`, signal })).body);
      if (!said.success) throw unread();
      return said.data;
    });

  const custom = async (kind: FreshdeskKind, signal: AbortSignal): Promise<SyncField[]> =>
    (await all(kind, signal)).flatMap(({ name, label, type: given, choices }): SyncField[] => {
      const type = types[given];
      if (type === undefined) return [];
      const options = z.array(z.string()).safeParse(choices).data;
      return [
        {
          name,
          label: label || name,
          type,
          writable: kind === 'ticket',
          ...(type === 'choice' && options !== undefined
            ? { options: options.map((value) => ({ value, label: value })) }
            : {}),
        },
      ];
    });

  return {
    fields: async (kind, signal) => [...own[kind], ...(await custom(kind, signal))],
    async pipelines(signal) {
      const status = (await all('ticket', signal)).find(({ type }) => type === 'default_status');
      return [
        {
          id: 'tickets',
          name: '',
          stages: namesOf(status?.choices).map(([id, name]) => ({ id: String(id), name, outcome: outcomeOf(id) })),
        },
      ];
    },
    async asGiven(values, signal) {
      const entries = Object.entries(values);
      if (entries.length === 0) return {};
      const fields = await custom('ticket', signal);
      return Object.fromEntries(
        entries.map(([name, value]) => {
          const field = fields.find((one) => one.name === name);
          if (field === undefined)
            throw new ConnectorError(
              'bad-request',
              `Freshdesk has no field "${name}" of tickets that can be set. Choose the field again in the block.`,
            );
          if (field.type === 'number') return [name, asNumber(field, value)];
          if (field.type === 'boolean') return [name, ['true', '1', 'yes'].includes(String(value).toLowerCase())];
          return [name, String(value)];
        }),
      );
    },
  };
}

function asNumber({ label }: SyncField, value: string | number | boolean): number {
  const number = typeof value === 'string' ? Number(value.replace(',', '.') || Number.NaN) : Number(value);
  if (Number.isFinite(number)) return number;
  throw new ConnectorError(
    'bad-request',
    `The field "${label}" at Freshdesk takes a number, and "${value}" is none. Change it in the block.`,
  );
}

/**
 * How an account's own statuses are written was not seen in a description of Freshdesk's: by number, with a name or several of which agents see
 * the first. Whatever else it may be, the four of every account are there.
 */
function namesOf(choices: unknown): readonly [id: number, name: string][] {
  const said = z
    .record(z.string().regex(/^\d{1,9}$/), z.union([z.string(), z.array(z.string()).min(1)]))
    .safeParse(choices);
  if (!said.success || Object.keys(said.data).length === 0) return statuses;
  return Object.entries(said.data)
    .map(([id, name]): [number, string] => [Number(id), typeof name === 'string' ? name : (name[0] as string)])
    .sort(([a], [b]) => a - b);
}
