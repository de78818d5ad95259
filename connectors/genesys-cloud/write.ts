/** What is written to Genesys Cloud: contacts, notes on them, callbacks, rows of calling lists. */
import * as z from 'zod';
import { type ConnectorClient, ConnectorError, type OperateContext } from '../../flows/sdk/connector.ts';
import type { saveContactInput } from '../../flows/sdk/crm.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { type CrmWorks, recordFor, sameAddress } from '../crm-works.ts';
import { type GenesysCalls, unread } from './call.ts';
import type { CallbackWish, ListWish } from './operations.ts';
import { contactSchema, emailFields, type GenesysContact, phoneFields, phoneText, places } from './records.ts';

type Wish = z.output<typeof saveContactInput>;

const madeSchema = z.looseObject({ id: z.string().min(1) });
const callbackSchema = z.looseObject({ conversation: madeSchema });
const rowsSchema = z.array(z.looseObject({ id: z.string().nullish() }));

/** A change of one field, by a path in the contact. */
interface Change {
  field: string;
  value?: unknown;
  action: 'Update' | 'UpdateIfEmpty' | 'Remove';
}

export function genesysWrites(call: GenesysCalls): Required<Pick<ConnectorClient, 'operate'>> {
  /** Null: there is none. */
  async function contact(id: string, signal: AbortSignal, orNull: boolean): Promise<GenesysContact | null> {
    const path = `/externalcontacts/contacts/${encodeURIComponent(id)}`;
    const { status, body } = await call({ method: 'GET', path, signal, takes: orNull ? [404] : [] });
    return status === 404 ? null : readContact(body, false);
  }
  async function lookUp(type: 'Email' | 'Phone', value: string, signal: AbortSignal): Promise<GenesysContact | null> {
    const { status, body } = await call({
      method: 'POST',
      path: '/externalcontacts/identifierlookup/contacts',
      body: { type, value },
      signal,
      // Nobody has it.
      takes: [404],
    });
    return status === 404 ? null : readContact(body, false);
  }
  async function find(input: Wish, { signal, records }: OperateContext): Promise<GenesysContact | null> {
    if (input.record !== undefined) return contact(input.record, signal, false);
    const known = records?.('contact')[0];
    return (
      (known === undefined ? null : await contact(known, signal, true)) ??
      (input.email === undefined ? null : await lookUp('Email', input.email, signal)) ??
      // Only with the country's number is a phone looked up.
      (input.phone?.startsWith('+') ? await lookUp('Phone', input.phone, signal) : null)
    );
  }

  const works: Pick<CrmWorks, 'crm.save-contact' | 'crm.add-note'> = {
    async 'crm.save-contact'(input, context) {
      const { signal } = context;
      const values = placed(input.values);
      const found = await find(input, context);
      if (found === null) {
        const body = created(input, values);
        const made = await call({ method: 'POST', path: '/externalcontacts/contacts', body, signal, acts: true });
        return { kind: 'contact', id: readContact(made.body, true).id, created: true };
      }
      const changes = [...lacking(found, input), ...values];
      const path = `/externalcontacts/contacts/${encodeURIComponent(found.id)}`;
      if (changes.length > 0) await call({ method: 'PATCH', path, body: { changes }, signal, acts: true });
      return { kind: 'contact', id: found.id, created: false };
    },

    async 'crm.add-note'(input, context) {
      const id = recordFor('Genesys Cloud', 'contact', input.record, context);
      const { body } = await call({
        method: 'POST',
        path: `/externalcontacts/contacts/${encodeURIComponent(id)}/notes`,
        body: { noteText: input.text },
        signal: context.signal,
        acts: true,
      });
      const made = madeSchema.safeParse(body);
      if (!made.success) throw unread(true);
      return { kind: 'note', id: made.data.id, created: true };
    },
  };

  async function callback(input: CallbackWish, signal: AbortSignal): Promise<{ id: string }> {
    const { queue, phone, name, at, country, script, data } = input;
    const { body } = await call({
      method: 'POST',
      path: '/conversations/callbacks',
      body: {
        queueId: queue,
        callbackNumbers: [phone],
        ...(name === undefined ? {} : { callbackUserName: name }),
        ...(at === undefined ? {} : { callbackScheduledTime: new Date(at).toISOString() }),
        ...(country === undefined ? {} : { countryCode: country }),
        ...(script === undefined ? {} : { scriptId: script }),
        ...(data === undefined ? {} : { data: texts(data) }),
      },
      signal,
      acts: true,
    });
    const made = callbackSchema.safeParse(body);
    if (!made.success) throw unread(true);
    return { id: made.data.conversation.id };
  }

  async function addToList({ list, row, first }: ListWish, signal: AbortSignal): Promise<{ id: string }> {
    const { body } = await call({
      method: 'POST',
      path: `/outbound/contactlists/${encodeURIComponent(list)}/contacts`,
      ...(first === undefined ? {} : { query: { priority: String(first) } }),
      body: [{ contactListId: list, data: texts(row), callable: true }],
      signal,
      acts: true,
    });
    const made = rowsSchema.safeParse(body);
    if (!made.success) throw unread(true);
    return { id: made.data[0]?.id ?? '' };
  }

  return {
    async operate(name, input, context): Promise<WrittenRecord | { id: string }> {
      switch (name) {
        case 'crm.save-contact':
        case 'crm.add-note':
          return works[name](input as never, context);
        case 'genesys.create-callback':
          return callback(input as CallbackWish, context.signal);
        case 'genesys.add-to-list':
          return addToList(input as ListWish, context.signal);
        default:
          throw new ConnectorError('bad-request', `Genesys Cloud cannot do "${name}" here.`);
      }
    },
  };
}

