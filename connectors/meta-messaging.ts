/**
 * What Messenger and Instagram share: the Send API of Graph, its refusals, and the webhook's `messaging`. A person has an id for this
 * page or account alone, and it exists only after they wrote.
 */
import * as z from 'zod';
import { ConnectorError, type ErrorClass, type Incoming, type OutgoingMessage } from '../flows/sdk/connector.ts';
import type { GraphError, GraphVendor } from './meta-graph.ts';

/** Characters of a text, of one above buttons, of a label; quick replies and buttons of one message. By Meta's documentation. */
export const messagingLimits = { overButtons: 640, label: 20, quickReplies: 13, buttons: 3 };

const refused = (message: string): ConnectorError => new ConnectorError('bad-request', message);
const hasLink = ({ url }: OutgoingMessage['buttons'][number]): boolean => url !== undefined && url.trim() !== '';

/**
 * The `message` of a call: a text, or a picture by itself. Buttons that only answer are quick replies; where one opens a link all
 * stand under the text. What is pressed brings our number of the message and the button's id.
 */
export function messageFor(message: OutgoingMessage, name: string, tooLong: (text: string) => string | null): unknown {
  const text = (message.parts.text ?? '').trim();
  const image = (message.parts.image ?? '').trim();
  const { buttons } = message;
  if (text === '' && image === '') throw refused('The message has neither text nor picture.');
  if (text !== '' && image !== '')
    throw refused(`${name} takes a picture by itself: send the text in a message of its own.`);
  const long = buttons.find((button) => button.text.length > messagingLimits.label);
  if (long !== undefined)
    throw refused(`The button "${long.text}" is longer than ${name}'s ${messagingLimits.label} characters.`);
  const problem = text === '' ? null : tooLong(text);
  if (problem !== null) throw refused(problem);
  const payload = (id: string): string => `${message.id}:${id}`;
  if (buttons.some(hasLink)) {
    if (image !== '') throw refused(`${name} takes no links under a picture.`);
    if (buttons.length > messagingLimits.buttons)
      throw refused(`${name} takes at most ${messagingLimits.buttons} buttons where one of them opens a link.`);
    if (text.length > messagingLimits.overButtons)
      throw refused(
        `A text above buttons that open links may have ${messagingLimits.overButtons} characters in ${name}; this one has ${text.length}.`,
      );
    return {
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text,
          buttons: buttons.map((button) =>
            hasLink(button)
              ? { type: 'web_url', url: button.url?.trim(), title: button.text }
              : { type: 'postback', title: button.text, payload: payload(button.id) },
          ),
        },
      },
    };
  }
  if (buttons.length > messagingLimits.quickReplies)
    throw refused(`${name} takes at most ${messagingLimits.quickReplies} buttons under a message.`);
  return {
    ...(image === '' ? { text } : { attachment: { type: 'image', payload: { url: image } } }),
    ...(buttons.length === 0
      ? {}
      : {
          quick_replies: buttons.map(({ id, text: title }) => ({ content_type: 'text', title, payload: payload(id) })),
        }),
  };
}

/** The id of a person: figures, as Meta gives them. */
export function recipientOf({ to }: OutgoingMessage, name: string): { id: string } {
  if (!/^\d{5,25}$/.test(to)) throw refused(`"${to}" is not the number by which ${name} knows a person.`);
  return { id: to };
}

/** 368 and 2022 restrict the page, 10904 has its messages switched off: nothing leaves until the owner has acted. */
const needOwner = new Set([0, 10, 190, 368, 2022, 10904]);
const slowDown = new Set([4, 613]);
const passing = new Set([1, 2]);
/** Beside code 10: more than a day since the person wrote, in Messenger and in Instagram. */
const outsideWindow = new Set([2018278, 2534022]);

/** Refusals of the Send API, sorted by their code and, where Meta says more by it, by their subcode. */
export function messagingVendor(name: string): GraphVendor {
  return {
    name,
    refusal(error: GraphError, status, retryAfter, hide) {
      const said = hide(error.error_data?.details ?? error.message).trim() || `HTTP ${status}`;
      const make = (errorClass: ErrorClass, message: string) =>
        new ConnectorError(errorClass, message, retryAfter === null ? {} : { retryAfter });
      const code = error.code ?? -1;
      if (code === 10 && outsideWindow.has(error.error_subcode ?? 0))
        return make('outside-window', `More than 24 hours have passed since the person last wrote in ${name}: ${said}`);
      if (code === 551) return make('blocked', `The person cannot be written to in ${name}, or blocked you: ${said}`);
      if (code === 10903 || (code === 100 && /no matching user/i.test(said)))
        return make('unreachable-recipient', `${name} does not know this person: ${said}`);
      if (needOwner.has(code) || (code >= 200 && code < 300))
        return make('bad-credentials', `${name} does not let this account work: ${said}`);
      if (slowDown.has(code)) return make('rate-limited', `${name} asks to slow down: ${said}`);
      if (passing.has(code) || error.is_transient === true || /try again later/i.test(said))
        return make('temporary', `${name} has a problem of its own: ${said}`);
      if (error.code === undefined) {
        if (status === 401 || status === 403)
          return make('bad-credentials', `${name} refused the access token: ${said}`);
        if (status === 429) return make('rate-limited', `${name} asks to slow down: ${said}`);
        if (status >= 500) return make('temporary', `${name} has a problem of its own: ${said}`);
      }
      return make('bad-request', `${name} refused this: ${said}`);
    },
  };
}

