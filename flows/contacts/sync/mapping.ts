/** What a CRM's record becomes here, and what wins where both sides know a value. Pure. */
import type { AttributeValue } from '../../sdk/contact.ts';
import type { SyncPerson } from '../../sdk/sync.ts';
import type { SyncMapping } from '../../sdk/sync-mapping.ts';
import type { Millis } from '../../sdk/time.ts';
import { contactFromValues } from '../from-values.ts';

/** A record's person and mapped values, normalised as an import normalises them. */
export interface MappedPerson {
  emails: readonly string[];
  phones: readonly string[];
  /** By our names: `first_name`, `attributes.city` … Null: the record has no value for it. */
  fields: Readonly<Record<string, AttributeValue>>;
  tags: readonly string[];
  /** Values that could not be taken, with the import's reasons. */
  ignored: readonly { field: string; reason: string }[];
}

/** `zone`: of the workspace; phones without a country are read by it. */
export function mapPerson(
  person: SyncPerson | null,
  values: Readonly<Record<string, AttributeValue>>,
  mapping: SyncMapping,
  zone: string,
): MappedPerson {
  const vendorValue = (name: string): AttributeValue => (Object.hasOwn(values, name) ? (values[name] ?? null) : null);
  const given = [
    ...mapping.fields.map(({ from, to }) => ({ field: to, value: vendorValue(from) })),
    { field: 'email', value: [...(person?.emails ?? [])] },
    { field: 'phone', value: [...(person?.phones ?? [])] },
    { field: 'first_name', value: person?.firstName ?? null },
    { field: 'last_name', value: person?.lastName ?? null },
  ];
  const read = oneByOne(given, zone);
  const fields: Record<string, AttributeValue> = {};
  const wanted = ['first_name', 'last_name', ...mapping.fields.map(({ to }) => to)];
  for (const field of new Set(wanted)) {
    if (field === 'tags' || field === 'email' || field === 'phone') continue;
    fields[field] = read.fields[field] ?? null;
  }
  return { ...read, fields };
}

/** A value that cannot be taken takes no other one along. */
function oneByOne(given: readonly { field: string; value: unknown }[], zone: string): MappedPerson {
  const { input, ignored } = contactFromValues(
    given.flatMap(({ field, value }) =>
      // One address of several may be no address: each stands for itself.
      Array.isArray(value) && (field === 'email' || field === 'phone')
        ? value.map((one: unknown) => ({ field, value: one }))
        : [{ field, value }],
    ),
    zone,
  );
  const fields: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(input.profile ?? {})) if (value != null) fields[name] = value;
  for (const [name, value] of Object.entries(input.attributes ?? {})) fields[`attributes.${name}`] = value;
  const ofKind = (kind: string): string[] => [
    ...new Set((input.addresses ?? []).flatMap((one) => (one.kind === kind ? [one.value] : []))),
  ];
  return { emails: ofKind('email'), phones: ofKind('phone'), fields, tags: [...(input.tags ?? [])], ignored };
}

export interface Deciding {
  /** What stands here, by our names; absent or null: nothing. */
  current: Readonly<Record<string, AttributeValue>>;
  /** What the record put here before. */
  wrote: Readonly<Record<string, unknown>>;
  given: Readonly<Record<string, AttributeValue>>;
  mapping: SyncMapping;
  /** When the record changed, by the vendor's clock. */
  recordAt: Millis;
  /** When our field last changed. Asked only where the rule is `newer`. */
  changedAt: (field: string) => Millis;
}

export interface Decision {
  /** Null empties a field. */
  set: Record<string, AttributeValue>;
  /** What the record has put here by now. */
  wrote: Record<string, unknown>;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Which of the record's values are taken. */
export function decide({ current, wrote, given, mapping, recordAt, changedAt }: Deciding): Decision {
  const ruleOf = new Map(mapping.fields.map(({ to, rule }) => [to, rule ?? mapping.rule]));
  const decided: Decision = { set: {}, wrote: {} };
  for (const [field, value] of Object.entries(given)) {
    const own = current[field] ?? null;
    const itsOwn = Object.hasOwn(wrote, field) && same(wrote[field], own);
    if (same(own, value)) {
      if (itsOwn) decided.wrote[field] = value;
      continue;
    }
    if (isEmpty(value)) {
      // Emptied there: what it put here goes, what somebody else wrote stays.
      if (itsOwn && !isEmpty(own)) decided.set[field] = null;
      continue;
    }
    const rule = ruleOf.get(field) ?? mapping.rule;
    const takes =
      isEmpty(own) ||
      rule === 'crm' ||
      (rule !== 'keep' && itsOwn) ||
      (rule === 'newer' && recordAt > changedAt(field));
    if (!takes) continue;
    decided.set[field] = value;
    decided.wrote[field] = value;
  }
  return decided;
}
