/** Reads what happened in a span of time from the journal, in pages between which the engine goes on. */
import { setImmediate } from 'node:timers/promises';
import type { Layer } from '../api/live.ts';
import { KaskadError } from '../sdk/problem.ts';
import { atTimeOfDay, formatInstant, type Millis } from '../sdk/time.ts';
import type { FlowVersion } from '../store/flows.ts';
import { type Journal, readJournal, type Way } from '../store/journal.ts';
import { start } from '../store/pages.ts';
import type { Store } from '../store/store.ts';
import { bucketOf, gatherLayer, type LayerNode, type Span } from './layer.ts';

export interface LayerQuery {
  flow: string;
  /** Left out: the current one. */
  version?: number | 'all' | undefined;
  /** Left out: since the flow began. */
  from?: Millis | undefined;
  /** Exclusive. */
  to: Millis;
  way?: Way | undefined;
}

const minute: Millis = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Journeys looked at in one go: their numbers are of all flows. */
const stretch = 5000;

/** The versions asked for, the newest first. Throws `flow-missing` or `version-missing`. */
export function versionsAsked(store: Store, id: string, asked: number | 'all' | undefined): FlowVersion[] {
  const flow = store.flows.need(id);
  const numbers =
    asked === 'all'
      ? store.flows.versions(id).map(({ number }) => number)
      : [asked ?? flow.version].flatMap((n) => n ?? []);
  return numbers.map((number) => {
    const version = store.flows.version(id, number);
    if (version === null)
      throw new KaskadError('version-missing', `Flow "${id}" has no version ${number}.`, { flow: id, version: number });
    return version;
  });
}

/** When it was published, or when the first came in where it was started as of an earlier time. */
const beginningOf = (store: Store, { id, plan, publishedAt }: FlowVersion): Millis =>
  Math.min(publishedAt, ...plan.triggers.flatMap((node) => store.explain.times(id, node).first ?? []));

/** Buckets that a person thinks in: minutes of an hour, hours of some days, days of a season, weeks of longer. */
export function bucketsOf(from: Millis, to: Millis, zone: string): Millis[] {
  const ends: Millis[] = [];
  const length = to - from;
  if (length > 3 * day) {
    const step = length > 120 * day ? 7 : 1;
    for (let n = 1; ; n += step) {
      const end = atTimeOfDay({ ms: from, zone }, '00:00', n).ms;
      if (end >= to) break;
      if (end > from) ends.push(end);
    }
  } else {
    const step = length > 3 * hour ? hour : 5 * minute;
    for (let end = from + step; end < to; end += step) ends.push(end);
  }
  ends.push(to);
  return ends;
}

/** Throws `flow-missing`, `version-missing`, or the signal's reason. `onProgress`: from 0 to 1. */
export async function readLayer(
  store: Store,
  query: LayerQuery,
  { onProgress, signal }: { onProgress?: (share: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<Layer> {
  const versions = versionsAsked(store, query.flow, query.version);
  const { timezone } = store.meta.get();
  const began = Math.min(query.to - 1, ...versions.map((version) => beginningOf(store, version)));
  const from = Math.min(query.from ?? began, query.to - 1);
  const span: Span = { from: query.from === undefined ? null : from, ends: bucketsOf(from, query.to, timezone) };
  const nodes = new Map<string, LayerNode>();
  for (const { plan } of versions)
    for (const node of Object.values(plan.nodes)) if (!nodes.has(node.id)) nodes.set(node.id, node);
  const gathered = await readJournal(store.file, query.way ?? null, async (journal) => {
    const into = gatherLayer(span);
    const ids = new Set(versions.map(({ id }) => id));
    const parts = [
      ...versions.flatMap(({ id, plan }) =>
        Object.keys(plan.nodes).map((node) => () => readNode(journal, into, span, id, node)),
      ),
      () => readJourneys(journal, into, query.flow, ids),
      () => readMessages(journal, into, query.flow, ids),
    ];
    for (const [done, part] of parts.entries()) {
      for (const share of part()) {
        onProgress?.((done + share) / parts.length);
        await setImmediate();
        signal?.throwIfAborted();
      }
    }
    return into.of([...nodes.values()]);
  });
  const only = query.version === 'all' ? null : (versions[0]?.number ?? null);
  const iso = (ms: Millis): string => formatInstant(ms, timezone);
  return { flow: query.flow, version: only, from: iso(from), to: iso(query.to), at: span.ends.map(iso), ...gathered };
}

type Into = ReturnType<typeof gatherLayer>;

/** Of a part about which nobody knows how long it is: ever nearer to the whole. */
const nearer = (page: number): number => 1 - 1 / (page + 1);

/** Each yields after a page, with how far it is. */
function* readNode(journal: Journal, into: Into, span: Span, version: number, node: string): Generator<number> {
  let page = 0;
  // Who left before the span is not part of it.
  for (let after = span.from === null ? start : { at: span.from - 1, id: Number.MAX_SAFE_INTEGER }; ; ) {
    const rows = journal.visits(version, node, after);
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) if (row.hit === 1) into.visit(node, row.arrived_at, row.at, row.outlet, row.exit_reason);
    after = last;
    yield nearer(++page);
  }
  for (let after = start; ; ) {
    const rows = journal.standing(version, node, after);
    const last = rows.at(-1);
    if (last === undefined) break;
    for (const row of rows) if (row.hit === 1) into.visit(node, row.at, null, null, null);
    // They are in the order in which they came: later ones came after the span.
    if (bucketOf(span, last.at) >= span.ends.length) break;
    after = last;
    yield nearer(++page);
  }
}

function* readJourneys(journal: Journal, into: Into, flow: string, versions: ReadonlySet<number>): Generator<number> {
  const last = journal.lastJourney();
  for (let after = 0; after < last; after += stretch) {
    for (const row of journal.journeys(flow, after, after + stretch))
      if (row.hit === 1 && versions.has(row.version_id))
        into.journey(row.entered_at, row.exited_at, row.goal_at, row.goal_value);
    yield Math.min(1, (after + stretch) / last);
  }
}

function* readMessages(journal: Journal, into: Into, flow: string, versions: ReadonlySet<number>): Generator<number> {
  let page = 0;
  for (let after = 0; ; ) {
    const rows = journal.messages(flow, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    for (const row of rows) {
      if (row.hit !== 1 || !versions.has(row.version_id)) continue;
      const { node } = row;
      into.message(node, 'sent', row.sent_at);
      into.message(node, 'delivered', row.delivered_at);
      into.message(node, 'read', row.read_at);
      into.message(node, 'clicked', row.clicked_at);
      into.message(node, 'replied', row.replied_at);
      into.message(node, 'failed', row.failed_at);
      if (row.cost !== null) into.message(node, 'cost', row.sent_at ?? row.state_at, row.cost);
      if (row.state === 'queued' || row.state === 'sending') into.message(node, 'queued', row.queued_at);
      else if (row.state === 'unknown') into.message(node, 'unknown', row.state_at);
      else if (row.state === 'suppressed') into.message(node, `suppressed:${row.reason}`, row.state_at);
    }
    after = last.id;
    yield nearer(++page);
  }
}
