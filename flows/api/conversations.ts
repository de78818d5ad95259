/** Conversations with people, in all channels. Part of contract.ts. */
import * as z from 'zod';
import { messageStates } from '../sdk/channels.ts';
import { conversationViews, inboxSettingsSchema } from '../sdk/operator.ts';
import { base } from './base.ts';
import { contactRow, instant } from './shapes.ts';
import { taskRow } from './tasks.ts';

const row = z
  .object({
    contact: contactRow,
    /** Where the person wrote last. */
    channel: z.string(),
    at: instant,
    last: z.string(),
    /** Nobody has answered the last message yet. */
    waiting: z.boolean(),
    state: z.enum(['open', 'done']),
    /** Nothing automatic is sent until then; null: flows go on. */
    pausedUntil: instant.nullable(),
    /** The pause ends when a person ends it. */
    byHand: z.boolean(),
    draft: z.boolean(),
    /** Opaque: names the window behind this row. */
    mark: z.string(),
  })
  .meta({ id: 'Conversation' });
export type ConversationRow = z.output<typeof row>;

const entry = z
  .object({
    /** Of ours the message's number; of theirs the event's. */
    id: z.number(),
    direction: z.enum(['in', 'out']),
    at: instant,
    channel: z.string(),
    accountName: z.string().nullable(),
    state: z.enum([...messageStates, 'received', 'button']),
    reason: z.string().nullable(),
    subject: z.string().nullable(),
    text: z.string().nullable(),
    buttons: z.array(z.string()),
    /** Of ours the flow and the block that wrote it; null: a person did. */
    by: z
      .object({ flow: z.string(), flowName: z.string().nullable(), node: z.string(), nodeName: z.string().nullable() })
      .nullable(),
    deliveredAt: instant.nullable(),
    readAt: instant.nullable(),
  })
  .meta({ id: 'ConversationEntry' });
export type ConversationEntry = z.output<typeof entry>;

/** A channel in which the person wrote, and by which one may answer. */
const way = z.object({
  channel: z.string(),
  /** Null where there is none that could send. */
  account: z.string().nullable(),
  accountName: z.string().nullable(),
  sandbox: z.boolean(),
  /** The address it goes to. */
  to: z.string().nullable(),
  /** The account by which the person wrote, where another one has to answer. */
  insteadOf: z.object({ name: z.string(), why: z.enum(['gone', 'cannot-send']) }).nullable(),
  /** The account is paused: the answer waits until then. */
  accountPausedUntil: instant.nullable(),
  /** One may write until then. */
  windowUntil: instant.nullable(),
  /** Characters; null: none known. */
  textLimit: z.number().nullable(),
  /** Why there is no answering now; null: there is. */
  cannot: z.enum(['no-account', 'no-address', 'bad-address', 'outside-window']).nullable(),
});
export type AnswerWay = z.output<typeof way>;

const ofContact = z.object({ contact: z.coerce.number() });

export const conversations = {
  /** The latest first. `waiting` counts those that wait for an answer, up to 1000. */
  list: base
    .route({ method: 'GET', path: '/conversations' })
    .input(
      z.object({
        view: z.enum(conversationViews).default('open'),
        channel: z.string().max(40).optional(),
        /** A name or an address. */
        search: z.string().max(200).optional(),
        /** The mark of the last row of the window before. */
        after: z
          .string()
          .regex(/^-?\d{1,16}:\d{1,15}$/)
          .optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ waiting: z.number(), more: z.boolean(), rows: z.array(row) })),
  /** How many wait for an answer, up to 1000: for the rail. */
  count: base.route({ method: 'GET', path: '/conversations/count' }).output(z.object({ waiting: z.number() })),
  /** The end of one conversation, oldest first; `before` (milliseconds) asks for what is older. */
  get: base
    .route({ method: 'GET', path: '/conversations/{contact}' })
    .input(
      ofContact.extend({
        before: z.coerce.number().int().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(60),
      }),
    )
    .output(
      z.object({
        conversation: row,
        entries: z.array(entry),
        more: z.boolean(),
        /** Milliseconds, for `before`. */
        oldest: z.number().nullable(),
        ways: z.array(way),
        draft: z.object({ channel: z.string(), text: z.string() }).nullable(),
        tasks: z.array(taskRow),
      }),
    ),
  /**
   * Puts an answer into the outbox; the same `key` again changes nothing. What was shown is sent or nothing is: an account or address
   * that has changed since is refused (`answer-way-changed`).
   */
  send: base
    .route({ method: 'POST', path: '/conversations/{contact}/messages' })
    .input(
      ofContact.extend({
        channel: z.string().min(1).max(40),
        account: z.string().min(1).max(100),
        to: z.string().min(1).max(400),
        text: z.string().trim().min(1).max(10_000),
        key: z.uuid(),
      }),
    )
    .output(z.object({})),
  /** Takes an answer back that has not left; false when it has. */
  cancel: base
    .route({ method: 'POST', path: '/conversations/{contact}/cancel' })
    .input(ofContact.extend({ message: z.number().int() }))
    .output(z.object({ canceled: z.boolean() })),
  /** Keeps what somebody has begun to write; an empty text is forgotten. */
  draft: base
    .route({ method: 'PUT', path: '/conversations/{contact}/draft' })
    .input(ofContact.extend({ channel: z.string().max(40), text: z.string().max(10_000) }))
    .output(z.object({})),
  /** Nothing automatic for so many hours; null: until it is given back. */
  takeOver: base
    .route({ method: 'POST', path: '/conversations/{contact}/take-over' })
    .input(ofContact.extend({ hours: inboxSettingsSchema.shape.pauseHours }))
    .output(z.object({})),
  /** Flows go on; what waited for it leaves now. */
  giveBack: base
    .route({ method: 'POST', path: '/conversations/{contact}/give-back' })
    .input(ofContact)
    .output(z.object({})),
  /** Closes it until the person writes again, or opens it again. */
  setState: base
    .route({ method: 'POST', path: '/conversations/{contact}/state' })
    .input(ofContact.extend({ state: z.enum(['open', 'done']) }))
    .output(z.object({})),
  settings: base.route({ method: 'GET', path: '/conversations/settings/pause' }).output(inboxSettingsSchema),
  saveSettings: base
    .route({ method: 'PUT', path: '/conversations/settings/pause' })
    .input(inboxSettingsSchema)
    .output(z.object({})),
};
