/**
 * Makes what tests/golden keeps of a version: `node tests/golden/make.ts <folder>`, run once in the sources of a release.
 * A workspace in the middle of its work (people wait, messages are queued, one flow is paused, one stopped), what its
 * reports said then, and what they said when the same version had run on to the end.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { loadEngineRegistry } from '#registry/engine';
import { memoryVault } from '../../flows/host/vault-memory.ts';
import { createWorkspace, openWorkspace } from '../../flows/host/workspace.ts';
import { readReport } from '../../flows/reports/report.ts';
import { goldenFlows, middle, runOn, start } from './story.ts';

const target = process.argv[2] ?? '';
mkdirSync(target, { recursive: true });
const registry = await loadEngineRegistry();
const folder = mkdtempSync(join(tmpdir(), 'kaskad-golden-'));
const file = join(folder, 'workspace.kaskad');
const options = { host: 'web', registry, vault: memoryVault(), now: () => middle } as const;
const hour = 3_600_000;

const ws = await createWorkspace(file, { name: 'Golden', timezone: 'Europe/Kyiv', language: 'uk' }, options);
ws.store.db.transaction(() => {
  for (let n = 0; n < 40; n++) {
    const contact = ws.store.contacts.save(
      {
        key: `c${n}`,
        profile: { first_name: `Name ${n}`, language: n % 2 === 0 ? 'uk' : 'en', ...(n % 5 === 0 ? { country: 'UA' } : {}) },
        addresses: [
          { kind: 'email', value: `c${n}@people.example`, state: n % 11 === 0 ? 'bounced' : 'valid' },
          ...(n % 3 === 0 ? [{ kind: 'phone', value: `+38050555${1000 + n}` }] : []),
        ],
        consents: n % 7 === 0 ? [] : [{ channel: 'email', topic: 'marketing', granted: true }],
        tags: n % 4 === 0 ? ['vip'] : [],
        attributes: { visits: n % 6, city: n % 2 === 0 ? 'Kyiv' : 'Lviv' },
      },
      start,
      'golden',
    ).id;
    for (let k = 0; k < 3; k++) {
      const at = start + ((n * 17 + k * 71) % 230) * hour;
      const props = { total: 10 + ((n * 13 + k * 29) % 90), order_id: `${n}-${k}` };
      ws.store.events.insert({ contactId: contact, type: 'order', at, key: `${n}-${k}`, props, source: 'golden' });
    }
    if (n % 3 === 1) ws.store.events.insert({ contactId: contact, type: 'pay', at: start + ((n * 23) % 230) * hour, props: {}, source: 'golden' });
  }
})();
const flows = goldenFlows.map((document) => ws.store.flows.create(document, start));
for (const flow of flows) ws.engine.startFlow(flow, start);
await ws.engine.runVirtual(start, middle, { reallySend: false });
ws.engine.pauseFlow(flows[1] as string);
ws.engine.stopFlow(flows[2] as string);
const reports = (store: typeof ws.store) => flows.map((flow) => readReport(store, registry, flow));
const then = reports(ws.store);
await ws.close();

const kept = join(folder, 'kept.kaskad');
const db = new Database(file);
db.exec(`VACUUM INTO '${kept}'`);
db.close();
writeFileSync(join(target, 'workspace.kaskad.zst'), zstdCompressSync(readFileSync(kept)));

const last = join(folder, 'last.kaskad');
copyFileSync(kept, last);
const later = await openWorkspace(last, { ...options, mode: 'write' });
await runOn(later, flows);
writeFileSync(join(target, 'expected.json'), `${JSON.stringify({ flows, middle: then, end: reports(later.store) }, null, 1)}\n`);
await later.close();
