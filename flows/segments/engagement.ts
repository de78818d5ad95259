/** How a person takes what is written to them in a channel: counted over the same days as the rule field `engagement`. */
import { tellsReading } from '../sdk/channels.ts';

/** How far back it looks. */
export const engagementSpan = '-P90D';

/** `untold`: nobody tells whether they read. `unwritten`: nothing was sent in those days. */
export const moods = ['lively', 'quiet', 'silent', 'untold', 'unwritten'] as const;
export type Mood = (typeof moods)[number];

/** Whole per cent of the messages sent that were read, clicked or answered; null where none were sent. */
export const engagementOf = (sent: number, answered: number): number | null =>
  sent === 0 ? null : Math.floor((100 * answered) / sent);

/** From this share on they are lively. */
const livelyFrom = 25;

export function moodOf(channel: string, sent: number, answered: number): Mood {
  const share = engagementOf(sent, answered);
  if (share === null) return 'unwritten';
  if (share >= livelyFrom) return 'lively';
  if (answered > 0) return 'quiet';
  return tellsReading(channel) ? 'silent' : 'untold';
}
