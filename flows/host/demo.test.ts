import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { canonicalFlowText } from '../document/canonical.ts';
import { parseFlowText } from '../document/parse.ts';
import { validateFlow } from '../document/validate.ts';
import { replayJourneys } from '../explain/replay.ts';
import { readReport } from '../reports/report.ts';
import { buildDemo } from './demo.ts';
import { memoryVault } from './vault-memory.ts';
import { openWorkspace } from './workspace.ts';

const resources = join(import.meta.dirname, '../../resources');
const folder = mkdtempSync(join(tmpdir(), 'kaskad-demo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('shows three flows with a month behind them, whose numbers add up', async () => {
  const file = join(folder, 'demo.kaskad');
  const options = {
    host: 'web' as const,
    registry: await loadEngineRegistry(),
    vault: memoryVault(),
    now: () => Date.parse('2026-11-22T10:00:00Z'),
  };
  await buildDemo(file, { ...options, resources });
  expect(readdirSync(folder).filter((name) => name.includes('building'))).toEqual([]);
  const ws = await openWorkspace(file, { mode: 'write', ...options });
  expect(ws.store.contacts.total()).toBe(2357);
  expect(ws.store.flows.list()).toHaveLength(3);
  for (const flow of ws.store.flows.list()) {
    const report = readReport(ws.store, ws.registry, flow.id);
    expect(report.entered).toBeGreaterThan(100);
    expect(report.active).toBeGreaterThan(0);
    expect(Object.keys(report.exited).length).toBeGreaterThan(1);
    expect(readReport(ws.store, ws.registry, flow.id, { rebuild: true })).toEqual(report);
    for (const node of report.nodes) {
      const out = [...Object.values(node.left), ...Object.values(node.exited)].reduce((a, b) => a + b, 0);
      expect(node.entered, `${flow.id} ${node.id}`).toBe(node.waiting + out);
    }
  }
  // Every step of the month, asked again with what was known then, answers as it did.
  const replayed = replayJourneys(ws, ws.store.explain.allJourneys());
  expect(replayed.steps).toBeGreaterThan(5000);
  expect(replayed.differences).toEqual([]);
  // It goes on where the month ended: nothing of the month is done again.
  const before = ws.store.flows.list().map((flow) => readReport(ws.store, ws.registry, flow.id).entered);
  await ws.engine.runUntilIdle();
  expect(ws.store.flows.list().map((flow) => readReport(ws.store, ws.registry, flow.id).entered)).toEqual(before);

  for (const name of readdirSync(join(resources, 'templates')).filter((one) => one.endsWith('.flow.json'))) {
    const text = readFileSync(join(resources, 'templates', name), 'utf8');
    const document = parseFlowText(text);
    expect(validateFlow(document, ws.specs), name).toEqual([]);
    expect(canonicalFlowText(document, ws.specs), `${name} is canonical`).toBe(text);
  }
  await ws.close();
}, 240_000);
