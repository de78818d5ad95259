/** A contact from values that another system sent: normalised as an import normalises its cells. */
import type { AttributeValue } from '../sdk/contact.ts';
import type { ContactInput } from '../store/contact-input.ts';
import { readTarget, type Target } from '../tables/map-columns.ts';
import { clean } from '../tables/normalise.ts';
import { type Draft, emptyDraft, plainSetter } from './import-contacts.ts';

export interface ReadContact {
  input: ContactInput;
  /** Values that could not be taken, with the import's reasons. */
  ignored: { field: string; reason: string }[];
  /** Nothing in it says who it is. */
  nameless: boolean;
}

const maxText = 10_000;

/** Throws `unknown-field` for a field that contacts do not have. Empty values leave what is known as it is. */
export function contactFromValues(
  values: readonly { field: string; value: unknown }[],
  workspaceZone: string,
): ReadContact {
  const draft = emptyDraft();
  const ignored: ReadContact['ignored'] = [];
  const targets = values.map(({ field, value }) => ({ field, value, target: readTarget(field) }));
  // A phone may need the country, wherever it stands: country first.
  const last = (target: Target) => (target.kind === 'profile' && target.name === 'country' ? 0 : 1);
  for (const { field, value, target } of targets.sort((a, b) => last(a.target) - last(b.target))) {
    const reason = put(draft, target, value, workspaceZone);
    if (reason !== null) ignored.push({ field, reason });
  }
  return { input: draft, ignored, nameless: draft.key === null && draft.addresses.length === 0 };
}

function put(draft: Draft, target: Target, value: unknown, zone: string): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (target.kind === 'attribute') {
    const kept = attributeOf(value);
    if (kept === undefined) return 'not-a-value';
    draft.attributes[target.name] = kept;
    return null;
  }
  // A list fills what may be several: tags, addresses.
  for (const one of Array.isArray(value) ? value : [value]) {
    if (!['string', 'number', 'boolean'].includes(typeof one)) return 'not-a-value';
    const text = clean(String(one));
    if (text === '') continue;
    const reason = text.length > maxText ? 'too-long' : plainSetter(target, zone)(text, draft);
    if (reason !== null) return reason;
  }
  return null;
}

function attributeOf(value: unknown): AttributeValue | undefined {
  if (typeof value === 'string') return value.length > maxText ? undefined : value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value;
  if (!Array.isArray(value) || value.length > 1000) return undefined;
  const items = value.map(attributeOf);
  return items.every((item) => item !== undefined) ? items : undefined;
}
