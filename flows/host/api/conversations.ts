/** The inbox: conversations in all channels, answers through the outbox, taking over and giving back. */
import type { ConversationEntry, ConversationRow } from '../../api/conversations.ts';
import { type AnswerWay, answerParts, answerWays, longestAnswer } from '../../runtime/answer-ways.ts';
import {
  answerKeptFor,
  conversationDone,
  conversationOpened,
  endsByHand,
  noFlow,
  pauseEnd,
} from '../../sdk/operator.ts';
import { KaskadError } from '../../sdk/problem.ts';
import { formatInstant, type Millis } from '../../sdk/time.ts';
import type { Conversation, ConversationRow as StoredRow } from '../../store/conversations.ts';
import type { TalkEntry } from '../../store/talk.ts';
import type { HostContext } from '../context.ts';
import { os } from './base.ts';
import { textOf } from './messages.ts';
import { shownTask } from './tasks.ts';

/** Contacts that a search looks at. */
const searched = 200;

/** Null when the contact was deleted. */
function shown({ store, now }: HostContext, row: StoredRow): ConversationRow | null {
  const { timezone } = store.meta.get();
  const contact = store.contacts.view(row.contact_id, { workspace: timezone });
  if (contact === null) return null;
  const { id, key, email, phone, first_name, last_name, language, country } = contact;
  const until = row.paused_until;
  const paused = until !== null && until > now();
  return {
    contact: {
      ...{ id, key, email, phone, first_name, last_name, language, country },
      tags: [...contact.tags],
      createdAt: formatInstant(contact.createdAt, timezone),
    },
    channel: row.channel,
    at: formatInstant(row.in_at, timezone),
    last: (row.last ?? '').slice(0, 200),
    waiting: row.asks !== null,
    state: row.state,
    pausedUntil: paused && !endsByHand(until) ? formatInstant(until, timezone) : null,
    byHand: paused && endsByHand(until),
    draft: row.draft !== null,
    mark: `${row.in_at}:${row.contact_id}`,
  };
}

function need({ store }: HostContext, contact: number): Conversation {
  const found = store.contacts.isDeleted(contact) ? null : store.conversations.get(contact);
  if (found !== null) return found;
  throw new KaskadError(
    'conversation-missing',
    'This person never wrote to you, or was deleted. Refresh the list of conversations.',
    { contact },
  );
}

function entryOf({ store }: HostContext, entry: TalkEntry, names: Map<string, string | null>): ConversationEntry {
  const { timezone } = store.meta.get();
  const at = (ms: number | null) => (ms === null ? null : formatInstant(ms, timezone));
  const name = <T extends string>(key: T, look: () => string | null): string | null => {
    if (!names.has(key)) names.set(key, look());
    return names.get(key) ?? null;
  };
  return {
    id: entry.id,
    direction: entry.direction,
    at: formatInstant(entry.at, timezone),
    channel: entry.channel,
    accountName:
      entry.account === null
        ? null
        : name(`account ${entry.account}`, () => store.accounts.get(entry.account ?? '')?.name ?? null),
    state: entry.state,
    reason: entry.reason,
    subject: entry.content?.parts.subject ?? null,
    text: entry.text ?? textOf(entry.content),
    buttons: (entry.content?.buttons ?? []).map(({ text }) => text),
    by:
      entry.direction === 'in' || entry.flow === noFlow
        ? null
        : {
            flow: entry.flow,
            flowName: name(`flow ${entry.flow}`, () => store.flows.get(entry.flow)?.name ?? null),
            node: entry.node,
            nodeName: name(
              `node ${entry.version} ${entry.node}`,
              () => store.flows.planOf(entry.version)?.nodes[entry.node]?.name ?? null,
            ),
          },
    deliveredAt: at(entry.delivered_at),
    readAt: at(entry.read_at),
  };
}

interface Sending {
  contact: number;
  channel: string;
  account: string;
  to: string;
  text: string;
  key: string;
}

/** Throws `conversation-missing`, `answer-way-changed`, `cannot-answer` or `answer-too-long`. */
function send(context: HostContext, { contact, channel, account, to, text, key }: Sending): void {
  const { store, now } = context;
  const at = now();
  store.db
    .transaction(() => {
      const { asks } = need(context, contact);
      const way = answerWays(context, contact).find((one) => one.channel === channel);
      if (way === undefined || way.cannot !== null) {
        throw new KaskadError('cannot-answer', 'There is no answering in this channel now. Choose another one.', {
          channel,
          why: way?.cannot ?? 'no-account',
        });
      }
      if (way.account !== account || way.to !== to) {
        throw new KaskadError(
          'answer-way-changed',
          'The account or the address of this person has changed meanwhile, so nothing was sent. Look where it goes now, and send again.',
          { channel },
        );
      }
      const most = way.textLimit ?? longestAnswer;
      if (text.length > most) {
        throw new KaskadError('answer-too-long', `The channel takes at most ${most} characters. Shorten the answer.`, {
          most,
          length: text.length,
        });
      }
      const content = JSON.stringify({ parts: answerParts(context, contact, channel, text), buttons: [] });
      const name = `operator:${key}`;
      if (
        !store.talk.queue({
          key: name,
          contact,
          channel,
          account,
          to,
          content,
          answers: asks,
          expires: at + answerKeptFor,
          now: at,
        })
      )
        return;
      store.conversations.saveDraft(contact, { channel, text: '' }, at);
      store.pauses.pause(contact, pauseEnd(at, store.meta.inbox().pauseHours));
    })
    .immediate();
  touched(context);
  context.engine.wake();
}

