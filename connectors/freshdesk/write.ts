/** What is written to an account: tickets, their status, and notes for colleagues. */
import * as z from 'zod';
import { ConnectorError, type OperateContext } from '../../flows/sdk/connector.ts';
import {
  type createTicketInput,
  type DeskOperation,
  type deskOperations,
  ticketPriorities,
} from '../../flows/sdk/desk.ts';
import type { WrittenRecord } from '../../flows/sdk/sync.ts';
import { asHtml, operateBy } from '../crm-works.ts';
import { type FreshdeskCalls, unread } from './call.ts';
import type { FreshdeskFields } from './fields.ts';
import { type FreshdeskItem, itemSchema, outcomeOf } from './records.ts';

type Works = {
  [Name in DeskOperation]: (
    input: z.output<(typeof deskOperations)[Name]['input']>,
    context: OperateContext,
  ) => Promise<WrittenRecord>;
};
type Wish = z.output<typeof createTicketInput>;

const open = 2;
/** By the portal: none of the others is said of what a program made. */
const portal = 2;

const madeSchema = z.looseObject({ id: z.number() });
export function freshdeskWrites(call: FreshdeskCalls, known: FreshdeskFields) {
  /** `POST` and `PUT` say what stands there now. */
  async function write(
    method: 'POST' | 'PUT',
    path: string,
    body: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<FreshdeskItem> {
    const said = itemSchema.safeParse((await call({ method, path, body, signal })).body);
    if (!said.success) throw unread(true);
    return said.data;
  }

  /** The contact that was named or is known to be the person's; one that is only known may be gone there. */
  async function knownContact(input: Wish, { records, signal }: OperateContext): Promise<number | null> {
    const id = input.contact ?? records?.('contact')[0];
    if (id === undefined) return null;
    const path = `/contacts/${encodeURIComponent(id)}`;
    const { status, body } = await call({
      method: 'GET',
      path,
      signal,
      takes: input.contact === undefined ? [404] : [],
    });
    if (status === 404) return null;
    const said = itemSchema.safeParse(body);
    if (!said.success) throw unread();
    return said.data.deleted === true && input.contact === undefined ? null : said.data.id;
  }

  /** By an address Freshdesk finds the person itself, or makes them; for a phone alone it wants a name. */
  async function requesterOf(input: Wish, context: OperateContext): Promise<Record<string, unknown>> {
    const id = await knownContact(input, context);
    if (id !== null) return { requester_id: id };
    const { email, phone, name } = input;
    if (email !== undefined) return { email, ...(name === undefined ? {} : { name }) };
    if (phone !== undefined) return { phone, name: name ?? phone };
    throw new ConnectorError(
      'bad-request',
      'Freshdesk does not have this person any more, and there is neither an e-mail address nor a phone to find them by.',
    );
  }

  const works: Works = {
    async 'desk.create-ticket'(input, context) {
      const { signal } = context;
      const custom = await known.asGiven(input.values ?? {}, signal);
      const body = {
        ...(await requesterOf(input, context)),
        subject: input.subject,
        description: asHtml(input.text),
        status: open,
        priority: ticketPriorities.indexOf(input.priority ?? 'low') + 1,
        source: portal,
        ...(Object.keys(custom).length === 0 ? {} : { custom_fields: custom }),
      };
      return ticketWritten(await write('POST', '/tickets', body, signal), true);
    },

    async 'desk.set-status'(input, context) {
      const path = `/tickets/${encodeURIComponent(ticketFor(input.ticket, context))}`;
      if (!/^\d{1,9}$/.test(input.status))
        throw new ConnectorError(
          'bad-request',
          `Freshdesk has no status "${input.status}": its statuses are numbers, such as 4 for Resolved. Choose it again in the block.`,
        );
      return ticketWritten(await write('PUT', path, { status: Number(input.status) }, context.signal), false);
    },

    async 'desk.add-note'(input, context) {
      const path = `/tickets/${encodeURIComponent(ticketFor(input.ticket, context))}/notes`;
      const note = { body: asHtml(input.text), private: true };
      const made = madeSchema.safeParse(
        (await call({ method: 'POST', path, body: note, signal: context.signal })).body,
      );
      if (!made.success) throw unread(true);
      return { kind: 'note', id: String(made.data.id), created: true };
    },
  };
  return operateBy('Freshdesk', works);
}

const ticketWritten = (ticket: FreshdeskItem, created: boolean): WrittenRecord => ({
  kind: 'ticket',
  id: String(ticket.id),
  created,
  stage: ticket.status == null ? null : String(ticket.status),
  outcome: outcomeOf(ticket.status),
});

function ticketFor(named: string | undefined, { records }: OperateContext): string {
  const id = named ?? records?.('ticket')[0];
  if (id !== undefined) return id;
  throw new ConnectorError(
    'bad-request',
    'This person has no open ticket at Freshdesk that is known here. Put a block before this one that opens a ticket, or let tickets come in.',
  );
}
