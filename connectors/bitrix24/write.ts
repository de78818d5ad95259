/** What is written to a portal: contacts, deals, to-dos, comments. */
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
import { type BitrixCalls, unread } from './call.ts';
import type { BitrixFields } from './fields.ts';
import { type BitrixItem, entityTypes, itemSchema, outcomeOf } from './records.ts';

const writtenSchema = z.object({ item: itemSchema });
const foundSchema = z.union([z.object({ CONTACT: z.array(z.coerce.number()).optional() }), z.array(z.unknown())]);
const idSchema = z.union([z.number(), z.object({ id: z.coerce.number() })]);

type Input<T extends z.ZodType> = z.output<T>;

export function bitrixWrites({ call }: BitrixCalls, known: BitrixFields) {
  async function findContact(
    { record, email, phone }: Input<typeof saveContactInput>,
    { signal, records }: OperateContext,
  ): Promise<BitrixItem | null> {
    let id = record ?? records?.('contact')[0];
    for (const [type, value] of [
      ['EMAIL', email],
      ['PHONE', phone],
    ] as const) {
      if (id !== undefined || value === undefined) continue;
      const { result } = await call(
        'crm.duplicate.findbycomm',
        { type, values: [value], entity_type: 'CONTACT' },
        { signal },
      );
      const said = foundSchema.safeParse(result);
      if (!said.success) throw unread();
      // PHP writes "nobody" as an empty list. The oldest of several is taken.
      const ids = Array.isArray(said.data) ? [] : (said.data.CONTACT ?? []);
      if (ids.length > 0) id = String(Math.min(...ids));
    }
    if (id === undefined) return null;
    const { result } = await call('crm.item.get', { entityTypeId: entityTypes.contact, id: Number(id) }, { signal });
    const said = writtenSchema.safeParse(result);
    if (!said.success) throw unread();
    return said.data.item;
  }

  async function write(
    method: 'crm.item.add' | 'crm.item.update',
    params: object,
    signal: AbortSignal,
  ): Promise<BitrixItem> {
    const { result } = await call(method, params, { signal, acts: true });
    const said = writtenSchema.safeParse(result);
    if (!said.success) throw unread(true);
    return said.data.item;
  }

  const works = {
    async 'crm.save-contact'(input: Input<typeof saveContactInput>, context: OperateContext): Promise<WrittenRecord> {
      const entityTypeId = entityTypes.contact;
      const found = await findContact(input, context);
      const { firstName, lastName, values = {} } = input;
      if (found === null) {
        const fm = [...missing('EMAIL', input.email, []), ...missing('PHONE', input.phone, [])];
        const named = {
          ...(firstName === undefined ? {} : { name: firstName }),
          ...(lastName === undefined ? {} : { lastName }),
        };
        const item = await write('crm.item.add', { entityTypeId, fields: { ...named, ...values, fm } }, context.signal);
        return { kind: 'contact', id: String(item.id), created: true };
      }
      const has = found.fm ?? [];
      const fm = [...missing('EMAIL', input.email, has), ...missing('PHONE', input.phone, has)];
      const fields = {
        ...(firstName !== undefined && !found.name ? { name: firstName } : {}),
        ...(lastName !== undefined && !found.lastName ? { lastName } : {}),
        ...values,
        // On an update new addresses are named n0, n1 …
        ...(fm.length === 0 ? {} : { fm: Object.fromEntries(fm.map((one, index) => [`n${index}`, one])) }),
      };
      if (Object.keys(fields).length > 0)
        await write('crm.item.update', { entityTypeId, id: found.id, fields }, context.signal);
      return { kind: 'contact', id: String(found.id), created: false };
    },

    async 'crm.create-deal'(input: Input<typeof createDealInput>, { signal, records }: OperateContext) {
      const contact = Number(input.contact ?? records?.('contact')[0] ?? throwNoRecord('contact'));
      const fields = {
        ...input.values,
        title: input.title,
        contactIds: [contact],
        ...(input.amount === undefined ? {} : { opportunity: input.amount }),
        ...(input.currency === undefined ? {} : { currencyId: input.currency }),
        ...(input.pipeline === undefined ? {} : { categoryId: Number(input.pipeline) }),
        ...(input.stage === undefined ? {} : { stageId: input.stage }),
      };
      return dealWritten(await write('crm.item.add', { entityTypeId: entityTypes.deal, fields }, signal), true, signal);
    },

    async 'crm.move-deal'(input: Input<typeof moveDealInput>, { signal, records }: OperateContext) {
      const id = Number(input.deal ?? records?.('deal')[0] ?? throwNoRecord('deal'));
      const fields = { stageId: input.stage };
      const item = await write('crm.item.update', { entityTypeId: entityTypes.deal, id, fields }, signal);
      return dealWritten(item, false, signal);
    },

    async 'crm.add-task'(
      input: Input<typeof addTaskInput>,
      { signal, records }: OperateContext,
    ): Promise<WrittenRecord> {
      const params = {
        ownerTypeId: entityTypes[input.about],
        ownerId: Number(input.record ?? records?.(input.about)[0] ?? throwNoRecord(input.about)),
        deadline: new Date(input.dueAt).toISOString(),
        title: input.text.slice(0, 255),
        description: input.text,
        ...(input.responsible === undefined ? {} : { responsibleId: Number(input.responsible) }),
      };
      const { result } = await call('crm.activity.todo.add', params, { signal, acts: true });
      return { kind: 'task', id: newId(result), created: true };
    },

    async 'crm.add-note'(
      input: Input<typeof addNoteInput>,
      { signal, records }: OperateContext,
    ): Promise<WrittenRecord> {
      const id = Number(input.record ?? records?.(input.about)[0] ?? throwNoRecord(input.about));
      const fields = { ENTITY_ID: id, ENTITY_TYPE: input.about, COMMENT: input.text };
      const { result } = await call('crm.timeline.comment.add', { fields }, { signal, acts: true });
      return { kind: 'note', id: newId(result), created: true };
    },
  } satisfies Record<CrmOperation, unknown>;

  async function dealWritten(item: BitrixItem, created: boolean, signal: AbortSignal): Promise<WrittenRecord> {
    const stages = item.stageSemanticId == null ? await stagesOf(known, signal) : [];
    const outcome = stages.find(({ id }) => id === item.stageId)?.outcome ?? outcomeOf(item.stageSemanticId);
    return { kind: 'deal', id: String(item.id), created, stage: item.stageId ?? null, outcome };
  }

  return {
    operate: (name: string, input: unknown, context: OperateContext): Promise<WrittenRecord> => {
      const work = Object.hasOwn(works, name) ? works[name as CrmOperation] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `Bitrix24 cannot do "${name}" here.`);
      return (work as (input: unknown, context: OperateContext) => Promise<WrittenRecord>)(input, context);
    },
  };
}

/** The deal is written: that its stages cannot be read now is no reason to say that it was not. */
const stagesOf = async (known: BitrixFields, signal: AbortSignal) =>
  (await known.pipelines(signal).catch(() => [])).flatMap(({ stages }) => stages);

function missing(typeId: 'EMAIL' | 'PHONE', value: string | undefined, has: NonNullable<BitrixItem['fm']>) {
  if (value === undefined) return [];
  const plain = (text: string): string => (typeId === 'PHONE' ? text.replace(/\D/g, '') : text.toLowerCase());
  const known = has.some((one) => one.typeId === typeId && plain(one.value ?? '') === plain(value));
  return known ? [] : [{ typeId, valueType: 'WORK', value }];
}

function newId(result: unknown): string {
  const said = idSchema.safeParse(result);
  if (!said.success) throw unread(true);
  return String(typeof said.data === 'number' ? said.data : said.data.id);
}

function throwNoRecord(kind: 'contact' | 'deal'): never {
  throw new ConnectorError(
    'bad-request',
    kind === 'contact'
      ? 'This person has no contact at Bitrix24 yet. Put a block before this one that saves the contact there.'
      : 'This person has no open deal at Bitrix24. Put a block before this one that makes a deal.',
  );
}
