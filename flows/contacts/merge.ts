/**
 * How two profiles of one person become one. Pure: store/merges.ts writes what comes out.
 *
 * What the profile that stays has of its own, it keeps; what it lacks, it takes over. Of several profiles that could fill a gap
 * the oldest (the lowest number) does. So, as long as the older of two always stays, any order of merges ends in the same
 * profile. Of two answers about a consent the later holds; of two states of one address the worse.
 */
import type { AddressView, AttributeValue } from '../sdk/contact.ts';
import type { Millis } from '../sdk/time.ts';

export const mergedColumns = ['key', 'first_name', 'last_name', 'language', 'country', 'timezone'] as const;
export type MergedColumn = (typeof mergedColumns)[number];

/** Where a value that a profile took over came from. */
export interface Origin {
  /** Number of the contact who had it of its own. */
  from: number;
  /** Addresses only: which of that contact's it was. */
  at: number;
}

export interface MergeAddress extends AddressView {
  stateAt: Millis | null;
  reason: string | null;
  /** Null: its own. */
  origin: Origin | null;
}

export interface MergeConsent {
  channel: string;
  topic: string;
  granted: boolean;
  at: Millis;
  source: string;
}

/** A profile before, or after, a merge. */
export interface MergeProfile {
  id: number;
  createdAt: Millis;
  columns: Record<MergedColumn, string | null>;
  attributes: Record<string, AttributeValue>;
  /** In order; the first of a kind is the one that is written to. */
  addresses: MergeAddress[];
  consents: MergeConsent[];
  tags: string[];
  pausedUntil: Millis | null;
  /** Whose value stands in a column or, as `attributes.<name>`, in an attribute. Absent: its own. */
  origins: Record<string, number>;
}

const severity: Readonly<Record<AddressView['state'], number>> = { unconfirmed: 0, valid: 1, bounced: 2, blocked: 3 };

/**
 * The profile that stays, after taking the other one in. `take`: columns and `attributes.<name>` whose value the person wants
 * from the other one; it is then as good as the profile's own.
 */
export function united(keep: MergeProfile, other: MergeProfile, take: ReadonlySet<string>): MergeProfile {
  const origins: Record<string, number> = {};
  const chosen = <T extends AttributeValue>(field: string, own: T | null, theirs: T | null): T | null => {
    const ownFrom = keep.origins[field] ?? null;
    if (take.has(field)) return theirs ?? own;
    if (theirs === null || (own !== null && ownFrom === null)) return keepOrigin(field, own, ownFrom);
    const theirFrom = other.origins[field] ?? other.id;
    if (own !== null && ownFrom !== null && ownFrom <= theirFrom) return keepOrigin(field, own, ownFrom);
    return keepOrigin(field, theirs, theirFrom);
  };
  function keepOrigin<T>(field: string, value: T, from: number | null): T {
    if (from !== null && value !== null) origins[field] = from;
    return value;
  }
  const columns = Object.fromEntries(
    mergedColumns.map((name) => [name, chosen(name, keep.columns[name], other.columns[name])]),
  ) as Record<MergedColumn, string | null>;
  const attributes: Record<string, AttributeValue> = {};
  for (const name of new Set([...Object.keys(keep.attributes), ...Object.keys(other.attributes)])) {
    const own = Object.hasOwn(keep.attributes, name) ? (keep.attributes[name] ?? null) : null;
    const theirs = Object.hasOwn(other.attributes, name) ? (other.attributes[name] ?? null) : null;
    const value = chosen(`attributes.${name}`, own, theirs);
    if (value !== null) define(attributes, name, value);
  }
  return {
    id: keep.id,
    createdAt: Math.min(keep.createdAt, other.createdAt),
    columns,
    attributes,
    addresses: unitedAddresses(keep, other),
    consents: unitedConsents(keep.consents, other.consents),
    tags: [...new Set([...keep.tags, ...other.tags])].sort(),
    pausedUntil: latest(keep.pausedUntil, other.pausedUntil),
    origins,
  };
}

/** An attribute may be called `__proto__`. */
function define(into: Record<string, AttributeValue>, name: string, value: AttributeValue): void {
  Object.defineProperty(into, name, { value, enumerable: true, configurable: true, writable: true });
}

const latest = (a: Millis | null, b: Millis | null): Millis | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

const sameAddress = (a: AddressView, b: AddressView): boolean => a.kind === b.kind && a.value === b.value;

/** Its own first, in their order; then those of the others, the oldest contact's first. */
function unitedAddresses(keep: MergeProfile, other: MergeProfile): MergeAddress[] {
  const own = keep.addresses.filter(({ origin }) => origin === null);
  let at = 0;
  const theirs = other.addresses.map(
    (one): MergeAddress => ({ ...one, origin: one.origin ?? { from: other.id, at: at++ } }),
  );
  const taken = [...keep.addresses.filter(({ origin }) => origin !== null), ...theirs].sort(byOrigin);
  const result: MergeAddress[] = [];
  for (const one of [...own, ...taken]) {
    const known = result.findIndex((had) => sameAddress(had, one));
    const had = result[known];
    if (had === undefined) result.push(one);
    else result[known] = { ...worse(had, one), origin: had.origin };
  }
  return result;
}

const byOrigin = (a: MergeAddress, b: MergeAddress): number =>
  (a.origin?.from ?? 0) - (b.origin?.from ?? 0) || (a.origin?.at ?? 0) - (b.origin?.at ?? 0);

function worse(a: MergeAddress, b: MergeAddress): MergeAddress {
  const difference = severity[a.state] - severity[b.state] || (a.stateAt ?? 0) - (b.stateAt ?? 0);
  if (difference !== 0) return difference > 0 ? a : b;
  return (a.reason ?? '') >= (b.reason ?? '') ? a : b;
}

/** The later answer holds; of two at the same moment the refusal. */
function unitedConsents(own: readonly MergeConsent[], theirs: readonly MergeConsent[]): MergeConsent[] {
  const result = new Map<string, MergeConsent>();
  for (const one of [...own, ...theirs]) {
    const name = `${one.channel} ${one.topic}`;
    const known = result.get(name);
    if (known === undefined || holdsOver(one, known)) result.set(name, one);
  }
  return [...result.values()].sort((a, b) =>
    a.channel === b.channel ? (a.topic < b.topic ? -1 : 1) : a.channel < b.channel ? -1 : 1,
  );
}

function holdsOver(one: MergeConsent, known: MergeConsent): boolean {
  if (one.at !== known.at) return one.at > known.at;
  if (one.granted !== known.granted) return !one.granted;
  return one.source < known.source;
}
