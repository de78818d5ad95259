/** Which fields two profiles are compared by, and whose value each ends with. */
import type { Client } from '../../../app/client.ts';

export type MergePreview = Awaited<ReturnType<Client['merges']['preview']>>;
export type MergeSide = MergePreview['keep'];

export interface ComparedField {
  /** As the engine names it: `first_name`, `attributes.<name>`. */
  field: string;
  /** An attribute's own name; null: a field of the profile. */
  attribute: string | null;
  keep: unknown;
  other: unknown;
  /** Both say something, and not the same: one has to be chosen. */
  differs: boolean;
}

const profileFields = ['key', 'first_name', 'last_name', 'language', 'country', 'timezone'] as const;

const valueIn = (side: MergeSide, field: (typeof profileFields)[number]): unknown =>
  field === 'timezone' ? side.timezone : side.contact[field];

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

/** Those that at least one of them has: what must be chosen first, in the order of a profile. */
export function comparedFields({ keep, other }: Pick<MergePreview, 'keep' | 'other'>): ComparedField[] {
  const compared = (field: string, attribute: string | null, a: unknown, b: unknown): ComparedField => ({
    field,
    attribute,
    keep: a,
    other: b,
    differs: !isEmpty(a) && !isEmpty(b) && JSON.stringify(a) !== JSON.stringify(b),
  });
  const names = [...new Set([...Object.keys(keep.attributes), ...Object.keys(other.attributes)])].sort((a, b) =>
    a.localeCompare(b),
  );
  const all = [
    ...profileFields.map((field) => compared(field, null, valueIn(keep, field), valueIn(other, field))),
    ...names.map((name) => compared(`attributes.${name}`, name, keep.attributes[name], other.attributes[name])),
  ];
  return all.filter((one) => !isEmpty(one.keep) || !isEmpty(one.other));
}
