/** What every released version made keeps opening, counts the same, and goes on to the same end. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import type { Report } from '../../flows/api/shapes.ts';
import { parseFlowText } from '../../flows/document/parse.ts';
import { validateFlow } from '../../flows/document/validate.ts';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { type EngineRegistry, specsOf } from '../../flows/sdk/registry.ts';
import { middle, runOn } from './story.ts';

const here = import.meta.dirname;
const versions = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

interface Expected {
  flows: string[];
  middle: Report[];
  end: Report[];
}

let registry: EngineRegistry;
let folder: string;
beforeAll(async () => {
  registry = await loadEngineRegistry();
  folder = mkdtempSync(join(tmpdir(), 'kaskad-golden-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('there are released versions', () => {
  expect(versions).toContain('0.1.0');
});

describe.each(versions)('version %s', (version) => {
  const text = (name: string): string => readFileSync(join(here, version, name), 'utf8');

  it('[G1] its workspace opens, says what it said, and runs on to the end that its own version came to', async () => {
    const file = join(folder, `${version}.kaskad`);
    writeFileSync(file, zstdDecompressSync(readFileSync(join(here, version, 'workspace.kaskad.zst'))));
    const expected = JSON.parse(text('expected.json')) as Expected;
    const ws = await openWorkspace(file, { mode: 'write', host: 'web', registry, vault: memoryVault(), now: () => middle });
    try {
      const reports = (): Report[] =>
        expected.flows.map((flow) => {
          const report = readReport(ws.store, registry, flow);
          expect(readReport(ws.store, registry, flow, { rebuild: true })).toEqual(report);
          return report;
        });
      // What a report has learned to say since then is no difference.
      expect(reports()).toMatchObject(expected.middle);
      await runOn(ws, expected.flows);
      expect(reports()).toMatchObject(expected.end);
      expect(ws.store.health.check(middle).damage).toEqual([]);
      // Not vacuous: people waited, messages were queued, and things happened afterwards.
      const [orders] = expected.middle;
      expect(orders?.active).toBeGreaterThan(10);
      expect(orders?.messages.some(({ queued }) => queued > 0)).toBe(true);
      expect(expected.end[0]?.entered).toBeGreaterThan(orders?.entered ?? 0);
    } finally {
      await ws.close();
    }
  });

  it('[G1] was made by an older form of the file, and opening it changes nothing but the form', async () => {
    const file = join(folder, `${version}-again.kaskad`);
    writeFileSync(file, zstdDecompressSync(readFileSync(join(here, version, 'workspace.kaskad.zst'))));
    copyFileSync(file, `${file}.before`);
    const old = new Database(`${file}.before`, { readonly: true });
    const count = (db: Database.Database, table: string): unknown => db.prepare(`SELECT count(*) AS n FROM ${table}`).get();
    const ws = await openWorkspace(file, { mode: 'write', host: 'web', registry, vault: memoryVault(), now: () => middle });
    try {
      for (const table of ['contacts', 'addresses', 'consents', 'events', 'journeys', 'signals', 'messages', 'flows', 'versions']) {
        expect({ table, ...(count(ws.store.db, table) as object) }).toEqual({ table, ...(count(old, table) as object) });
      }
    } finally {
      await ws.close();
      old.close();
    }
  });

  it.each(readdirSync(join(here, version, 'flows')))('[G2] its flow file %s is read and can start', (name) => {
    const document = parseFlowText(text(`flows/${name}`));
    const problems = validateFlow(document, specsOf(registry)).filter(({ severity }) => severity === 'error');
    expect(problems).toEqual([]);
  });
});
