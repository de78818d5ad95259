/** By which addresses a channel reaches a contact: in memory, and the same as SQL. */
import { addressKindOf, newestFirst } from '../sdk/channels.ts';
import type { AddressView } from '../sdk/contact.ts';
import { hasPostalAddress, neededForPost, postalChannel, postalLine } from '../sdk/postal.ts';
import { siteChannel, visitorName } from '../sdk/site.ts';
import type { Facts } from './facts.ts';

/**
 * What is delivered by post goes to what attributes say, a block on the site waits for anybody; everything else goes to addresses of
 * the channel's kind.
 */
export function addressesFor(facts: Pick<Facts, 'contact' | 'addresses'>, channel: string): readonly AddressView[] {
  const { contact } = facts;
  if (channel === siteChannel) return [{ kind: channel, value: visitorName(contact), state: 'valid' }];
  if (channel !== postalChannel) {
    const kind = addressKindOf(channel);
    const own = facts.addresses().filter((address) => address.kind === kind);
    return newestFirst(channel) ? own.reverse() : own;
  }
  return hasPostalAddress(contact) ? [{ kind: channel, value: postalLine(contact), state: 'valid' }] : [];
}

export const isUsable = ({ state }: Pick<AddressView, 'state'>): boolean =>
  state === 'valid' || state === 'unconfirmed';

/** Has the contact of the alias something to which post can be delivered? */
const postalSql = (alias: string): string =>
  neededForPost
    .map((name) => {
      const path = `${alias}.attributes, '$.${name}'`;
      return `(json_type(${path}) IN ('integer', 'real') OR (json_type(${path}) = 'text' AND trim(json_extract(${path})) <> ''))`;
    })
    .join(' AND ');

/** The same as SQL for channels without addresses of their own; null for the others. */
export function reachableSql(channel: string, alias: string): string | null {
  if (channel === siteChannel) return '1';
  return channel === postalChannel ? `coalesce(${postalSql(alias)}, 0)` : null;
}
