/** What holds for the messages of all flows of a workspace: quiet hours, and how many a person may get. */
import * as z from 'zod';
import { durationSchema, timeOfDaySchema } from './time.ts';

export const messagePriorities = ['high', 'normal', 'low'] as const;
export type MessagePriority = (typeof messagePriorities)[number];

/** 0 leaves first. */
export const priorityRank = (priority: MessagePriority): number => messagePriorities.indexOf(priority);

export const quietHoursSchema = z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema });

/** At most `count` messages that are not of the topic "service" within `per`; in one channel, or (null) in all together. */
export const capSchema = z.strictObject({
  channel: z.string().min(1).max(40).nullable(),
  count: z.number().int().min(1).max(1000),
  per: durationSchema,
});
export type Cap = z.output<typeof capSchema>;

export const sendingSettingsSchema = z.strictObject({
  /** On the contact's wall clock; a flow may have its own. */
  quietHours: quietHoursSchema.nullable(),
  caps: z.array(capSchema).max(20),
});
export type SendingSettings = z.output<typeof sendingSettingsSchema>;

export const noLimits: SendingSettings = { quietHours: null, caps: [] };