export const sentSchema = z.object({ message_id: z.string().min(1) });

const id = z.string().regex(/^\d{5,25}$/);
const time = z.coerce.number().int().positive().max(1e14);
const entrySchema = z.object({ id: z.string(), messaging: z.array(z.unknown()).default([]) });
const happening = z.object({
  sender: z.object({ id }),
  timestamp: time.optional(),
  message: z
    .object({
      mid: z.string().min(1),
      text: z.string().optional(),
      is_echo: z.boolean().optional(),
      is_deleted: z.boolean().optional(),
      quick_reply: z.object({ payload: z.string() }).optional(),
      reply_to: z.object({ mid: z.string().optional() }).optional(),
      attachments: z
        .array(z.object({ type: z.string() }))
        .optional()
        .catch(undefined),
    })
    .optional(),
  postback: z
    .object({ mid: z.string().min(1).optional(), title: z.string().default(''), payload: z.string().optional() })
    .optional(),
  delivery: z.object({ mids: z.array(z.string()).optional(), watermark: time.optional() }).optional(),
  read: z.object({ mid: z.string().optional(), watermark: time.optional() }).optional(),
});
type Happening = z.output<typeof happening>;

/** `account`: the page or the professional account; what belongs to another has an account of its own. */
export function fromMessaging(entry: unknown, channel: string, account: string, now: number): Incoming[] {
  const known = entrySchema.safeParse(entry).data;
  if (known?.id !== account) return [];
  return known.messaging.flatMap((raw) => {
    // A happening of a shape we do not know must not stop those after it.
    const one = happening.safeParse(raw).data;
    if (one === undefined || one.sender.id === account) return [];
    return [...written(one, channel, now), ...pressed(one, channel, now), ...receipts(one, channel, now)];
  });
}

const ourPayload = (payload: string | undefined): { answers: number; button: string } | null => {
  const [, number, button] = /^(\d{1,15}):(.+)$/.exec(payload ?? '') ?? [];
  return number === undefined || button === undefined ? null : { answers: Number(number), button };
};

/** Nothing tells of an end of blocking: who writes can be written to. */
const reachable = (channel: string, value: string, mid: string, at: number): Incoming => ({
  kind: 'address',
  id: `${mid}:valid`,
  address: channel,
  value,
  state: 'valid',
  at,
});

function written({ sender, timestamp, message }: Happening, channel: string, now: number): Incoming[] {
  if (message === undefined || message.is_echo === true || message.is_deleted === true) return [];
  const at = timestamp ?? now;
  const attachment = message.attachments?.[0]?.type;
  return [
    reachable(channel, sender.id, message.mid, at),
    {
      kind: 'message',
      id: message.mid,
      channel,
      from: sender.id,
      at,
      text: message.text ?? '',
      ...(message.reply_to?.mid === undefined ? {} : { inReplyTo: message.reply_to.mid }),
      ...ourPayload(message.quick_reply?.payload),
      ...(attachment === undefined ? {} : { props: { attachment } }),
    },
  ];
}

function pressed({ sender, timestamp, postback }: Happening, channel: string, now: number): Incoming[] {
  if (postback === undefined) return [];
  const at = timestamp ?? now;
  const mid = postback.mid ?? `postback:${sender.id}:${at}`;
  return [
    reachable(channel, sender.id, mid, at),
    {
      kind: 'message',
      id: mid,
      channel,
      from: sender.id,
      at,
      text: postback.title,
      ...ourPayload(postback.payload),
    },
  ];
}

/** Messages are named where Meta names them; else all up to a moment are meant, and the last of them is marked. */
function receipts({ sender, timestamp, delivery, read }: Happening, channel: string, now: number): Incoming[] {
  const of = (state: 'delivered' | 'read', mids: readonly string[], until: number | undefined): Incoming[] =>
    mids.length > 0
      ? mids.map((mid) => ({
          kind: 'receipt',
          id: `${mid}:${state}`,
          vendorId: mid,
          state,
          at: until ?? timestamp ?? now,
        }))
      : until === undefined
        ? []
        : [{ kind: 'receipt', id: `${state}:${sender.id}:${until}`, recipient: sender.id, channel, state, at: until }];
  return [
    ...(delivery === undefined ? [] : of('delivered', delivery.mids ?? [], delivery.watermark)),
    ...(read === undefined ? [] : of('read', read.mid === undefined ? [] : [read.mid], read.watermark)),
  ];
}
