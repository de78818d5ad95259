export type FieldType = 'string' | 'number' | 'boolean' | 'date';
export type Scalar = string | number | boolean | null;

interface Field {
  field: string;
  type: FieldType;
  value: string;
}

/** What a form's rows change, as typed values; an emptied field is null, which removes it. */
export function changedFields(before: readonly Field[], after: readonly Field[]): Record<string, Scalar> {
  const old = new Map(before.map(({ field, value }) => [field, value]));
  const set: Record<string, Scalar> = {};
  for (const { field, type, value } of after) {
    const text = value.trim();
    if (text === (old.get(field) ?? '').trim()) continue;
    if (text === '') set[field] = null;
    else if (type === 'number' && Number.isFinite(Number(text))) set[field] = Number(text);
    else if (type === 'boolean') set[field] = text === 'true';
    else set[field] = text;
  }
  return set;
}