function touched({ changes }: HostContext): void {
  changes.publish('conversations');
  changes.publish('contacts');
}

function shownWay({ store }: HostContext, way: AnswerWay) {
  const { timezone } = store.meta.get();
  const at = (ms: Millis | null) => (ms === null ? null : formatInstant(ms, timezone));
  return { ...way, accountPausedUntil: at(way.accountPausedUntil), windowUntil: at(way.windowUntil) };
}

export const conversationsApi = {
  list: os.conversations.list.handler(({ context, input }) => {
    const { store, now } = context;
    const search = input.search?.trim() ?? '';
    const contacts =
      search === ''
        ? undefined
        : store.contacts
            .list(
              { search, sort: 'createdAt', descending: true, offset: 0, limit: searched },
              { now: { ms: now(), zone: store.meta.get().timezone }, segments: () => null },
            )
            .rows.map(({ id }) => id);
    const [at, contact] = (input.after ?? '').split(':').map(Number);
    const found = store.conversations.list({
      view: input.view,
      channel: input.channel,
      contacts,
      before: input.after === undefined || at === undefined || contact === undefined ? undefined : { at, contact },
      now: now(),
      limit: input.limit + 1,
    });
    return {
      waiting: store.conversations.countWaiting(),
      more: found.length > input.limit,
      rows: found.slice(0, input.limit).flatMap((row) => shown(context, row) ?? []),
    };
  }),

  count: os.conversations.count.handler(({ context }) => ({ waiting: context.store.conversations.countWaiting() })),

  get: os.conversations.get.handler(({ context, input }) => {
    const { store } = context;
    const { contact } = input;
    const draft = store.conversations.draft(contact);
    const row = shown(context, { ...need(context, contact), last: null, draft: draft?.text ?? null });
    if (row === null) {
      throw new KaskadError('conversation-missing', 'This person was deleted. Refresh the list.', { contact });
    }
    const { entries, more } = store.talk.window({
      contact,
      before: input.before ?? Number.MAX_SAFE_INTEGER,
      limit: input.limit,
    });
    const names = new Map<string, string | null>();
    return {
      conversation: row,
      entries: entries.map((entry) => entryOf(context, entry, names)),
      more,
      oldest: entries[0]?.at ?? null,
      ways: answerWays(context, contact).map((way) => shownWay(context, way)),
      draft,
      tasks: store.tasks.openOf(contact).flatMap((task) => shownTask(context, task) ?? []),
    };
  }),

  send: os.conversations.send.handler(({ context, input }) => {
    send(context, input);
    return {};
  }),

  cancel: os.conversations.cancel.handler(({ context, input }) => {
    const { store, now } = context;
    const message = store.messages.get(input.message);
    const own = message !== null && message.contact_id === input.contact && message.flow_id === noFlow;
    const canceled = own && store.messages.cancel(message.id, now(), 'taken-back');
    touched(context);
    return { canceled };
  }),

  draft: os.conversations.draft.handler(({ context, input }) => {
    const { contact, channel, text } = input;
    need(context, contact);
    context.store.conversations.saveDraft(contact, { channel, text }, context.now());
    context.changes.publish('conversations');
    return {};
  }),

  takeOver: os.conversations.takeOver.handler(({ context, input }) => {
    need(context, input.contact);
    context.store.pauses.pause(input.contact, pauseEnd(context.now(), input.hours));
    touched(context);
    return {};
  }),

  giveBack: os.conversations.giveBack.handler(({ context, input }) => {
    const { store, now } = context;
    need(context, input.contact);
    store.db
      .transaction(() => {
        if (store.pauses.resume(input.contact)) store.messages.releasePaused(input.contact, now());
      })
      .immediate();
    touched(context);
    context.engine.wake();
    return {};
  }),

  setState: os.conversations.setState.handler(({ context, input }) => {
    const { store, now } = context;
    const { state } = need(context, input.contact);
    if (state !== input.state) {
      store.events.insert({
        contactId: input.contact,
        type: input.state === 'done' ? conversationDone : conversationOpened,
        at: now(),
        props: {},
        source: 'inbox',
      });
    }
    touched(context);
    context.engine.wake();
    return {};
  }),

  settings: os.conversations.settings.handler(({ context }) => context.store.meta.inbox()),

  saveSettings: os.conversations.saveSettings.handler(({ context, input }) => {
    context.store.meta.setInbox(input);
    context.changes.publish('conversations');
    return {};
  }),
};
