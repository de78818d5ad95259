/** Fields that several node types share. */
import * as z from 'zod';
import { isDuration, parseInstant } from './time.ts';

/** An instant with offset, or a local date or date-time of the zone it is read in. */
export const instantSchema = z
  .string()
  .max(40)
  .refine((text) => parseInstant(text, 'UTC') !== null, 'not-an-instant')
  .meta({ id: 'Instant', title: 'Date or date and time', examples: ['2026-12-24', '2026-12-24T10:00'] });

/** Signed ISO 8601 duration: `-P1D` is a day before. */
export const offsetSchema = z
  .string()
  .max(40)
  .refine((text) => isDuration(text), 'not-a-duration')
  .meta({ id: 'Offset', title: 'Before or after', examples: ['-P1D', 'PT2H'] });

export const eventTypeSchema = z
  .string()
  .min(1)
  .max(200)
  .meta({ id: 'EventType', title: 'Event', examples: ['order.created', 'cart.updated', 'form.submitted'] });

/** ISO weekdays: 1 Monday to 7 Sunday. */
export const weekdaysSchema = z
  .array(z.number().int().min(1).max(7))
  .min(1)
  .max(7)
  .refine((days) => new Set(days).size === days.length, 'duplicate-weekday')
  .meta({ id: 'Weekdays', title: 'Weekdays', description: '1 is Monday, 7 is Sunday.' });

/** A way of messaging, such as `email`, `sms`, `telegram`. */
export const channelSchema = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'bad-channel')
  .meta({ id: 'Channel', title: 'Channel', examples: ['email', 'sms', 'telegram'] });

/** A language tag, such as `en` or `pt-BR`. */
export const languageSchema = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'bad-language');
