/** What is written to a company: persons, deals, activities, notes. */
import * as z from 'zod';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { asHtml, type CrmWorks, operateBy, recordFor, sameAddress } from '../crm-works.ts';
import { type PipedriveCalls, unread } from './call.ts';
import type { PipedriveFields } from './fields.ts';
import { ends, itemSchema, outcomeOf, type PipedriveAddress, type PipedriveItem, stageOf } from './records.ts';

const searchSchema = z.object({ items: z.array(z.object({ item: z.object({ id: z.number() }) })) });
const madeSchema = z.object({ id: z.number() });
const named = { email: 'emails', phone: 'phones' } as const;

export function pipedriveWrites(call: PipedriveCalls, known: PipedriveFields) {
  const item = (data: unknown, acts: boolean): PipedriveItem => {
    const said = itemSchema.safeParse(data);
    if (!said.success) throw unread(acts);
    return said.data;
  };
  const person = async (id: string, signal: AbortSignal): Promise<PipedriveItem> =>
    item((await call({ method: 'GET', path: `/api/v2/persons/${encodeURIComponent(id)}`, signal })).data, false);

  async function search(kind: 'email' | 'phone', term: string, signal: AbortSignal): Promise<PipedriveItem | null> {
    const query = { term, fields: kind, exact_match: 'true', limit: '10' };
    const { data } = await call({ method: 'GET', path: '/api/v2/persons/search', query, signal });
    const said = searchSchema.safeParse(data);
    if (!said.success) throw unread();
    // The oldest of several is taken.
    const [first] = said.data.items.map((one) => one.item.id).sort((a, b) => a - b);
    return first === undefined ? null : person(String(first), signal);
  }

  async function write(
    method: 'POST' | 'PATCH',
    path: string,
    body: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<PipedriveItem> {
    return item((await call({ method, path: `/api/v2/${path}`, body, signal })).data, true);
  }

  const dealWritten = async (deal: PipedriveItem, created: boolean): Promise<WrittenRecord> => ({
    kind: 'deal',
    id: String(deal.id),
    created,
    stage: stageOf(deal, [])?.id ?? null,
    outcome: outcomeOf(deal.status),
  });

  const works: CrmWorks = {
    async 'crm.save-contact'(input, { signal, records }) {
      const id = input.record ?? records?.('contact')[0];
      // A record that is only known, not named, may be gone there: then the addresses tell.
      const gone = (error: unknown): null => {
        if (input.record === undefined && error instanceof ConnectorError && error.errorClass === 'bad-request')
          return null;
        throw error;
      };
      let found = id === undefined ? null : await person(id, signal).catch(gone);
      if (found?.is_deleted === true && input.record === undefined) found = null;
      if (found === null && input.email !== undefined) found = await search('email', input.email, signal);
      if (found === null && input.phone !== undefined) found = await search('phone', input.phone, signal);
      const fields: Record<string, unknown> = {
        ...lacking(found, 'email', input.email),
        ...lacking(found, 'phone', input.phone),
        ...(await known.asGiven('contact', input.values, signal)),
      };
      if (found === null) {
        const name = [input.firstName, input.lastName].filter((part) => part).join(' ');
        const made = await write('POST', 'persons', { name: name || input.email || input.phone, ...fields }, signal);
        return { kind: 'contact', id: String(made.id), created: true };
      }
      if (Object.keys(fields).length > 0) await write('PATCH', `persons/${found.id}`, fields, signal);
      return { kind: 'contact', id: String(found.id), created: false };
    },

    async 'crm.create-deal'(input, context) {
      const { signal } = context;
      const end = ends.find(({ id }) => id === input.stage);
      const body = {
        title: input.title,
        person_id: Number(recordFor('Pipedrive', 'contact', input.contact, context)),
        ...(input.amount === undefined ? {} : { value: input.amount }),
        ...(input.currency === undefined ? {} : { currency: input.currency }),
        ...(input.pipeline === undefined ? {} : { pipeline_id: Number(input.pipeline) }),
        ...(input.stage === undefined
          ? {}
          : end === undefined
            ? { stage_id: Number(input.stage) }
            : { status: end.id }),
        ...(await known.asGiven('deal', input.values, signal)),
      };
      return dealWritten(await write('POST', 'deals', body, signal), true);
    },

    async 'crm.move-deal'(input, context) {
      const id = recordFor('Pipedrive', 'deal', input.deal, context);
      const end = ends.find((one) => one.id === input.stage);
      const body =
        end === undefined
          ? {
              stage_id: Number(input.stage),
              status: 'open',
              ...(input.pipeline === undefined ? {} : { pipeline_id: Number(input.pipeline) }),
            }
          : { status: end.id };
      return dealWritten(await write('PATCH', `deals/${encodeURIComponent(id)}`, body, context.signal), false);
    },

    async 'crm.add-task'(input, context) {
      const id = Number(recordFor('Pipedrive', input.about, input.record, context));
      // By Greenwich.
      const due = new Date(input.dueAt).toISOString();
      const body = {
        subject: input.text.slice(0, 250),
        type: await known.taskType(context.signal),
        due_date: due.slice(0, 10),
        due_time: due.slice(11, 16),
        note: asHtml(input.text),
        ...(input.about === 'deal' ? { deal_id: id } : { participants: [{ person_id: id, primary: true }] }),
        ...(input.responsible === undefined ? {} : { owner_id: Number(input.responsible) }),
      };
      const { data } = await call({ method: 'POST', path: '/api/v2/activities', body, signal: context.signal });
      return { kind: 'task', id: madeId(data), created: true };
    },

    async 'crm.add-note'(input, context) {
      const id = Number(recordFor('Pipedrive', input.about, input.record, context));
      const body = { content: asHtml(input.text), ...(input.about === 'deal' ? { deal_id: id } : { person_id: id }) };
      const { data } = await call({ method: 'POST', path: '/v1/notes', body, signal: context.signal });
      return { kind: 'note', id: madeId(data), created: true };
    },
  };
  return operateBy('Pipedrive', works);
}

function madeId(data: unknown): string {
  const said = madeSchema.safeParse(data);
  if (!said.success) throw unread(true);
  return String(said.data.id);
}

/** A list of addresses is replaced as a whole: what is there is sent along. */
function lacking(
  found: PipedriveItem | null,
  kind: 'email' | 'phone',
  value: string | undefined,
): Record<string, unknown> {
  if (value === undefined) return {};
  const has: readonly PipedriveAddress[] = found?.[named[kind]] ?? [];
  if (has.some((one) => sameAddress(kind, one.value, value))) return {};
  const kept = has.map(({ value: old, primary, label }) => ({
    value: old,
    primary: primary === true,
    ...(label ? { label } : {}),
  }));
  return {
    [named[kind]]: [...kept, { value, primary: kept.length === 0, label: kind === 'phone' ? 'mobile' : 'work' }],
  };
}
