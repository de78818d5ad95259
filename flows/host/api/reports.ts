/** The funnel, the people behind its numbers, and why each of them is where they are. Part of `contract.flows`. */
import { explainContact } from '../../explain/explain.ts';
import { replayCounts } from '../../explain/replay-counts.ts';
import { readReport } from '../../reports/report.ts';
import { formatInstant } from '../../sdk/time.ts';
import type { Store } from '../../store/store.ts';
import { os } from './base.ts';

type Asked = Parameters<Store['people']['count']>[0];

/** Numbers of nodes are kept as counters, so that a million steps are not counted again; null where they are not. */
function countOf(store: Store, { version, node, what, by }: Asked): number | null {
  if (by !== null || (what !== 'here' && what !== 'entered')) return null;
  let entered = 0;
  let gone = 0;
  for (const row of store.counters.of(version)) {
    if (row.node !== node) continue;
    if (row.what === 'entered') entered = row.n;
    else if (/^(left|exit):/.test(row.what)) gone += row.n;
  }
  return what === 'here' ? entered - gone : entered;
}

export const reportsApi = {
  report: os.flows.report.handler(({ context, input }) =>
    readReport(context.store, context.registry, input.flow, { version: input.version }),
  ),

  explain: os.flows.explain.handler(({ context, input }) => explainContact(context, input)),

  replay: os.flows.replay.handler(({ context, input }) => replayCounts(context, input)),

  people: os.flows.people.handler(({ context: { store }, input }) => {
    const flow = store.flows.need(input.flow);
    const number = input.version ?? flow.version;
    const version = number === null ? null : store.flows.version(flow.id, number);
    if (version === null) return { total: 0, rows: [] };
    const zone = store.meta.get().timezone;
    const asked = { version: version.id, node: input.node, what: input.what, by: input.by ?? null };
    const people = store.people.list({ ...asked, offset: input.offset, limit: input.limit });
    return {
      total: countOf(store, asked) ?? store.people.count(asked),
      rows: people.flatMap((row) => {
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
