/** Fields of a CRM and the fields of ours that they can become. */
import type { Client } from '../../../app/client.ts';

export type SyncState = Awaited<ReturnType<Client['syncs']['get']>>;
export type SyncKind = SyncState['kinds'][number];
export type SyncField = Awaited<ReturnType<Client['syncs']['fields']>>[number];
export type SyncMapping = SyncState['mapping'];
export type MappedField = SyncMapping['fields'][number];

/** Chosen for a field that is not to come in. */
export const stays = '-';
export const builtIn = ['language', 'country', 'timezone', 'tags'] as const;

/** The attribute that a field becomes under its own name, as people see it there. */
export const attributeOf = ({ label, name }: Pick<SyncField, 'label' | 'name'>): string => {
  const plain = (text: string): string =>
    text
      .replace(/[^\p{L}\p{N}_ -]+/gu, ' ')
      .replace(/^[\s-]+|\s+$/g, '')
      .replace(/\s+/g, ' ')
      .slice(0, 100);
  return `attributes.${plain(label) || plain(name) || 'field'}`;
};

/** With another meaning for one field. A field of ours is filled by one of theirs: the one chosen last. */
export function remapped(mapping: SyncMapping, from: string, to: string): SyncMapping {
  const others = mapping.fields.filter((one) => one.from !== from && one.to !== to);
  const rule = mapping.fields.find((one) => one.from === from)?.rule;
  if (to === stays) return { ...mapping, fields: others };
  return { ...mapping, fields: [...others, { from, to, ...(rule === undefined ? {} : { rule }) }] };
}

export function withRule(mapping: SyncMapping, from: string, rule: MappedField['rule']): SyncMapping {
  const fields = mapping.fields.map(({ from: name, to, ...old }) =>
    name === from ? { from: name, to, ...(rule === undefined ? {} : { rule }) } : { from: name, to, ...old },
  );
  return { ...mapping, fields };
}

/** What fields plainly are, for somebody who has not chosen yet. */
export function suggestedMapping(mapping: SyncMapping, fields: readonly SyncField[]): SyncMapping {
  return fields.reduce(
    (now, field) =>
      field.suggested === undefined || now.fields.some(({ to }) => to === field.suggested)
        ? now
        : remapped(now, field.name, field.suggested),
    mapping,
  );
}