function readContact(body: unknown, acts: boolean): GenesysContact {
  const said = contactSchema.safeParse(body);
  if (!said.success) throw unread(acts);
  return said.data;
}

/** Both columns of lists and data of callbacks are texts there. */
const texts = (values: Readonly<Record<string, string | number | boolean>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));

function placed(values: Wish['values'] = {}): Change[] {
  return Object.entries(values).map(([name, value]) => {
    const field = Object.hasOwn(places, name) ? places[name] : undefined;
    if (field === undefined)
      throw new ConnectorError(
        'bad-request',
        `Genesys Cloud has no field "${name}" that can be set here. There are: ${Object.keys(places).join(', ')}.`,
      );
    return value === null || value === ''
      ? { field, action: 'Remove' }
      : { field, value: String(value), action: 'Update' };
  });
}

/** Names and addresses that the contact does not have; one of several places is free, or the address is left out. */
function lacking(found: GenesysContact, { firstName, lastName, email, phone }: Wish): Change[] {
  const add = (name: keyof GenesysContact & string, value: unknown): Change[] =>
    value === undefined || found[name] ? [] : [{ field: `$.${name}`, value, action: 'UpdateIfEmpty' }];
  const emails = emailFields.flatMap((name) => found[name] || []);
  const phones = phoneFields.flatMap((name) => phoneText(found[name]) ?? []);
  const freeEmail = emailFields.find((name) => !found[name]);
  const freePhone = phoneFields.find((name) => phoneText(found[name]) === null);
  return [
    ...add('firstName', firstName),
    ...add('lastName', lastName),
    ...(email === undefined || freeEmail === undefined || emails.some((one) => sameAddress('email', one, email))
      ? []
      : [{ field: `$.${freeEmail}`, value: email, action: 'UpdateIfEmpty' as const }]),
    ...(phone === undefined || freePhone === undefined || phones.some((one) => sameAddress('phone', one, phone))
      ? []
      : [{ field: `$.${freePhone}`, value: { display: phone }, action: 'UpdateIfEmpty' as const }]),
  ];
}

/** The number goes into `display`: Genesys Cloud reads it, and sets `e164` itself. */
function created({ firstName, lastName, email, phone }: Wish, values: readonly Change[]): Record<string, unknown> {
  const body: Record<string, unknown> = {
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(email === undefined ? {} : { workEmail: email }),
    ...(phone === undefined ? {} : { cellPhone: { display: phone } }),
  };
  for (const { field, value } of values) {
    if (value === undefined) continue;
    const [name = '', inner] = field.split('.').slice(1);
    body[name] = inner === undefined ? value : { ...(body[name] as object | undefined), [inner]: value };
  }
  return body;
}
