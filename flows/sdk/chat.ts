/**
 * Chats of a team, whichever vendor's they are: types of the events they tell of people, and what they can be asked: to take a person
 * over from a flow. What the team then answers comes as `answer` (Incoming), and goes to the person where they talk.
 */
import * as z from 'zod';
import { defineOperation } from './connector.ts';
import type { ContactView } from './contact.ts';

export const chatEvents = {
  /** An operator took the chat. */
  accepted: 'chat.accepted',
  finished: 'chat.finished',
  /** Written while no operator was there: `text`. */
  offline: 'chat.offline',
  /** Contact details were left or changed. */
  contact: 'chat.contact',
  /** A call through the chat ended, or failed. */
  call: 'chat.call',
  /** A flow handed the person over to the team's chat, and what they write there no longer goes on to it. */
  handedOver: 'chat.handed-over',
  ended: 'chat.ended',
} as const;

/** How the chat knows a contact: the number here, with when they came, since other workspaces count alike. */
export const personOf = ({ id, createdAt }: Pick<ContactView, 'id' | 'createdAt'>): string =>
  `${id}-${createdAt.toString(36)}`;

/** The contact's number; null for what `personOf` never said. Whether they came when it says is for the store to tell. */
export function contactOfPerson(person: string): number | null {
  const [, id] = /^([1-9]\d{0,14})-[0-9a-z]{1,12}$/.exec(person) ?? [];
  return id === undefined ? null : Number(id);
}

const line = z.string().trim().min(1).max(250);

/** The person begins a chat, or goes on with the one they have; operators read `text` as written by them. */
export const handOverInput = z.strictObject({
  /** See `personOf`. */
  person: z
    .string()
    .max(40)
    .refine((person) => contactOfPerson(person) !== null, 'no-person'),
  /** Plain text. */
  text: z.string().trim().min(1).max(5000),
  name: line.optional(),
  phone: z.string().max(32).optional(),
  email: z.string().max(320).optional(),
});

/** Is anybody of the team there now? */
export const chatStatusSchema = z.object({ online: z.boolean() });
export type ChatStatus = z.output<typeof chatStatusSchema>;

/** A hand-over may stand in the chat twice when it is done again, and nobody could tell. */
export const chatOperations = {
  'chat.hand-over': defineOperation({ input: handOverInput, idempotent: () => false, ownBlock: true }),
  'chat.status': defineOperation({
    input: z.strictObject({}),
    idempotent: () => true,
    ownBlock: true,
    keep: (value) => chatStatusSchema.safeParse(value).data,
  }),
} as const;
export type ChatOperation = keyof typeof chatOperations;
