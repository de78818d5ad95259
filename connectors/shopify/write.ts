/** What is written to a shop: customers with tags, and notes on customers and orders. */
import * as z from 'zod';
import { ConnectorError, type OperateContext } from '../../flows/sdk/connector.ts';
import type { addNoteInput, saveContactInput } from '../../flows/sdk/crm.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { checkUserErrors, type ShopifyCalls, type ShopifyQuery, unread } from './call.ts';
import {
  addTags,
  createCustomer,
  customerQuery,
  findQuery,
  orderNoteQuery,
  updateCustomer,
  updateOrder,
} from './queries.ts';
import { gidOf, numberOf } from './records.ts';

type Input<T extends z.ZodType> = z.output<T>;

const text = z.string().nullish();
const foundSchema = z.object({
  id: z.string(),
  firstName: text,
  lastName: text,
  note: text,
  defaultEmailAddress: z.object({ emailAddress: z.string() }).nullish(),
  defaultPhoneNumber: z.object({ phoneNumber: z.string() }).nullish(),
});
type Found = z.output<typeof foundSchema>;
const noteSchema = z.object({ id: z.string(), note: text });
const madeSchema = z.object({ customer: z.object({ id: z.string() }) });

export function shopifyWrites({ ask }: ShopifyCalls) {
  /** The only field of an answer. */
  async function read<T>(
    query: ShopifyQuery,
    variables: object,
    schema: z.ZodType<T>,
    signal: AbortSignal,
  ): Promise<T | null> {
    const { data } = await ask(query, variables, { signal });
    const said = z.record(z.string(), schema.nullable()).safeParse(data);
    if (!said.success) throw unread();
    return Object.values(said.data)[0] ?? null;
  }

  async function change(query: ShopifyQuery, variables: object, signal: AbortSignal): Promise<unknown> {
    const { data } = await ask(query, variables, { signal, acts: true });
    const said = z.record(z.string(), z.looseObject({ userErrors: z.unknown() })).safeParse(data);
    const [payload] = Object.values(said.data ?? {});
    if (payload === undefined) throw unread(true);
    checkUserErrors(payload.userErrors);
    return payload;
  }

  async function findCustomer(
    input: Input<typeof saveContactInput>,
    { signal, records }: OperateContext,
  ): Promise<Found | null> {
    const id = input.record ?? records?.('contact')[0];
    if (id !== undefined) return needCustomer(id, signal);
    const ways = [
      ...(input.email === undefined ? [] : [{ emailAddress: input.email }]),
      ...(input.phone === undefined ? [] : [{ phoneNumber: input.phone }]),
    ];
    for (const identifier of ways) {
      const found = await read(findQuery, { identifier }, foundSchema, signal);
      if (found !== null) return found;
    }
    return null;
  }

  async function needCustomer(id: string, signal: AbortSignal): Promise<Found> {
    const found = await read(customerQuery, { id: gidOf('contact', id) }, foundSchema, signal);
    if (found === null)
      throw new ConnectorError('bad-request', `There is no customer ${id} in the shop any more. Nothing was changed.`);
    return found;
  }

  const works = {
    async 'crm.save-contact'(input: Input<typeof saveContactInput>, context: OperateContext): Promise<WrittenRecord> {
      const { signal } = context;
      const { tags, ...fields } = valuesOf(input.values);
      const found = await findCustomer(input, context);
      const named = {
        ...(input.email !== undefined && !found?.defaultEmailAddress ? { email: input.email } : {}),
        ...(input.phone !== undefined && !found?.defaultPhoneNumber ? { phone: input.phone } : {}),
        ...(input.firstName !== undefined && !found?.firstName ? { firstName: input.firstName } : {}),
        ...(input.lastName !== undefined && !found?.lastName ? { lastName: input.lastName } : {}),
        ...fields,
      };
      if (found === null) {
        const own = tags.length === 0 ? {} : { tags };
        const made = madeSchema.safeParse(await change(createCustomer, { input: { ...named, ...own } }, signal));
        if (!made.success) throw unread(true);
        return { kind: 'contact', id: numberOf(made.data.customer.id), created: true };
      }
      if (Object.keys(named).length > 0) await change(updateCustomer, { input: { id: found.id, ...named } }, signal);
      if (tags.length > 0) await change(addTags, { id: found.id, tags }, signal);
      return { kind: 'contact', id: numberOf(found.id), created: false };
    },

    /** A note is one text of the record: ours is written below what stands there. */
    async 'crm.add-note'(
      input: Input<typeof addNoteInput>,
      { signal, records }: OperateContext,
    ): Promise<WrittenRecord> {
      const kind = input.about === 'contact' ? 'contact' : 'order';
      const record = input.record ?? records?.(kind)[0];
      if (record === undefined)
        throw new ConnectorError(
          'bad-request',
          kind === 'contact'
            ? 'This person is no customer of the shop yet. Put a block before this one that saves the contact there.'
            : 'This person has no order in the shop that Kaskad knows. Nothing was changed.',
        );
      const id = gidOf(kind, record);
      const old =
        kind === 'contact'
          ? await needCustomer(record, signal)
          : await read(orderNoteQuery, { id }, noteSchema, signal);
      if (old === null)
        throw new ConnectorError(
          'bad-request',
          `There is no order ${record} in the shop any more. Nothing was changed.`,
        );
      const note = [old.note, input.text].filter((part) => part).join('\n\n');
      await change(kind === 'contact' ? updateCustomer : updateOrder, { input: { id, note } }, signal);
      return { kind: 'note', id: record, created: true };
    },
  };

  return {
    operate: (name: string, input: unknown, context: OperateContext): Promise<WrittenRecord> => {
      const work = Object.hasOwn(works, name) ? works[name as keyof typeof works] : undefined;
      if (work === undefined) throw new ConnectorError('bad-request', `Shopify cannot do "${name}" here.`);
      return (work as (input: unknown, context: OperateContext) => Promise<WrittenRecord>)(input, context);
    },
  };
}

/** By the names that `fieldsOf` gives. */
function valuesOf(values: Input<typeof saveContactInput>['values'] = {}): { tags: string[]; locale?: string } {
  const { add_tags: tags, locale, ...others } = values;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    throw new ConnectorError(
      'bad-request',
      `Shopify has no field "${unknown}" that can be written. Choose the field again in the block.`,
    );
  return {
    tags: String(tags ?? '')
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
    ...(locale === undefined || locale === null ? {} : { locale: String(locale) }),
  };
}
