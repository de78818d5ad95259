/** Our Message-IDs: made from the message's key, recognised again in replies and bounces. */
import { createHash } from 'node:crypto';

const hash = (text: string, length: number): string => createHash('sha256').update(text).digest('hex').slice(0, length);

export const recipientMark = (address: string): string => hash(address.toLowerCase(), 8);

/** The same message always has the same id. With angle brackets. */
export function messageIdFor(key: string, to: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf('@') + 1);
  return `<kaskad.${hash(`${fromAddress}\n${to}\n${key}`, 32)}.${recipientMark(to)}@${domain}>`;
}

const pattern = /kaskad\.[0-9a-f]{32}\.[0-9a-f]{8}@[A-Za-z0-9.-]+/g;

/** Our ids within a text, with angle brackets, each once. */
export const ownIdsIn = (text: string): string[] => [...new Set(text.match(pattern) ?? [])].map((id) => `<${id}>`);

/** Was the message with this id sent to that address? Guards against a bounce that names somebody else. */
export const wasSentTo = (id: string, address: string): boolean => id.includes(`.${recipientMark(address)}@`);
