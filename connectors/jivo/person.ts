/**
 * How Jivo knows a person: as the engine names them, with a mark by the channel's secret address. Jivo signs nothing, but repeats this
 * id with each answer: who was not told it cannot make anybody an answer.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const markOf = (chatUrl: string, person: string): string =>
  createHmac('sha256', chatUrl).update(`kaskad:jivo-person:${person}`).digest('base64url').slice(0, 32);

export const markedPerson = (chatUrl: string, person: string): string => `${person}.${markOf(chatUrl, person)}`;

/** Null where the mark is not ours. */
export function personIn(chatUrl: string, id: string): string | null {
  const [, person, mark] = /^([0-9a-z-]{1,40})\.([\w-]{32})$/.exec(id) ?? [];
  if (person === undefined || mark === undefined) return null;
  return timingSafeEqual(Buffer.from(markOf(chatUrl, person)), Buffer.from(mark)) ? person : null;
}
