/** What the inbox, the outbox and the policy of sending have in common when a person writes instead of a flow. */
import * as z from 'zod';
import type { Millis } from './time.ts';

/** A pause that a person ends by hand lasts until then: the start of the year 9999. */
export const byHand: Millis = 253_370_764_800_000;

export const endsByHand = (until: Millis): boolean => until >= byHand;

/** Happen to a contact when somebody closes the conversation, or opens it again. */
export const conversationDone = 'conversation.done';
export const conversationOpened = 'conversation.opened';

/** A message that a person wrote belongs to no flow. */
export const noFlow = '';

export const isOperators = (message: { flow_id: string }): boolean => message.flow_id === noFlow;

/** How long an answer of a person is tried for: later it would surprise. */
export const answerKeptFor: Millis = 24 * 3_600_000;

export const conversationViews = ['waiting', 'operator', 'open', 'done'] as const;
/** Not answered; taken over by a person; all that are not done; done. */
export type ConversationView = (typeof conversationViews)[number];

export const inboxSettingsSchema = z.strictObject({
  /** Hours for which nothing automatic is sent after a person wrote; null: until they give the conversation back. */
  pauseHours: z.number().int().min(1).max(720).nullable(),
});
export type InboxSettings = z.output<typeof inboxSettingsSchema>;

export const plainInbox: InboxSettings = { pauseHours: 24 };

/** When a pause that begins now ends. */
export const pauseEnd = (now: Millis, hours: number | null): Millis =>
  hours === null ? byHand : now + hours * 3_600_000;
