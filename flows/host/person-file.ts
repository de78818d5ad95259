/** The two files that a person may ask for: all that is kept about them, and the certificate that they were erased. */
import manifest from '../../package.json' with { type: 'json' };
import type { EraseDone, EraseHow } from '../runtime/erase.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import { sha256 } from '../store/hash.ts';
import type { PersonCounts, PersonRows } from '../store/persons.ts';
import type { Store } from '../store/store.ts';

export interface PersonFile {
  format: 'kaskad.person';
  formatVersion: 1;
  at: string;
  app: string;
  workspace: string;
  /** The person's numbers in this workspace: their own, and those of profiles that were merged into it. */
  numbers: number[];
  data: PersonRows;
  /** What ids in the data stand for. */
  names: {
    flows: Record<string, string>;
    /** Blocks, by flow and then by id. */
    blocks: Record<string, Record<string, string>>;
    accounts: Record<string, string>;
    offers: Record<string, string>;
    lists: Record<string, string>;
  };
}

export interface ErasureFile {
  format: 'kaskad.erasure';
  formatVersion: 1;
  request: number;
  at: string;
  app: string;
  workspace: string;
  askedBy: EraseHow['askedBy'];
  reference: string | null;
  reason: string | null;
  erased: PersonCounts;
  /** Still counted in reports, without a person. */
  kept: PersonCounts;
  journeysEnded: number;
  messagesCanceled: number;
  /** SHA-256 over all of the above as JSON. */
  hash: string;
}

const app = `Kaskad ${manifest.version}`;

/** The values of a column over all rows that have it. */
const valuesOf = (rows: PersonRows, column: string): string[] => [
  ...new Set(
    Object.values(rows)
      .flat()
      .map((row) => row[column])
      .filter((value) => typeof value === 'string'),
  ),
];

export function personFile(store: Store, contact: number, at: Millis): PersonFile {
  const { name, timezone } = store.meta.get();
  const numbers = store.persons.names(contact);
  const data = store.persons.read(numbers, timezone);
  const flows = valuesOf(data, 'flow_id').flatMap((id) => store.flows.get(id) ?? []);
  const named = <T extends { id: string }>(ids: string[], all: readonly T[], nameOf: (one: T) => string) =>
    Object.fromEntries(all.filter(({ id }) => ids.includes(id)).map((one) => [one.id, nameOf(one)]));
  return {
    format: 'kaskad.person',
    formatVersion: 1,
    at: formatInstant(at, timezone),
    app,
    workspace: name,
    numbers,
    data,
    names: {
      flows: Object.fromEntries(flows.map((flow) => [flow.id, flow.name])),
      blocks: Object.fromEntries(
        flows.map(({ id, draft }) => [
          id,
          Object.fromEntries(draft.nodes.map((node) => [node.id, node.name ?? node.type])),
        ]),
      ),
      accounts: named(valuesOf(data, 'account_id'), store.accounts.list(), (one) => one.name),
      offers: named(valuesOf(data, 'offer_id'), store.offers.list(), ({ offer }) => offer.name),
      lists: named(valuesOf(data, 'list'), store.segments.list(), (one) => one.name),
    },
  };
}

export function erasureFile(store: Store, done: EraseDone, how: EraseHow, at: Millis): ErasureFile {
  const { name, timezone } = store.meta.get();
  const content = {
    format: 'kaskad.erasure' as const,
    formatVersion: 1 as const,
    request: done.request,
    at: formatInstant(at, timezone),
    app,
    workspace: name,
    askedBy: how.askedBy,
    reference: how.reference,
    reason: how.reason,
    erased: done.gone,
    kept: done.blanked,
    journeysEnded: done.ended,
    messagesCanceled: done.canceled,
  };
  return { ...content, hash: sha256(JSON.stringify(content)) };
}
