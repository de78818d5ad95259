/** The funnel, the people behind its numbers, and why each of them is where they are. Part of `contract.flows`. */
import { setImmediate } from 'node:timers/promises';
import { explainContact } from '../../explain/explain.ts';
import { replayCounts } from '../../explain/replay-counts.ts';
import { versionsAsked } from '../../reports/read-layer.ts';
import { readReport } from '../../reports/report.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { PeopleQuery, Place } from '../../store/people.ts';
import type { Store } from '../../store/store.ts';
import { momentOf, os } from './base.ts';

/** Numbers are kept as counters, so that a million steps are not counted again; null of a span or of one way. */
function totalOf(store: Store, { versions, nodes, what, by, from, before, way }: PeopleQuery): number | null {
  if (from != null || before != null || way != null) return null;
  const signOf = (counted: string): number => {
    const gone = /^(?:left|exit):/.test(counted);
    switch (what) {
      case 'here':
        return counted === 'entered' ? 1 : gone ? -1 : 0;
      case 'entered':
        return counted === 'entered' ? 1 : 0;
      case 'left':
        return by === null ? Number(counted.startsWith('left:')) : Number(counted === `left:${by}`);
      case 'ended':
        return by === null ? Number(counted.startsWith('exit:')) : Number(counted === `exit:${by}`);
      case 'lost':
        return Number(counted.startsWith('exit:') && counted !== 'exit:end');
      case 'goal':
        return Number(counted === 'goal');
      case 'message':
        if (by === 'not-sent') return Number(counted.startsWith('suppressed:') || counted === 'message:failed');
        if (by === 'suppressed') return Number(counted.startsWith('suppressed:'));
        if (by?.startsWith('suppressed:')) return Number(counted === by);
        return Number(counted === `message:${by}`);
    }
  };
  if (what === 'message' && by === null) return null;
  const asked = new Set(what === 'goal' ? [''] : nodes);
  let total = 0;
  for (const version of versions)
    for (const row of store.counters.of(version)) if (asked.has(row.node)) total += signOf(row.what) * row.n;
  return total;
}

/** A place in the list, as a page gives it back. */
const placeIn = (text: string): Place => {
  const [part = 0, at = 0, id = 0] = text.split('/').map(Number);
  return { part, at, id };
};

export const reportsApi = {
  report: os.flows.report.handler(({ context, input }) =>
    readReport(context.store, context.registry, input.flow, { version: input.version }),
  ),

  explain: os.flows.explain.handler(({ context, input }) => explainContact(context, input)),

  replay: os.flows.replay.handler(({ context, input }) => replayCounts(context, input)),

  people: os.flows.people.handler(async ({ context: { store }, input, signal }) => {
    const { flow, node, what } = input;
    const versions = versionsAsked(store, flow, input.version);
    const zone = store.meta.get().timezone;
    const moment = (text: string | undefined) => (text === undefined ? null : momentOf(text, zone));
    // Of the whole flow: entered are those who came by one of its starts.
    const nodes =
      node === ''
        ? [...new Set(versions.flatMap(({ plan }) => (what === 'entered' ? plan.triggers : Object.keys(plan.nodes))))]
        : [node];
    const asked: PeopleQuery = {
      versions: versions.map(({ id }) => id),
      nodes,
      what,
      by: input.by ?? null,
      from: moment(input.from),
      before: moment(input.before),
      way: input.way ?? null,
    };
    const pages = store.people.list({
      ...asked,
      after: input.after === undefined ? null : placeIn(input.after),
      skip: input.offset,
      limit: input.limit,
    });
    let page = pages.next();
    while (page.done !== true) {
      await setImmediate();
      signal?.throwIfAborted();
      page = pages.next();
    }
    const { rows, next } = page.value;
    return {
      total: totalOf(store, asked),
      next: next === null ? null : `${next.part}/${next.at}/${next.id}`,
      rows: rows.flatMap((row) => {
        const contact = store.contacts.row(row.contact_id);
        if (contact === null) return [];
        return [
          {
            contact: { ...contact, createdAt: formatInstant(contact.createdAt, zone) },
            arrivedAt: formatInstant(row.arrived_at, zone),
            dueAt: row.due_at === null ? null : formatInstant(row.due_at, zone),
            outlet: row.outlet,
          },
        ];
      }),
    };
  }),
};
