/**
 * RetailCRM's times are written without a zone, in the account's own. How far that is from UTC shows where an answer says when it was made
 * beside the clock of its header. Summer time of another season is not known from that: such times may be an hour off.
 */
import type { Millis } from '../../flows/sdk/time.ts';

const quarter: Millis = 900_000;

/** `generatedAt` as the account writes it, `at` by the header: milliseconds that the account is ahead of UTC. */
export const offsetOf = (generatedAt: string, at: Millis): Millis =>
  Math.round(((asUtc(generatedAt) ?? at) - at) / quarter) * quarter;

/** As if it were UTC. */
export function asUtc(text: string | null | undefined): Millis | null {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(text ?? '');
  const ms = match === null ? Number.NaN : Date.parse(`${match[1]}T${match[2]}Z`);
  return Number.isNaN(ms) ? null : ms;
}

export const timeOf = (text: string | null | undefined, offset: Millis): Millis | null => {
  const ms = asUtc(text);
  return ms === null ? null : ms - offset;
};

/** In the account's own writing, to the second. */
export const written = (at: Millis, offset: Millis): string =>
  new Date(at + offset).toISOString().slice(0, 19).replace('T', ' ');
