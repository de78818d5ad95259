/** The funnel, and the people behind its numbers. Part of `contract.flows`. */
import { readReport } from '../../reports/report.ts';
import { formatInstant } from '../../sdk/time.ts';
import { os } from './base.ts';

export const reportsApi = {
  report: os.flows.report.handler(({ context, input }) =>
    readReport(context.store, context.registry, input.flow, { version: input.version }),
  ),

  people: os.flows.people.handler(({ context: { store }, input }) => {
    const flow = store.flows.need(input.flow);
    const version = flow.version === null ? null : store.flows.version(flow.id, flow.version);
    if (version === null) return { total: 0, rows: [] };
    const zone = store.meta.get().timezone;
    const counts = new Map(
      store.counters
        .of(version.id)
        .filter((row) => row.node === input.node)
        .map((row) => [row.what, row.n]),
    );
    const entered = counts.get('entered') ?? 0;
    const gone = [...counts].reduce((n, [what, count]) => n + (/^(left|exit):/.test(what) ? count : 0), 0);
    const people =
      input.what === 'here'
        ? store.people.here(version.id, input.node, input.offset, input.limit)
        : store.people.entered(version.id, input.node, input.offset, input.limit);
    return {
      total: input.what === 'here' ? entered - gone : entered,
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
