/** What comes in from a CRM or a shop. */
import { formatInstant } from '../../sdk/time.ts';
import type { HostContext } from '../context.ts';
import { askVendor, mappingOf, needSync, previewSync, setPaused, setSync } from '../syncs.ts';
import { momentOf, os } from './base.ts';

function changed({ changes, engine }: HostContext): void {
  changes.publish('syncs');
  engine.wake();
}

const nothing = { read: 0, created: 0, updated: 0, events: 0, skipped: 0 };

export const syncsApi = {
  get: os.syncs.get.handler(({ context, input }) => {
    const { kinds, spec } = needSync(context, input.account);
    const { store, now } = context;
    const { timezone } = store.meta.get();
    const rows = store.sync.of(input.account);
    const shown = (at: number | null) => (at === null ? null : formatInstant(at, timezone));
    return {
      kinds: kinds.map((kind) => {
        const row = rows.find((one) => one.kind === kind);
        const { read, created, updated, events, skipped } = row ?? nothing;
        return {
          kind,
          state: row?.state ?? ('off' as const),
          tellsDeletions: spec.tellsDeletions.includes(kind),
          ...{ read, created, updated, events, skipped },
          caughtUpAt: shown(row?.caughtUpAt ?? null),
          lookedAt: shown(row?.lookedAt ?? null),
          nextAt: row === undefined || row.state !== 'on' || row.dueAt <= now() ? null : shown(row.dueAt),
          error: row?.error ?? null,
          errorClass: row?.errorClass ?? null,
        };
      }),
      since: shown(rows[0]?.since ?? null),
      mapping: mappingOf(rows),
    };
  }),

  set: os.syncs.set.handler(({ context, input: { account, kinds, since, mapping } }) => {
    const { timezone } = context.store.meta.get();
    setSync(context, account, { kinds, since: since === null ? null : momentOf(since, timezone), mapping });
    changed(context);
    return {};
  }),

  pause: os.syncs.pause.handler(({ context, input }) => {
    setPaused(context, input.account, true);
    changed(context);
    return {};
  }),

  resume: os.syncs.resume.handler(({ context, input }) => {
    setPaused(context, input.account, false);
    changed(context);
    return {};
  }),

  fields: os.syncs.fields.handler(({ context, input }) =>
    askVendor(context, input.account, (client, signal) => client.fields(input.kind, { signal })),
  ),

  pipelines: os.syncs.pipelines.handler(({ context, input }) =>
    askVendor(context, input.account, (client, signal) => client.pipelines(input.kind, { signal })),
  ),

  preview: os.syncs.preview.handler(({ context, input }) => previewSync(context, input.account, input.mapping)),
};
