/** The dependency rules are only worth something if they catch: a small tree breaks each of them once. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const config = (
  (await import(pathToFileURL(join(root, '.dependency-cruiser.mjs')).href)) as {
    default: { forbidden: { name: string }[] };
  }
).default;
const tree = mkdtempSync(join(tmpdir(), 'kaskad-boundaries-'));
afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** File -> what it wrongly imports, by the rule that must catch it. */
const planted: Record<string, Record<string, string>> = {
  'no-circular': {
    'flows/store/circle-a.ts': "export { b } from './circle-b.ts'; export const a = 1;",
    'flows/store/circle-b.ts': "import { a } from './circle-a.ts'; export const b = a;",
  },
  resolvable: { 'flows/store/lost.ts': "import './nowhere.ts';" },
  'no-undeclared': { 'flows/store/undeclared.ts': "import 'd3-zoom';" },
  'product-without-dev': { 'flows/host/dev.ts': "import 'vite';" },
  'pure-no-node': { 'flows/plan/disk.ts': "import 'node:fs';" },
  'pure-downward': { 'flows/plan/upward.ts': "import '../store/victim.ts';" },
  'sdk-lowest': { 'flows/sdk/upward.ts': "import '../document/victim.ts';" },
  'segments-low': { 'flows/segments/upward.ts': "import '../document/victim.ts';" },
  'document-low': { 'flows/document/upward.ts': "import '../plan/victim.ts';" },
  'pure-packages': { 'flows/plan/http.ts': "import 'axios';" },
  'temporal-in-sdk': { 'flows/runtime/zone.ts': "import 'temporal-polyfill';" },
  'liquid-in-content': { 'flows/runtime/text.ts': "import 'liquidjs';" },
  'sql-in-store': { 'flows/runtime/sql.ts': "import 'better-sqlite3';" },
  'tables-low': { 'flows/tables/upward.ts': "import '../store/victim.ts';" },
  'flows-no-hosts': { 'flows/runtime/vendor.ts': "import '../../connectors/one/index.ts';" },
  'explain-reads': { 'flows/explain/engine.ts': "import '../runtime/victim.ts';" },
  'runtime-unexplained': { 'flows/runtime/why.ts': "import '../explain/victim.ts';" },
  'node-own-folder': { 'nodes/one/step.ts': "import '../two/schema.ts';" },
  'node-pure': { 'nodes/one/disk.ts': "import 'node:fs';" },
  'node-packages': { 'nodes/one/http.ts': "import 'axios';" },
  'editor-not-step': { 'nodes/one/editor.tsx': "import './step.ts';" },
  'editor-own-folder': { 'nodes/one/form.tsx': "import '../two/schema.ts';" },
  'connector-own-folder': { 'connectors/one/index.ts': "import '../two/index.ts';" },
  'connector-no-screen': { 'connectors/one/form.ts': "import 'react';" },
  'ui-leaf': { 'renderer/ui/button.tsx': "import '../state/victim.ts';" },
  'page-no-engine': { 'renderer/app/store.ts': "import '../../flows/store/victim.ts';" },
  'page-no-node': { 'renderer/app/disk.ts': "import 'node:fs';" },
  'page-packages': { 'renderer/app/http.ts': "import 'axios';" },
  'main-thin': { 'electron/main/engine.ts': "import '../../flows/host/victim.ts';" },
  'main-packages': { 'electron/main/http.ts': "import 'axios';" },
  'hosts-no-page': { 'cli/page.ts': "import '../renderer/state/victim.ts';" },
  'electron-in-electron': { 'renderer/app/desktop.ts': "import 'electron';" },
  'registry-at-the-top': { 'flows/host/lookup.ts': "import '../../registry/victim.ts';" },
};
const victims = [
  'flows/store/victim.ts',
  'flows/document/victim.ts',
  'flows/plan/victim.ts',
  'flows/host/victim.ts',
  'flows/runtime/victim.ts',
  'flows/explain/victim.ts',
  'nodes/two/schema.ts',
  'connectors/two/index.ts',
  'renderer/state/victim.ts',
  'registry/victim.ts',
];

interface Violation {
  rule: { name: string };
  from: string;
}

function violations(folder: string): Violation[] {
  const bin = join(root, 'node_modules/.bin/depcruise');
  const folders = ['flows', 'nodes', 'connectors', 'electron', 'cli', 'renderer', 'registry'];
  const run = spawnSync(process.execPath, [bin, '--output-type', 'json', ...folders], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (run.stdout === '') throw new Error(run.stderr);
  return (JSON.parse(run.stdout) as { summary: { violations: Violation[] } }).summary.violations;
}

describe('who may import whom', () => {
  for (const file of ['tsconfig.json', 'package.json', '.dependency-cruiser.mjs'])
    cpSync(join(root, file), join(tree, file));
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), `${text}\n`);
  };
  for (const victim of victims) write(victim, 'export const victim = 1;');
  for (const files of Object.values(planted)) for (const [file, text] of Object.entries(files)) write(file, text);
  const found = violations(tree);

  it('has a planted violation for every rule', () => {
    expect(Object.keys(planted).sort()).toEqual(config.forbidden.map((rule) => rule.name).sort());
  });

  it.each(Object.keys(planted))('catches a violation of %s', (name) => {
    const files = Object.keys(planted[name] ?? {});
    expect(found.filter((violation) => violation.rule.name === name && files.includes(violation.from))).not.toEqual([]);
  });

  it('accuses nobody else', () => {
    const guilty = new Set(Object.values(planted).flatMap((files) => Object.keys(files)));
    expect(found.filter((violation) => !guilty.has(violation.from))).toEqual([]);
  });
});
