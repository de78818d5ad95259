/** What is written to an account: contacts, deals, tasks, notes. */
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { asHtml, type CrmWorks, operateBy, recordFor } from '../crm-works.ts';
import { type HubSpotCalls, unread } from './call.ts';
import type { HubSpotFields } from './fields.ts';
import { type HubSpotObject, objectSchema } from './records.ts';

/** HubSpot's own numbers of what ties two objects together. */
const ties = {
  'deal contact': 3,
  'note contact': 202,
  'note deal': 214,
  'task contact': 204,
  'task deal': 216,
} as const;
const tie = (what: keyof typeof ties, id: string) => [
  { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: ties[what] }] },
];

type Values = Readonly<Record<string, string | number | boolean | null>>;

export function hubSpotWrites(call: HubSpotCalls, known: HubSpotFields) {
  const parsed = (body: unknown, acts: boolean): HubSpotObject => {
    const said = objectSchema.safeParse(body);
    if (!said.success) throw unread(acts);
    return said.data;
  };

  async function create(
    place: string,
    properties: Values,
    associations: object[],
    signal: AbortSignal,
  ): Promise<HubSpotObject> {
    const body = { properties: asTexts(properties), associations };
    return parsed(
      (await call({ method: 'POST', path: call.path('objects', place), body, signal, acts: true })).body,
      true,
    );
  }
  async function change(place: string, id: string, properties: Values, signal: AbortSignal): Promise<HubSpotObject> {
    const path = call.path('objects', `${place}/${encodeURIComponent(id)}`);
    const body = { properties: asTexts(properties) };
    return parsed((await call({ method: 'PATCH', path, body, signal, acts: true })).body, true);
  }

  const contactProperties = 'email,firstname,lastname,phone';
  async function read(
    id: string,
    query: Record<string, string>,
    orNull: boolean,
    signal: AbortSignal,
  ): Promise<HubSpotObject | null> {
    const path = call.path('objects', `contacts/${encodeURIComponent(id)}`);
    const { body } = await call({
      method: 'GET',
      path,
      query: { properties: contactProperties, ...query },
      orNull,
      signal,
    });
    return body === null ? null : parsed(body, false);
  }
  /** HubSpot finds a phone as it is written there. */
  async function byPhone(phone: string, signal: AbortSignal): Promise<HubSpotObject | null> {
    const { body } = await call({
      method: 'POST',
      path: call.path('objects', 'contacts/search'),
      body: {
        filterGroups: [{ filters: [{ propertyName: 'phone', operator: 'EQ', value: phone }] }],
        sorts: [{ propertyName: 'hs_object_id', direction: 'ASCENDING' }],
        properties: contactProperties.split(','),
        limit: 1,
        after: '0',
      },
      signal,
    });
    const results = (body as { results?: unknown }).results;
    if (!Array.isArray(results)) throw unread();
    return results.length === 0 ? null : parsed(results[0], false);
  }

  /** Where a deal stands is told by its stage's chances; where those cannot be read the stage alone is said. */
  async function dealWritten(deal: HubSpotObject, created: boolean, signal: AbortSignal): Promise<WrittenRecord> {
    const pipelines = await known.pipelines('deal', signal).catch(() => []);
    const stage = deal.properties.dealstage ?? null;
    const found = pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === stage);
    return { kind: 'deal', id: deal.id, created, stage, outcome: found?.outcome ?? null };
  }

  const works: CrmWorks = {
    async 'crm.save-contact'(input, { signal, records }) {
      const id = input.record ?? records?.('contact')[0];
      // A record that is only known, not named, may be gone there: then the addresses tell.
      let found = id === undefined ? null : await read(id, {}, input.record === undefined, signal);
      if (found === null && input.email !== undefined)
        found = await read(input.email, { idProperty: 'email' }, true, signal);
      if (found === null && input.phone !== undefined) found = await byPhone(input.phone, signal);
      const has = found?.properties ?? {};
      const lacking: Values = Object.fromEntries(
        Object.entries({
          email: input.email,
          phone: input.phone,
          firstname: input.firstName,
          lastname: input.lastName,
        }).flatMap(([name, value]) => (value === undefined || has[name] ? [] : [[name, value]])),
      );
      const properties: Values = { ...lacking, ...input.values };
      if (found === null) {
        const made = await create('contacts', properties, [], signal);
        return { kind: 'contact', id: made.id, created: true };
      }
      if (Object.keys(properties).length > 0) await change('contacts', found.id, properties, signal);
      return { kind: 'contact', id: found.id, created: false };
    },

    async 'crm.create-deal'(input, context) {
      const { signal } = context;
      const contact = recordFor('HubSpot', 'contact', input.contact, context);
      // A deal must stand somewhere: at the beginning, where nothing else is said.
      const pipelines = await known.pipelines('deal', signal);
      const pipeline = pipelines.find((one) =>
        input.pipeline !== undefined
          ? one.id === input.pipeline
          : input.stage === undefined || one.stages.some(({ id }) => id === input.stage),
      );
      const stage = input.stage ?? pipeline?.stages[0]?.id;
      if (pipeline === undefined || stage === undefined)
        throw new ConnectorError('bad-request', 'HubSpot has no such pipeline or stage. Choose it again in the block.');
      const currency =
        input.currency !== undefined && (await known.has('deal', 'deal_currency_code', signal))
          ? { deal_currency_code: input.currency }
          : {};
      const properties = {
        ...input.values,
        dealname: input.title,
        pipeline: pipeline.id,
        dealstage: stage,
        ...(input.amount === undefined ? {} : { amount: input.amount, ...currency }),
      };
      return dealWritten(await create('deals', properties, tie('deal contact', contact), signal), true, signal);
    },

    async 'crm.move-deal'(input, context) {
      const id = recordFor('HubSpot', 'deal', input.deal, context);
      const properties = {
        dealstage: input.stage,
        ...(input.pipeline === undefined ? {} : { pipeline: input.pipeline }),
      };
      return dealWritten(await change('deals', id, properties, context.signal), false, context.signal);
    },

    async 'crm.add-task'(input, context) {
      const id = recordFor('HubSpot', input.about, input.record, context);
      const properties = {
        hs_task_subject: input.text.slice(0, 250),
        hs_task_body: input.text,
        hs_task_status: 'NOT_STARTED',
        hs_task_type: 'TODO',
        hs_timestamp: input.dueAt,
        ...(input.responsible === undefined ? {} : { hubspot_owner_id: input.responsible }),
      };
      const made = await create('tasks', properties, tie(`task ${input.about}`, id), context.signal);
      return { kind: 'task', id: made.id, created: true };
    },

    async 'crm.add-note'(input, context) {
      const id = recordFor('HubSpot', input.about, input.record, context);
      const properties = { hs_note_body: asHtml(input.text), hs_timestamp: Date.now() };
      const made = await create('notes', properties, tie(`note ${input.about}`, id), context.signal);
      return { kind: 'note', id: made.id, created: true };
    },
  };
  return operateBy('HubSpot', works);
}

/** An empty text clears a property. */
const asTexts = (values: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value === null ? '' : String(value)]));
