/** The parts of a simulation's answer that a report does not have. */
import type { Report } from '../api/shapes.ts';
import type { Simulation } from '../api/simulation.ts';
import type { Count } from '../reports/funnel.ts';
import { formatInstant, type Millis } from '../sdk/time.ts';
import type { Store } from '../store/store.ts';

/** Zones differ by quarters of an hour: a slot lies within one local day everywhere. */
const slot: Millis = 15 * 60_000;
/** 95 of 100 runs with other seeds are expected within. */
const deviations = 1.96;

const cents = (value: number): number => Math.round(value * 100) / 100;

/** Messages by local day and channel, in that order. */
export function perDayOf(store: Store, version: number, zone: string): Simulation['perDay'] {
  const days = new Map<string, { date: string; channel: string; sent: number }>();
  for (const row of store.outcome.sentBySlot(version, slot)) {
    const date = formatInstant(row.slot * slot, zone).slice(0, 10);
    const key = `${date} ${row.channel}`;
    const known = days.get(key);
    if (known === undefined) days.set(key, { date, channel: row.channel, sent: row.sent });
    else known.sent += row.sent;
  }
  return [...days.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

/**
 * What each person costs is a draw of its own, so the sum of n of them spreads by the root of n: the range is the one run's
 * sum, give or take 1.96 standard deviations. Differences between people who had no choice are counted in: it errs wide.
 */
export function costOf(store: Store, version: number, currency: string | null): Simulation['cost'] {
  const { total, squares, people, unpriced } = store.outcome.cost(version);
  const variance = people < 2 ? 0 : Math.max(0, squares - (total * total) / people);
  const spread = deviations * Math.sqrt(variance);
  return {
    expected: cents(total),
    low: cents(Math.max(0, total - spread)),
    high: cents(total + spread),
    currency,
    unpriced,
  };
}

/** Everybody who gets nothing, those who never enter included. */
export function nobodyOf(store: Store, flow: string, version: number): Simulation['nobody'] {
  const outside = store.outcome.outside(flow, version).contacts;
  const inside = store.outcome.nobody(flow, version);
  const all = outside === 0 ? inside : [...inside, { reason: 'not-entered', contacts: outside }];
  return all.sort((a, b) => b.contacts - a.contacts || (a.reason < b.reason ? -1 : 1));
}

/** Reasons that are somebody's limit, not a property of the contact. */
const limitReasons: ReadonlySet<string> = new Set([
  'offer-over',
  'offer-early',
  'outside-window',
  'quiet-hours',
  'frequency-cap',
  'budget',
  'account-paused',
  'no-code',
  'expired',
]);

export function limitsOf(
  report: Report,
  delayed: ReadonlyMap<string, number>,
  counters: readonly Count[],
): Simulation['limits'] {
  const found: Simulation['limits'] = [];
  const suppressed = new Map<string, number>();
  for (const message of report.messages) {
    for (const [reason, n] of Object.entries(message.suppressed)) {
      if (limitReasons.has(reason)) suppressed.set(reason, (suppressed.get(reason) ?? 0) + n);
    }
  }
  for (const [reason, count] of suppressed) found.push({ reason, kind: 'suppressed', count });
  for (const [reason, count] of delayed) found.push({ reason, kind: 'delayed', count });
  for (const { node, what, n } of counters) {
    if (node === '' && what.startsWith('refused:'))
      found.push({ reason: what.slice('refused:'.length), kind: 'refused', count: n });
  }
  const key = (one: Simulation['limits'][number]): string => `${one.kind} ${one.reason}`;
  return found.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
