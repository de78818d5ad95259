/** Every connector that brings records in, found by itself: what flows/sdk/sync.ts asks of it. Its `conformance.ts` plays the vendor. */
import { existsSync, readdirSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Connector, ConnectorClient } from '../../flows/sdk/connector.ts';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { outcomes, type RecordKind, recordKinds, type SyncClient, type SyncRecord } from '../../flows/sdk/sync.ts';
import type { Conformance, Loopback } from '../kit/connector-loopback.ts';

const root = new URL(`../../${process.env.KASKAD_CONNECTORS ?? 'connectors'}/`, import.meta.url);
const connectors: [string, Connector][] = [];
for (const entry of readdirSync(root, { withFileTypes: true })) {
  if (!entry.isDirectory() || !existsSync(new URL(`${entry.name}/index.ts`, root))) continue;
  const { connector } = (await import(new URL(`${entry.name}/index.ts`, root).href)) as { connector: Connector };
  if (connector.sync !== undefined) connectors.push([entry.name, connector]);
}

it('a connector that can sync says so in both places', () => {
  for (const [name, { capabilities, sync }] of connectors) {
    const said = capabilities.filter((capability) => capability.startsWith('sync.'));
    expect(said.sort(), name).toEqual((sync?.kinds ?? []).map((kind) => `sync.${kind}`).sort());
    expect(sync?.kinds.length, name).toBeGreaterThan(0);
    for (const kind of sync?.tellsDeletions ?? []) expect(sync?.kinds, name).toContain(kind);
    expect(sync?.every, name).toBeGreaterThanOrEqual(10_000);
  }
});

describe.each(connectors)('connectors/%s', (folder, connector) => {
  let loopback: Loopback;
  const clients: ConnectorClient[] = [];
  beforeAll(async () => {
    const module = (await import(new URL(`${folder}/conformance.ts`, root).href)) as { conformance: Conformance };
    loopback = await module.conformance.start();
  });
  afterEach(async () => {
    loopback.heal();
    for (const client of clients.splice(0)) await client.close?.();
  });
  afterAll(() => loopback?.close());

  const open = (config: Record<string, unknown> = loopback.config): SyncClient => {
    const client = connector.open(connector.config.parse(config));
    clients.push(client);
    if (client.sync === undefined) throw new Error('its client has no sync');
    return client.sync;
  };
  const signal = (): AbortSignal => AbortSignal.timeout(20_000);
  const kinds = connector.sync?.kinds ?? [];
  const failureOf = async (work: Promise<unknown>): Promise<ConnectorError> => {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
    return error;
  };

  async function all(kind: RecordKind, from: unknown): Promise<{ records: SyncRecord[]; cursor: unknown }> {
    const records: SyncRecord[] = [];
    let cursor = from;
    for (let more = true, pages = 0; more; pages++) {
      expect(pages, 'a sweep has an end').toBeLessThan(100);
      // Another process: nothing is known but the position.
      const page = await open().pull(kind, cursor, { signal: signal(), now: Date.now(), since: null });
      records.push(...page.records);
      cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
      expect(cursor).toEqual(page.cursor);
      more = page.more;
    }
    return { records, cursor };
  }

  it('tells records in the shape that all share, from a position that can be written down', async () => {
    let found = 0;
    for (const kind of kinds) {
      expect(recordKinds).toContain(kind);
      const { records, cursor } = await all(kind, null);
      found += records.length;
      for (const record of records) {
        expect(JSON.parse(JSON.stringify(record))).toEqual(record);
        expect(record.kind).toBe(kind);
        expect(record.id).not.toBe('');
        expect(record.updatedAt).toBeGreaterThan(Date.UTC(2000, 0, 1));
        expect(record.updatedAt).toBeLessThan(Date.UTC(2100, 0, 1));
        if (kind === 'contact') expect(record.person).not.toBeNull();
        if (record.outcome !== null) expect(outcomes).toContain(record.outcome);
        for (const value of Object.values(record.values).flat())
          expect(['string', 'number', 'boolean', 'undefined']).toContain(value === null ? 'undefined' : typeof value);
      }
      expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
      // What an overlap brings again is what was there.
      const before = new Map(records.map((record) => [record.id, record]));
      for (const again of (await all(kind, cursor)).records) expect(again).toEqual(before.get(again.id));
    }
    expect(found, 'the loopback of a CRM has records').toBeGreaterThan(0);
  });

  it('gives single ones, the newest few, fields by which values are named, and stages', async () => {
    for (const kind of kinds) {
      const { records } = await all(kind, null);
      const living = records.filter(({ deleted }) => !deleted).slice(0, 3);
      const ids = living.map(({ id }) => id);
      const single = await open().get(kind, [...ids, 'no-such-id'], { signal: signal() });
      expect(single.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(await open().get(kind, [], { signal: signal() })).toEqual([]);
      const newest = await open().newest(kind, 2, { signal: signal() });
      expect(newest.length).toBe(Math.min(2, records.filter(({ deleted }) => !deleted).length));
      const fields = await open().fields(kind, { signal: signal() });
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
      const names = new Set(fields.map(({ name }) => name));
      for (const { values } of records) for (const name of Object.keys(values)) expect(names).toContain(name);
      const pipelines = await open().pipelines(kind, { signal: signal() });
      const stages = new Set(pipelines.flatMap((pipeline) => pipeline.stages.map(({ id }) => id)));
      if (stages.size > 0) for (const { stage } of living) if (stage !== null) expect(stages).toContain(stage.id);
    }
  });

  it('classes its failures, and says what a kind that it does not have is', async () => {
    const [kind] = kinds as [RecordKind];
    const pull = (config?: Record<string, unknown>) =>
      open(config).pull(kind, null, { signal: signal(), now: Date.now(), since: null });
    if (loopback.wrongCredentials !== null)
      expect((await failureOf(pull(loopback.wrongCredentials))).errorClass).toBe('bad-credentials');
    if (loopback.nobodyThere !== null)
      expect(await failureOf(pull(loopback.nobodyThere))).toMatchObject({
        errorClass: 'unreachable',
        mayHaveActed: false,
      });
    for (const fault of ['rate-limited', 'temporary'] as const) {
      const shown = loopback.fail(fault);
      if (shown === null || shown.to !== undefined) continue;
      const error = await failureOf(pull());
      expect(error).toMatchObject({ errorClass: fault, mayHaveActed: false });
      if (shown.retryAfter !== undefined) expect(error.retryAfter).toBe(shown.retryAfter);
      loopback.heal();
    }
    const strange = recordKinds.find((one) => !kinds.includes(one));
    if (strange === undefined) return;
    const asked = (async () => open().pull(strange, null, { signal: signal(), now: Date.now(), since: null }))();
    expect((await failureOf(asked)).errorClass).toBe('bad-request');
  });
});
