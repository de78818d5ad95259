/** The contact of a flow's test: what the test says, and whatever the flow needs to reach somebody. */
import { addressKindOf } from '../sdk/channels.ts';
import type { AttributeValue } from '../sdk/contact.ts';
import type { ContactInput } from '../store/contact-input.ts';

const columns = ['first_name', 'last_name', 'language', 'country', 'timezone'] as const;
const samples: Readonly<Record<string, string>> = { email: 'test@example.com', phone: '+380441234567' };

/**
 * Fields are named as in an import: `first_name`, `email`, `tags`, `address.telegram`, `consent.email`,
 * `attributes.city`; any other name is an attribute. For each of `channels` there is an address and a consent, unless the
 * test gives others: `null` is no address, `false` no consent.
 */
export function testContact(fields: Readonly<Record<string, unknown>>, channels: readonly string[]): ContactInput {
  const profile: Partial<Record<(typeof columns)[number], string | null>> = {};
  const addresses = new Map<string, string | null>();
  const attributes: Record<string, AttributeValue> = {};
  const consents = new Map<string, boolean>();
  const tags: string[] = [];
  for (const channel of channels) {
    const kind = addressKindOf(channel);
    addresses.set(kind, samples[kind] ?? 'test');
    consents.set(channel, true);
  }
  for (const [name, value] of Object.entries(fields)) {
    const column = columns.find((known) => known === name);
    const [head = '', ...rest] = name.split('.');
    const tail = rest.join('.');
    if (column !== undefined) profile[column] = value === null ? null : String(value);
    else if (name === 'email' || name === 'phone') addresses.set(name, value === null ? null : String(value));
    else if (name === 'tags') tags.push(...listOf(value));
    else if (head === 'address' && tail !== '') addresses.set(tail, value === null ? null : String(value));
    else if (head === 'consent' && tail !== '') consents.set(tail, value === true);
    else attributes[head === 'attributes' && tail !== '' ? tail : name] = attributeOf(value);
  }
  return {
    key: 'test',
    profile,
    addresses: [...addresses].flatMap(([kind, value]) => (value === null ? [] : [{ kind, value }])),
    attributes,
    tags,
    consents: [...consents].map(([name, granted]) => {
      const [channel = '', topic = ''] = name.split('.');
      return { channel, topic, granted };
    }),
  };
}

const listOf = (value: unknown): string[] =>
  Array.isArray(value)
    ? value.map(String)
    : String(value ?? '')
        .split(/[;,]/)
        .map((tag) => tag.trim())
        .filter((tag) => tag !== '');

const attributeOf = (value: unknown): AttributeValue =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : JSON.stringify(value);
