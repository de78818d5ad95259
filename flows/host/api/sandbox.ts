/** The sandbox's mailbox: what would have gone out, and acts of the recipient that reach the engine as a vendor's would. */
import { randomUUID } from 'node:crypto';
import { addressKindOf } from '../../sdk/channels.ts';
import type { Incoming } from '../../sdk/connector.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { MessageRecord } from '../../store/messages.ts';
import type { Store } from '../../store/store.ts';
import { os } from './base.ts';
import { textOf } from './messages.ts';

const sandboxAccounts = (store: Store): string[] =>
  store.accounts
    .list()
    .filter((account) => account.type === 'sandbox')
    .map((account) => account.id);

/** Contacts that a search in the mailbox looks at. */
const searched = 200;

export const sandboxApi = {
  threads: os.sandbox.threads.handler(({ context: { store, now }, input }) => {
    const { timezone } = store.meta.get();
    const search = input.search?.trim() ?? '';
    const contacts =
      search === ''
        ? undefined
        : store.contacts
            .list(
              { search, sort: 'createdAt', descending: true, offset: 0, limit: searched },
              { now: { ms: now(), zone: timezone }, segments: () => null },
            )
            .rows.map((row) => row.id);
    const { total, rows } = store.mailbox.threads({
      accounts: sandboxAccounts(store),
      channel: input.channel,
      contacts,
      offset: input.offset,
      limit: input.limit,
    });
    return {
      total,
      rows: rows.flatMap((thread) => {
        const contact = store.contacts.view(thread.contact, { workspace: timezone });
        if (contact === null) return [];
        const answer = store.mailbox.lastReceived(thread.contact, thread.channel, thread.at);
        const last = answer?.text ?? thread.content?.parts.subject ?? textOf(thread.content) ?? '';
        return [
          {
            contact: { ...contact, tags: [...contact.tags], createdAt: formatInstant(contact.createdAt, timezone) },
            channel: thread.channel,
            last: last.slice(0, 200),
            at: formatInstant(answer?.at ?? thread.at, timezone),
            unread: thread.unread,
            count: thread.count,
          },
        ];
      }),
    };
  }),

  thread: os.sandbox.thread.handler(({ context: { store }, input }) => {
    const { timezone } = store.meta.get();
    return store.mailbox.thread(sandboxAccounts(store), input.contact, input.channel).map((entry) => ({
      id: entry.id,
      direction: entry.direction,
      at: formatInstant(entry.at, timezone),
      state: entry.state,
      subject: entry.content?.parts.subject ?? null,
      text: entry.text ?? textOf(entry.content),
      html: entry.content?.parts.html ?? null,
      buttons: (entry.content?.buttons ?? []).map(({ id, text, url }) =>
        url === undefined ? { id, text } : { id, text, url },
      ),
      attachments: [...(entry.content?.attachments ?? [])],
    }));
  }),

  act: os.sandbox.act.handler(({ context: { store, engine, web, now }, input }) => {
    const message = store.messages.get(input.message);
    if (message === null || message.account_id === null || !sandboxAccounts(store).includes(message.account_id)) {
      throw new KaskadError('message-missing', 'This message is not in the sandbox. Refresh the list.', {
        message: input.message,
      });
    }
    const short = input.action === 'click' && input.url !== undefined ? web.readShort(input.url) : null;
    // A counted link: as if the page had been opened, by a person for certain.
    if (short?.message === message.id) engine.followLink(message.id, short.link, { sign: null, sure: true });
    else engine.receive(message.account_id, noticesOf(message, input, now(), store));
    return {};
  }),

  reply: os.sandbox.reply.handler(({ context: { store, engine, now }, input }) => {
    const accounts = sandboxAccounts(store);
    const last = store.mailbox
      .thread(accounts, input.contact, input.channel)
      .findLast((one) => one.direction === 'out');
    const message = last === undefined ? null : store.messages.get(last.id);
    const account = message?.account_id ?? accounts[0];
    const from = message?.recipient ?? store.contacts.addressFor(input.contact, input.channel)?.value;
    if (account === undefined || from === undefined) {
      throw new KaskadError(
        'no-conversation',
        'This contact has no address in this channel to write from. Add one first.',
        {
          contact: input.contact,
          channel: input.channel,
        },
      );
    }
    const { channel, text, button } = input;
    engine.receive(account, [answer(message, { channel, from, at: now(), text, button })]);
    return {};
  }),
};

interface Act {
  action: 'read' | 'click' | 'bounce' | 'block';
  button?: string | undefined;
  url?: string | undefined;
}

/** The notices a vendor would send. Repeating an act that can only happen once gives the same id, so it changes nothing. */
function noticesOf(message: MessageRecord, act: Act, at: number, store: Store): Incoming[] {
  const vendorId = message.vendor_id ?? '';
  const once = `${message.id}:${act.action}`;
  switch (act.action) {
    case 'read':
      return [{ kind: 'receipt', id: once, vendorId, state: 'read', at }];
    case 'click': {
      if (act.button !== undefined && act.url === undefined) {
        const pressed = store.mailbox.content(message.id)?.buttons.find((one) => one.id === act.button);
        const from = message.recipient ?? '';
        return [answer(message, { channel: message.channel, from, at, text: pressed?.text ?? '', button: act.button })];
      }
      const props = {
        ...(act.url === undefined ? {} : { url: act.url }),
        ...(act.button ? { button: act.button } : {}),
      };
      return [{ kind: 'receipt', id: `${once}:${act.url ?? ''}`, vendorId, state: 'clicked', at, props }];
    }
    case 'bounce':
    case 'block': {
      const bounced = act.action === 'bounce';
      const reason = bounced ? 'unreachable-recipient' : 'blocked';
      return [
        { kind: 'receipt', id: once, vendorId, state: 'failed', at, reason },
        {
          kind: 'address',
          id: `${once}:address:${at}`,
          address: addressKindOf(message.channel),
          value: message.recipient ?? '',
          state: bounced ? 'bounced' : 'blocked',
          at,
          reason,
        },
      ];
    }
  }
}

function answer(
  message: MessageRecord | null,
  words: { channel: string; from: string; at: number; text: string; button?: string | undefined },
): Incoming {
  return {
    kind: 'message',
    id: randomUUID(),
    channel: words.channel,
    from: words.from,
    at: words.at,
    text: words.text,
    ...(message?.vendor_id == null ? {} : { inReplyTo: message.vendor_id }),
    ...(words.button === undefined ? {} : { button: words.button }),
  };
}
