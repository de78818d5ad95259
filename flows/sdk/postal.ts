/**
 * The postal address of a contact. It is kept in attributes that any import, form or flow can fill; a household shares it,
 * so it is no address of the kind that tells people apart.
 */
import type { ContactView } from './contact.ts';

/** In the order in which they are written down. */
export const postalAttributes = ['street', 'postcode', 'city', 'region'] as const;
/** Without these nothing can be delivered. */
export const neededForPost = ['street', 'city'] as const;

/** The channel whose messages go to a postal address. */
export const postalChannel = 'print';

const said = (value: unknown): boolean =>
  typeof value === 'number' || (typeof value === 'string' && value.replaceAll(' ', '') !== '');

/** Can something be delivered there? */
export const hasPostalAddress = ({ attributes }: Pick<ContactView, 'attributes'>): boolean =>
  neededForPost.every((name) => said(attributes[name]));

/** In one line, as lists show whom a letter went to. */
export const postalLine = ({ attributes }: Pick<ContactView, 'attributes'>): string => {
  const text = (name: string): string => (said(attributes[name]) ? String(attributes[name]).trim() : '');
  return [text('street'), [text('postcode'), text('city')].filter(Boolean).join(' '), text('region')]
    .filter(Boolean)
    .join(', ');
};

const value = (name: string): string => `{{ contact.attributes.${name} | default: "" }}`;

/** As templates, filled in when the letter leaves the queue: what is not known is left out. */
export const addressTemplates = {
  name: '{{ contact.first_name | default: "" }} {{ contact.last_name | default: "" }}',
  address: `${value('street')}\n${value('postcode')} ${value('city')}\n${value('region')}`,
} as const;
