/** What is written to an account: customers, orders and their status, tasks, notes on customers, comments on orders. */
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
import { type RetailCalls, unread } from './call.ts';
import type { RetailFields } from './fields.ts';
import type { retailPulls } from './pull.ts';
import { entitySchema, outcomeOf, personOf, type RetailEntity, type RetailKind } from './records.ts';
import { written } from './zone.ts';

type Input<T extends z.ZodType> = z.output<T>;
type Values = Input<typeof createDealInput>['values'];
const madeSchema = z.looseObject({ id: z.number() });
const listSchema = z.object({ customers: z.array(entitySchema).default([]) });
const longestTitle = 255;

export function retailWrites(
  { get, post }: RetailCalls,
  known: RetailFields,
  { byIds }: ReturnType<typeof retailPulls>,
) {
  async function need(kind: RetailKind, id: string, signal: AbortSignal): Promise<RetailEntity> {
    const [entity] = await byIds(kind, [id], signal);
    if (entity === undefined)
      throw new ConnectorError(
        'bad-request',
        `There is no ${kind === 'contact' ? 'customer' : 'order'} ${id} in RetailCRM any more. Nothing was changed.`,
      );
    return entity;
  }

  async function findCustomer(
    { record, email }: Input<typeof saveContactInput>,
    { signal, records }: OperateContext,
  ): Promise<RetailEntity | null> {
    const id = record ?? records?.('contact')[0];
    if (id !== undefined) return need('contact', id, signal);
    if (email === undefined) return null;
    const { body } = await get('/api/v5/customers', { 'filter[email]': email, limit: '100', page: '1' }, signal);
    const said = listSchema.safeParse(body);
    if (!said.success) throw unread();
    // Parts of an address may be found too.
    return said.data.customers.find((one) => one.email?.toLowerCase() === email.toLowerCase()) ?? null;
  }

  /** The shop of what is there; of new ones the account's. */
  async function siteOf(entity: RetailEntity | null, signal: AbortSignal): Promise<{ site?: string }> {
    const site = entity?.site ?? (await known.site(signal));
    if (site === null && entity === null)
      throw new ConnectorError(
        'bad-request',
        'The key may see several shops. Choose in the account in which of them Kaskad makes customers and orders.',
      );
    return site === null ? {} : { site };
  }

  function made(body: unknown): number {
    const said = madeSchema.safeParse(body);
    if (!said.success) throw unread(true);
    return said.data.id;
  }

  const edit = (kind: RetailKind, entity: RetailEntity, fields: object, site: { site?: string }, signal: AbortSignal) =>
    post(
      `/api/v5/${kind === 'contact' ? 'customers' : 'orders'}/${entity.id}/edit`,
      { by: 'id', [kind === 'contact' ? 'customer' : 'order']: fields, ...site },
      signal,
    );

  const contactOf = (given: string | undefined, { records }: OperateContext): string =>
    given ?? records?.('contact')[0] ?? throwNoRecord('contact');
  const orderOf = (given: string | undefined, { records }: OperateContext): string =>
    given ?? records?.('order')[0] ?? throwNoRecord('order');

  async function orderWritten(
    id: number,
    created: boolean,
    status: string | null,
    signal: AbortSignal,
  ): Promise<WrittenRecord> {
    // The order is written: that it cannot be read now is no reason to say that it was not.
    const order = await need('order', String(id), signal).catch(() => null);
    const groups = await known.reading('order', signal).then(
      (reading) => reading.groups,
      () => new Map<string, string>(),
    );
    const stage = order?.status ?? status;
    return {
      kind: 'order',
      id: String(id),
      created,
      stage,
      outcome: stage === null ? null : outcomeOf(groups.get(stage), !!order?.fullPaidAt),
    };
  }

  const works = {
    async 'crm.save-contact'(input: Input<typeof saveContactInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const found = await findCustomer(input, context);
      const phones = found === null ? [] : personOf(found).phones;
      const digits = (phone: string): string => phone.replace(/\D/g, '');
      const lacks = input.phone !== undefined && !phones.some((one) => digits(one) === digits(input.phone ?? ''));
      const fields = {
        ...(input.email !== undefined && !found?.email ? { email: input.email } : {}),
        // A list is replaced as a whole.
        ...(lacks ? { phones: [...phones, input.phone].map((number) => ({ number })) } : {}),
        ...(input.firstName !== undefined && !found?.firstName ? { firstName: input.firstName } : {}),
        ...(input.lastName !== undefined && !found?.lastName ? { lastName: input.lastName } : {}),
        ...valuesOf(input.values, ['patronymic', 'birthday']),
      };
      const site = await siteOf(found, signal);
      if (found === null)
        return {
          kind: 'contact',
          id: String(made(await post('/api/v5/customers/create', { customer: fields, ...site }, signal))),
          created: true,
        };
      if (Object.keys(fields).length > 0) await edit('contact', found, fields, site, signal);
      return { kind: 'contact', id: String(found.id), created: false };
    },

    /** A deal is an order here: its title is what is ordered. */
    async 'crm.create-deal'(input: Input<typeof createDealInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const customer = await need('contact', contactOf(input.contact, context), signal);
      const [phone] = personOf(customer).phones;
      const order = {
        customer: { id: customer.id },
        ...(customer.firstName ? { firstName: customer.firstName } : {}),
        ...(customer.lastName ? { lastName: customer.lastName } : {}),
        ...(customer.email ? { email: customer.email } : {}),
        ...(phone === undefined ? {} : { phone }),
        items: [
          {
            productName: input.title,
            quantity: 1,
            ...(input.amount === undefined ? {} : { initialPrice: input.amount }),
          },
        ],
        ...(input.stage === undefined ? {} : { status: input.stage }),
        ...valuesOf(input.values, []),
      };
      const id = made(await post('/api/v5/orders/create', { order, ...(await siteOf(customer, signal)) }, signal));
      return orderWritten(id, true, input.stage ?? null, signal);
    },

    async 'crm.move-deal'(input: Input<typeof moveDealInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const order = await need('order', orderOf(input.deal, context), signal);
      await edit('order', order, { status: input.stage }, await siteOf(order, signal), signal);
      return orderWritten(order.id, false, input.stage, signal);
    },

    async 'crm.add-task'(input: Input<typeof addTaskInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const kind = input.about === 'contact' ? 'contact' : 'order';
      const about = await need(
        kind,
        kind === 'contact' ? contactOf(input.record, context) : orderOf(input.record, context),
        signal,
      );
      const { offset } = await known.reading(kind, signal);
      const performer = input.responsible === undefined ? about.managerId : Number(input.responsible);
      const task = {
        text: input.text.slice(0, longestTitle),
        ...(input.text.length > longestTitle ? { commentary: input.text } : {}),
        datetime: written(input.dueAt, offset).slice(0, 16),
        ...(performer == null ? {} : { performerId: performer }),
        [kind === 'contact' ? 'customer' : 'order']: { id: about.id },
      };
      const id = made(await post('/api/v5/tasks/create', { task, ...(await siteOf(about, signal)) }, signal));
      return { kind: 'task', id: String(id), created: true };
    },

    /** Orders have no notes: ours is written below the manager's comment. */
    async 'crm.add-note'(input: Input<typeof addNoteInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      if (input.about === 'contact') {
        const customer = await need('contact', contactOf(input.record, context), signal);
        const note = { text: input.text, customer: { id: customer.id } };
        const id = made(
          await post('/api/v5/customers/notes/create', { note, ...(await siteOf(customer, signal)) }, signal),
        );
        return { kind: 'note', id: String(id), created: true };
      }
      const order = await need('order', orderOf(input.record, context), signal);
      const managerComment = [order.managerComment, input.text].filter((part) => part).join('\n\n');
      await edit('order', order, { managerComment }, await siteOf(order, signal), signal);
      return { kind: 'note', id: String(order.id), created: true };
    },
  } satisfies Record<CrmOperation, unknown>;

  return {
    operate: (name: string, input: unknown, context: OperateContext): Promise<WrittenRecord> => {
      const work = Object.hasOwn(works, name) ? works[name as CrmOperation] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `RetailCRM cannot do "${name}" here.`);
      return (work as (input: unknown, context: OperateContext) => Promise<WrittenRecord>)(input, context);
    },
  };
}

/** By the names that `fields` gives. */
function valuesOf(values: Values = {}, plain: readonly string[]): object {
  const customFields: Record<string, unknown> = {};
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const [, code] = /^custom:(.+)$/.exec(name) ?? [];
    if (code !== undefined) customFields[code] = value;
    else if (plain.includes(name)) fields[name] = value;
    else
      throw new ConnectorError(
        'bad-request',
        `RetailCRM has no field "${name}" that can be written. Choose the field again in the block.`,
      );
  }
  return { ...fields, ...(Object.keys(customFields).length === 0 ? {} : { customFields }) };
}

function throwNoRecord(kind: RetailKind): never {
  throw new ConnectorError(
    'bad-request',
    kind === 'contact'
      ? 'This person is no customer at RetailCRM yet. Put a block before this one that saves the contact there.'
      : 'This person has no order at RetailCRM. Put a block before this one that makes an order.',
  );
}
