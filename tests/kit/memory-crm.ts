/** A CRM in memory, as a connector: for what the engine does with records, whoever they come from. */
import * as z from 'zod';
import { defineConnector } from '../../flows/sdk/connector.ts';
import { crmOperations } from '../../flows/sdk/crm.ts';
import type { EngineRegistry } from '../../flows/sdk/registry.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';

export type MemoryCrm = ReturnType<typeof memoryCrm>;

const empty: SyncRecord = {
  kind: 'contact',
  id: '',
  updatedAt: 0,
  createdAt: null,
  deleted: false,
  title: null,
  person: null,
  contacts: [],
  stage: null,
  outcome: null,
  amount: null,
  values: {},
};

export function memoryCrm(page = 3) {
  const records: SyncRecord[] = [];
  const asked: string[] = [];
  let failing: (() => Error) | null = null;
  let clock = 0;

  const put = (over: Partial<SyncRecord> & Pick<SyncRecord, 'kind' | 'id'>): SyncRecord => {
    const at = records.findIndex(({ kind, id }) => kind === over.kind && id === over.id);
    const before = at < 0 ? { ...empty, createdAt: clock } : (records[at] as SyncRecord);
    const record = { ...before, updatedAt: clock, ...over };
    if (at >= 0) records.splice(at, 1);
    records.push(record);
    return record;
  };

  const connector = defineConnector({
    type: 'memory-crm',
    config: z.strictObject({}),
    capabilities: [
      'sync.contact',
      'sync.deal',
      'sync.order',
      ...Object.keys(crmOperations).map((name) => `operations.${name}`),
    ],
    deduplicatesByKey: false,
    marksHandover: false,
    limits: { concurrency: 1, perSecond: null },
    pollEvery: null,
    receipts: [],
    operations: crmOperations,
    sync: { kinds: ['contact', 'deal', 'order'], every: 60_000, tellsDeletions: ['deal'] },
    open: () => ({
      verify: () => Promise.resolve({ detail: 'A CRM in memory.' }),
      sync: {
        async pull(kind, cursor, { since }) {
          asked.push(`pull ${kind}`);
          if (failing !== null) throw failing();
          // The position is how many changes were seen; records that change again move to the end.
          const { seen } = (cursor ?? { seen: -1 }) as { seen: number };
          const found = records
            .filter((record) => record.kind === kind && record.updatedAt > seen && record.updatedAt >= (since ?? 0))
            .sort((a, b) => a.updatedAt - b.updatedAt);
          const some = found.slice(0, page);
          const last = some.at(-1)?.updatedAt ?? seen;
          return { records: some, cursor: { seen: last }, more: found.length > some.length };
        },
        async get(kind, ids) {
          asked.push(`get ${kind} ${ids.join()}`);
          return records.filter((record) => record.kind === kind && ids.includes(record.id));
        },
        newest: async (kind, limit) =>
          records
            .filter((record) => record.kind === kind)
            .slice(-limit)
            .reverse(),
        fields: async () => [
          { name: 'town', label: 'Town', type: 'text' as const, writable: true, suggested: 'attributes.city' },
        ],
        pipelines: async () => [],
      },
    }),
  });

  return {
    connector,
    asked,
    records,
    /** Each change has its own millisecond. */
    contact(
      id: string,
      person: Partial<NonNullable<SyncRecord['person']>>,
      values: SyncRecord['values'] = {},
    ): SyncRecord {
      clock++;
      return put({
        kind: 'contact',
        id,
        person: { firstName: null, lastName: null, emails: [], phones: [], ...person },
        values,
      });
    },
    deal(id: string, contact: string | null, stage: string, over: Partial<SyncRecord> = {}): SyncRecord {
      clock++;
      return put({
        kind: 'deal',
        id,
        title: `Deal ${id}`,
        contacts: contact === null ? [] : [contact],
        stage: { id: stage, name: stage },
        outcome: stage === 'won' ? 'won' : stage === 'lost' ? 'lost' : 'open',
        ...over,
      });
    },
    order(id: string, over: Partial<SyncRecord>): SyncRecord {
      clock++;
      return put({ kind: 'order', id, title: id, outcome: 'open', stage: { id: 'new', name: 'New' }, ...over });
    },
    setClock(ms: number): void {
      clock = ms;
    },
    fail(next: (() => Error) | null): void {
      failing = next;
    },
    registryWith: (registry: EngineRegistry): EngineRegistry => ({
      ...registry,
      connectors: new Map([...registry.connectors, ['memory-crm', connector]]),
    }),
  };
}
