/** What is written to an account: contacts, leads, tasks, notes. */
import * as z from 'zod';
import { ConnectorError, type OperateContext } from '../../flows/sdk/connector.ts';
import type {
  addNoteInput,
  addTaskInput,
  CrmOperation,
  createDealInput,
  moveDealInput,
  saveContactInput,
} from '../../flows/sdk/crm.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { type AmoCalls, unread } from './call.ts';
import { type AmoCustomValue, type AmoEntity, addressesOf, entitySchema, outcomeOf } from './records.ts';

type Input<T extends z.ZodType> = z.output<T>;
const madeSchema = z.object({ _embedded: z.record(z.string(), z.array(z.object({ id: z.number() })).min(1)) });
/** Their type of task: a follow-up. */
const followUp = 1;

export function amoWrites(call: AmoCalls) {
  async function need(place: 'contacts' | 'leads', id: string, signal: AbortSignal): Promise<AmoEntity> {
    const said = entitySchema.safeParse((await call({ method: 'GET', path: `/api/v4/${place}/${id}`, signal })).body);
    if (!said.success) throw unread();
    return said.data;
  }

  /** Their search takes any text, and parts of it: who really has the address is looked at here. */
  async function search(code: 'PHONE' | 'EMAIL', value: string, signal: AbortSignal): Promise<AmoEntity | null> {
    const query = { query: value, limit: '50', page: '1', 'order[id]': 'asc' };
    const { body } = await call({ method: 'GET', path: '/api/v4/contacts', query, signal });
    if (body === null) return null;
    const said = z.object({ _embedded: z.object({ contacts: z.array(entitySchema) }) }).safeParse(body);
    if (!said.success) throw unread();
    return said.data._embedded.contacts.find((one) => has(one, code, value)) ?? null;
  }

  async function findContact(input: Input<typeof saveContactInput>, { signal, records }: OperateContext) {
    const id = input.record ?? records?.('contact')[0];
    if (id !== undefined) return need('contacts', id, signal);
    const byEmail = input.email === undefined ? null : await search('EMAIL', input.email, signal);
    return byEmail ?? (input.phone === undefined ? null : search('PHONE', input.phone, signal));
  }

  async function make(path: string, list: string, entity: object, signal: AbortSignal): Promise<string> {
    const said = madeSchema.safeParse((await call({ method: 'POST', path, body: [entity], signal })).body);
    const id = said.data?._embedded[list]?.[0]?.id;
    if (id === undefined) throw unread(true);
    return String(id);
  }

  /** The lead is written: that it cannot be read now is no reason to say that it was not. */
  async function leadWritten(id: string, created: boolean, signal: AbortSignal): Promise<WrittenRecord> {
    const lead = await need('leads', id, signal).catch(() => null);
    const status = lead?.status_id ?? null;
    return {
      kind: 'deal',
      id,
      created,
      stage: status === null ? null : String(status),
      outcome: status === null ? null : outcomeOf(status),
    };
  }

  const works = {
    async 'crm.save-contact'(input: Input<typeof saveContactInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const found = await findContact(input, context);
      const custom = [
        ...addressValue(found, 'EMAIL', input.email),
        ...addressValue(found, 'PHONE', input.phone),
        ...customValues(input.values),
      ];
      const fields = {
        ...(input.firstName !== undefined && !found?.first_name ? { first_name: input.firstName } : {}),
        ...(input.lastName !== undefined && !found?.last_name ? { last_name: input.lastName } : {}),
        ...(custom.length === 0 ? {} : { custom_fields_values: custom }),
      };
      if (found === null)
        return { kind: 'contact', id: await make('/api/v4/contacts', 'contacts', fields, signal), created: true };
      if (Object.keys(fields).length > 0)
        await call({ method: 'PATCH', path: `/api/v4/contacts/${found.id}`, body: fields, signal });
      return { kind: 'contact', id: String(found.id), created: false };
    },

    async 'crm.create-deal'(input: Input<typeof createDealInput>, { signal, records }: OperateContext) {
      const contact = Number(input.contact ?? records?.('contact')[0] ?? throwNoRecord('contact'));
      const custom = customValues(input.values);
      const lead = {
        name: input.title,
        // Whole units only.
        ...(input.amount === undefined ? {} : { price: Math.round(input.amount) }),
        ...(input.pipeline === undefined ? {} : { pipeline_id: Number(input.pipeline) }),
        ...(input.stage === undefined ? {} : { status_id: Number(input.stage) }),
        ...(custom.length === 0 ? {} : { custom_fields_values: custom }),
        _embedded: { contacts: [{ id: contact }] },
      };
      return leadWritten(await make('/api/v4/leads', 'leads', lead, signal), true, signal);
    },

    async 'crm.move-deal'(input: Input<typeof moveDealInput>, { signal, records }: OperateContext) {
      const id = input.deal ?? records?.('deal')[0] ?? throwNoRecord('deal');
      const body = {
        status_id: Number(input.stage),
        ...(input.pipeline === undefined ? {} : { pipeline_id: Number(input.pipeline) }),
      };
      await call({ method: 'PATCH', path: `/api/v4/leads/${id}`, body, signal });
      return { kind: 'deal', id, created: false, stage: input.stage, outcome: outcomeOf(Number(input.stage)) } as const;
    },

    async 'crm.add-task'(
      input: Input<typeof addTaskInput>,
      { signal, records }: OperateContext,
    ): Promise<WrittenRecord> {
      const task = {
        text: input.text,
        complete_till: Math.floor(input.dueAt / 1000),
        entity_id: Number(input.record ?? records?.(input.about)[0] ?? throwNoRecord(input.about)),
        entity_type: input.about === 'contact' ? 'contacts' : 'leads',
        task_type_id: followUp,
        ...(input.responsible === undefined ? {} : { responsible_user_id: Number(input.responsible) }),
      };
      return { kind: 'task', id: await make('/api/v4/tasks', 'tasks', task, signal), created: true };
    },

    async 'crm.add-note'(
      input: Input<typeof addNoteInput>,
      { signal, records }: OperateContext,
    ): Promise<WrittenRecord> {
      const id = input.record ?? records?.(input.about)[0] ?? throwNoRecord(input.about);
      const path = `/api/v4/${input.about === 'contact' ? 'contacts' : 'leads'}/${id}/notes`;
      const note = { note_type: 'common', params: { text: input.text } };
      return { kind: 'note', id: await make(path, 'notes', note, signal), created: true };
    },
  } satisfies Record<CrmOperation, unknown>;

  return {
    operate: (name: string, input: unknown, context: OperateContext): Promise<WrittenRecord> => {
      const work = Object.hasOwn(works, name) ? works[name as CrmOperation] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `amoCRM cannot do "${name}" here.`);
      return (work as (input: unknown, context: OperateContext) => Promise<WrittenRecord>)(input, context);
    },
  };
}

