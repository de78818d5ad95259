/**
 * What Jivo delivers (https://www.jivo.ru/docs/webhooks/): one JSON object, named by `event_name`. Jivo signs nothing, so that only
 * the address shows that it is Jivo's. Events carry no time of their own and no id, except offline messages. What has no such name may
 * be an operator's answer to a person who was handed over (reply.ts).
 */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { chatEvents } from '../../flows/sdk/chat.ts';
import type { Incoming } from '../../flows/sdk/connector.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import type { VendorHook } from '../../flows/sdk/vendor-hook.ts';
import { jsonOf } from '../hook-signature.ts';
import type { JivoConfig } from './index.ts';
import { replyOf } from './reply.ts';
import { detailsOf, type Told, toldSchema } from './told.ts';

type Happening = Extract<Incoming, { kind: 'event' }>;

const head = z.object({ event_name: z.string().min(1).max(100) });
const day: Millis = 86_400_000;
/** What Jivo wants to read: of its parts none else is needed, and nothing is told to the operators. */
const answer = { type: 'application/json', body: '{"result":"ok"}' };
/** Calls are told of at each step; what counts is how they ended. */
const ended: ReadonlySet<string> = new Set(['end', 'error']);

export const hook: VendorHook<JivoConfig> = {
  checkedBy: null,
  byAddress: true,
  answersByMark: true,
  ready: () => true,
  receipts: [],
  wordIsCopied: false,
  receive({ chatUrl }, { method, body }, { now }) {
    const raw = method === 'POST' ? jsonOf(body) : undefined;
    const name = head.safeParse(raw).data?.event_name;
    if (name === undefined) {
      const reply = chatUrl === undefined ? null : replyOf(chatUrl, raw, now);
      return reply === null
        ? { kind: 'refused', reason: 'foreign' }
        : { kind: 'taken', incoming: reply.answers, answer };
    }
    const told = toldSchema.safeParse(raw).data;
    const incoming = told === undefined ? null : happening(name, told, body, now);
    return { kind: 'taken', incoming: incoming === null ? [] : [incoming], answer };
  },
};

/** Null for what nobody can be known by, or what is not of a person: Jivo's own CRM names its clients by numbers only. */
function happening(name: string, told: Told, body: Uint8Array, now: Millis): Happening | null {
  const digest = (): string => createHash('sha256').update(body).digest('base64url');
  const event = (type: Happening['type'], id: string, more: Record<string, unknown> = {}): Happening => ({
    kind: 'event',
    id: `${name}:${id}`,
    type,
    at: now,
    who: whoOf(told),
    props: { ...more, ...detailsOf(told) },
  });
  switch (name) {
    case 'chat_accepted':
      return event(chatEvents.accepted, digest());
    case 'chat_updated':
    case 'client_updated':
      // The same details may come back later: they are the same news only for a day.
      return event(chatEvents.contact, `${Math.floor(now / day)}:${digest()}`);
    case 'chat_finished':
      // Whom the operators banned as spam is nobody's customer.
      return told.chat?.blacklisted === true ? null : event(chatEvents.finished, digest(), talkOf(told));
    case 'offline_message':
      return event(chatEvents.offline, told.offline_message_id ?? digest(), textOf(told.message));
    case 'call_event': {
      const { call } = told;
      if (call?.status == null || !ended.has(call.status)) return null;
      const { type, status, reason, record_url: record } = call;
      return event(chatEvents.call, digest(), known({ call: type, status, reason, record }));
    }
    default:
      return null;
  }
}

function whoOf({ visitor, call }: Told): Happening['who'] {
  const { name, email, phone } = visitor ?? {};
  return known({ email, phone: phone || call?.phone, first_name: name?.slice(0, 200) });
}

/** How a chat went, and what the visitor wrote; what the operators wrote is not the visitor's. */
function talkOf({ chat }: Told): Record<string, unknown> {
  const messages = chat?.messages ?? [];
  const written = messages.filter(({ type }) => type === 'visitor');
  return {
    messages: messages.length,
    visitor_messages: written.length,
    ...known({ rate: chat?.rate }),
    ...textOf(written.map(({ message }) => message ?? '').join('\n')),
  };
}

const textOf = (text: string | null | undefined): { text?: string } => {
  const shown = text?.trim().slice(0, 5000) ?? '';
  return shown === '' ? {} : { text: shown };
};

const known = (values: Record<string, string | null | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter((one): one is [string, string] => one[1] != null && one[1] !== ''));
