interface Named {
  id: number;
  key: string | null;
  email: string | null;
  phone: string | null;
  first_name: string | null;
  last_name: string | null;
}

/** What to call a contact: the name, else the first thing that tells it apart. */
export function contactName(contact: Named): string {
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(' ').trim();
  return name || contact.email || contact.phone || contact.key || `#${contact.id}`;
}
