/** By which addresses a channel reaches a contact: in memory, and the same as SQL. */
import { addressKindOf } from '../sdk/channels.ts';
import type { AddressView } from '../sdk/contact.ts';
import { hasPostalAddress, neededForPost, postalChannel, postalLine } from '../sdk/postal.ts';
import type { Facts } from './facts.ts';

/** What is delivered by post goes to what attributes say; everything else to addresses of the channel's kind. */
export function addressesFor(facts: Pick<Facts, 'contact' | 'addresses'>, channel: string): readonly AddressView[] {
  if (channel !== postalChannel) {
    const kind = addressKindOf(channel);
    return facts.addresses().filter((address) => address.kind === kind);
  }
  const { contact } = facts;
  return hasPostalAddress(contact) ? [{ kind: channel, value: postalLine(contact), state: 'valid' }] : [];
}

export const isUsable = ({ state }: Pick<AddressView, 'state'>): boolean =>
  state === 'valid' || state === 'unconfirmed';

/** Has the contact of the alias something to which post can be delivered? */
export const postalSql = (alias: string): string =>
  neededForPost
    .map((name) => {
      const path = `${alias}.attributes, '$.${name}'`;
      return `(json_type(${path}) IN ('integer', 'real') OR (json_type(${path}) = 'text' AND trim(json_extract(${path})) <> ''))`;
    })
    .join(' AND ');
