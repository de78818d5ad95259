/** What is written to a shop: customers, the status of an order, notes on orders that customers do not see. */
import * as z from 'zod';
import { ConnectorError, type OperateContext } from '../../flows/sdk/connector.ts';
import type { addNoteInput, moveDealInput, saveContactInput } from '../../flows/sdk/crm.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { unread, type WooCalls } from './call.ts';
import { addressParts, entitySchema, outcomeOf, personOf, type WooEntity } from './records.ts';

type Input<T extends z.ZodType> = z.output<T>;
type Body = Record<string, unknown>;
const noteSchema = z.object({ id: z.number() });

export function wooWrites(call: WooCalls) {
  async function findCustomer(input: Input<typeof saveContactInput>, { signal, records }: OperateContext) {
    const id = input.record ?? records?.('contact')[0];
    if (id !== undefined) {
      const said = entitySchema.safeParse(
        (await call({ method: 'GET', path: `/customers/${numberOf(id)}`, signal })).body,
      );
      if (!said.success) throw unread();
      return said.data;
    }
    if (input.email === undefined)
      throw new ConnectorError(
        'bad-request',
        'WooCommerce knows customers by their e-mail, and this person has none. Let the block ask for people with an e-mail only.',
      );
    const query = { email: input.email, role: 'all', per_page: '10', orderby: 'id', order: 'asc' };
    const said = z
      .array(entitySchema)
      .safeParse((await call({ method: 'GET', path: '/customers', query, signal })).body);
    if (!said.success) throw unread();
    const wanted = input.email.toLowerCase();
    return said.data.find(({ email }) => email?.toLowerCase() === wanted) ?? null;
  }

  async function write(method: 'POST' | 'PUT', path: string, body: Body, signal: AbortSignal): Promise<WooEntity> {
    const said = entitySchema.safeParse((await call({ method, path, body, signal })).body);
    if (!said.success) throw unread(true);
    return said.data;
  }

  const orderOf = (given: string | undefined, { records }: OperateContext): number => {
    const id = given ?? records?.('order')[0];
    if (id === undefined)
      throw new ConnectorError(
        'bad-request',
        'This person has no order in the shop that Kaskad knows. Nothing was changed.',
      );
    return numberOf(id);
  };

  const works = {
    async 'crm.save-contact'(input: Input<typeof saveContactInput>, context: OperateContext): Promise<WrittenRecord> {
      const found = await findCustomer(input, context);
      const has = found === null ? null : personOf(found);
      const { billing = {}, ...rest } = valuesOf(input.values);
      const phone = input.phone !== undefined && !has?.phones.length ? { phone: input.phone } : {};
      const parts: Body = { ...(billing as Body), ...phone };
      const body: Body = {
        ...(input.firstName !== undefined && !found?.first_name ? { first_name: input.firstName } : {}),
        ...(input.lastName !== undefined && !found?.last_name ? { last_name: input.lastName } : {}),
        ...rest,
        ...(Object.keys(parts).length === 0 ? {} : { billing: parts }),
      };
      if (found === null) {
        const made = await write('POST', '/customers', { email: input.email, ...body }, context.signal);
        return { kind: 'contact', id: String(made.id), created: true };
      }
      if (Object.keys(body).length > 0) await write('PUT', `/customers/${found.id}`, body, context.signal);
      return { kind: 'contact', id: String(found.id), created: false };
    },

    async 'crm.move-deal'(input: Input<typeof moveDealInput>, context: OperateContext): Promise<WrittenRecord> {
      const id = orderOf(input.deal, context);
      const order = await write('PUT', `/orders/${id}`, { status: input.stage }, context.signal);
      const stage = order.status ?? input.stage;
      return { kind: 'order', id: String(id), created: false, stage, outcome: outcomeOf(stage, !!order.date_paid_gmt) };
    },

    async 'crm.add-note'(input: Input<typeof addNoteInput>, context: OperateContext): Promise<WrittenRecord> {
      if (input.about === 'contact' && input.record !== undefined)
        throw new ConnectorError(
          'bad-request',
          'WooCommerce keeps notes on orders only. Choose the order in the block.',
        );
      const id = orderOf(input.record, context);
      const { signal } = context;
      const body = { note: input.text, customer_note: false };
      const { body: made } = await call({ method: 'POST', path: `/orders/${id}/notes`, body, signal });
      const said = noteSchema.safeParse(made);
      if (!said.success) throw unread(true);
      return { kind: 'note', id: String(said.data.id), created: true };
    },
  };

  return {
    operate: (name: string, input: unknown, context: OperateContext): Promise<WrittenRecord> => {
      const work = Object.hasOwn(works, name) ? works[name as keyof typeof works] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `WooCommerce cannot do "${name}" here.`);
      return (work as (input: unknown, context: OperateContext) => Promise<WrittenRecord>)(input, context);
    },
  };
}

/** An id is part of a path. */
function numberOf(id: string): number {
  if (!/^[1-9]\d{0,14}$/.test(id))
    throw new ConnectorError('bad-request', `"${id}" is no number of a record in WooCommerce.`);
  return Number(id);
}

/** By the names that `fields` gives. */
function valuesOf(values: Input<typeof saveContactInput>['values'] = {}): Body {
  const body: Body = {};
  const meta: { key: string; value: unknown }[] = [];
  for (const [name, value] of Object.entries(values)) {
    const [, of, part] = /^(billing|shipping)_(\w+)$/.exec(name) ?? [];
    const [, key] = /^meta:(.+)$/.exec(name) ?? [];
    if (key !== undefined) meta.push({ key, value: value ?? '' });
    else if (of !== undefined && (addressParts as readonly (string | undefined)[]).includes(part))
      body[of] = { ...(body[of] as object | undefined), [part as string]: value === null ? '' : String(value) };
    else
      throw new ConnectorError(
        'bad-request',
        `WooCommerce has no field "${name}". Choose the field again in the block.`,
      );
  }
  if (meta.length > 0) body.meta_data = meta;
  return body;
}
