/** Killed while an older workspace is brought up to date: the next opening finishes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readReport } from '../../flows/reports/report.ts';
import { migrations } from '../../flows/store/migrations/index.ts';
import { type Harness, harness, opened } from './harness.ts';
import { startVendor } from './vendor.ts';

const golden = join(import.meta.dirname, '../golden/0.1.0');

let h: Harness;
beforeAll(async () => {
  h = await harness(await startVendor());
}, 480_000);
afterAll(async () => {
  h.close();
  await h.vendor.close();
});

describe('a kill in the middle of bringing an older file up to date', () => {
  const after = migrations.filter(({ number }) => number > 1);
  it('there are steps to be killed in', () => expect(after.length).toBeGreaterThan(0));

  it.each(after.flatMap(({ number }) => (['before', 'after'] as const).map((when) => [number, when] as const)))(
    '[D6] in step %i, %s its changes: nothing is half done, and nothing is lost',
    async (number, when) => {
      const file = join(h.folder, `migrating-${number}-${when}.kaskad`);
      writeFileSync(file, zstdDecompressSync(readFileSync(join(golden, 'workspace.kaskad.zst'))));
      expect(await h.spawn().run({ file, round: 'migrating', migration: { number, when } })).toBe(true);
      const ws = await opened(file, 'migrating');
      try {
        expect(ws.store.health.check(Date.now()).damage).toEqual([]);
        const applied = ws.store.db.prepare<[], number>('SELECT number FROM migrations ORDER BY number').pluck().all();
        expect(applied).toEqual(migrations.map((migration) => migration.number));
        const expected = JSON.parse(readFileSync(join(golden, 'expected.json'), 'utf8')) as {
          flows: string[];
          middle: unknown[];
        };
        expect(expected.flows.map((flow) => readReport(ws.store, ws.registry, flow))).toMatchObject(expected.middle);
      } finally {
        await ws.close();
      }
    },
    60_000,
  );
});
