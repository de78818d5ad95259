/** The fields that a column can become. Names as the engine's import knows them. */

/** Chosen for a column that is not to be kept. */
export const skipField = '-';

export const attributeField = (column: string): string => `attributes.${column}`;

const profile = ['key', 'first_name', 'last_name', 'email', 'phone', 'language', 'country', 'timezone', 'tags'];
const addresses = ['telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'web-push'].map(
  (kind) => `address.${kind}`,
);
const consents = ['email', 'sms', 'telegram', 'viber', 'whatsapp', 'messenger', 'instagram', 'vk', 'phone-call'].map(
  (kind) => `consent.${kind}`,
);

/** By group, always with the field that is chosen now, even one the lists do not have. */
export function fieldGroups(column: string, chosen: string): { group: string; fields: string[] }[] {
  const other = [...new Set([attributeField(column), ...(chosen.startsWith('attributes.') ? [chosen] : [])])];
  const groups = [
    { group: 'profile', fields: profile },
    { group: 'address', fields: addresses },
    { group: 'consent', fields: consents },
    { group: 'other', fields: [...other, skipField] },
  ];
  if (groups.some(({ fields }) => fields.includes(chosen))) return groups;
  const head = chosen.split('.', 1)[0];
  return groups.map((entry) => {
    const home = head === 'address' || head === 'consent' ? head : 'other';
    return entry.group === home ? { ...entry, fields: [chosen, ...entry.fields] } : entry;
  });
}

/** A row without key or address is refused, so a mapping without either keeps nobody. */
export const reachesSomebody = (mapping: Readonly<Record<string, string>>): boolean =>
  Object.values(mapping).some(
    (field) => field === 'key' || field === 'email' || field === 'phone' || field.startsWith('address.'),
  );