const plain = (code: 'PHONE' | 'EMAIL', text: string): string =>
  code === 'PHONE' ? text.replace(/\D/g, '') : text.trim().toLowerCase();

const has = (entity: AmoEntity, code: 'PHONE' | 'EMAIL', value: string): boolean =>
  addressesOf(entity, code).some((one) => plain(code, one) === plain(code, value));

/** A field of several values is replaced as a whole: what is there is sent along, as it stands. */
function addressValue(found: AmoEntity | null, code: 'PHONE' | 'EMAIL', value: string | undefined): object[] {
  if (value === undefined || (found !== null && has(found, code, value))) return [];
  const old = (found?.custom_fields_values ?? []).filter((one: AmoCustomValue) => one.field_code === code);
  const values = [
    ...old.flatMap((one) =>
      one.values.map(({ value: kept, enum_code }) => ({ value: kept, ...(enum_code == null ? {} : { enum_code }) })),
    ),
    { value, enum_code: 'WORK' },
  ];
  return [{ field_code: code, values }];
}

/** By the names that `fields` gives. */
function customValues(values: Input<typeof createDealInput>['values'] = {}): object[] {
  return Object.entries(values).map(([name, value]) => {
    const id = /^cf_(\d+)$/.exec(name)?.[1];
    if (id === undefined)
      throw new ConnectorError('bad-request', `amoCRM has no field "${name}". Choose the field again in the block.`);
    return { field_id: Number(id), values: value === null ? null : [{ value }] };
  });
}

function throwNoRecord(kind: 'contact' | 'deal'): never {
  throw new ConnectorError(
    'bad-request',
    kind === 'contact'
      ? 'This person has no contact at amoCRM yet. Put a block before this one that saves the contact there.'
      : 'This person has no open deal at amoCRM. Put a block before this one that makes a deal.',
  );
}
