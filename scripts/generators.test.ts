/** What the generators make must pass the same checks as what people write. Made and checked in a copy, not here. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { categories } from '../flows/sdk/node.ts';

const root = join(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'kaskad-generators-'));

const run = (command: string, ...args: string[]): { code: number | null; text: string } => {
  const done = spawnSync(command, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });
  return { code: done.status, text: `${done.stdout}${done.stderr}` };
};
const tool = (name: string): string => join(root, 'node_modules', '.bin', name);
const script = (name: string, ...args: string[]) =>
  run(process.execPath, join(root, 'scripts', `${name}.ts`), ...args, '--root', copy);

beforeAll(() => {
  for (const path of [
    'flows',
    'renderer/ui',
    'tests/conformance',
    'tests/kit',
    'package.json',
    'biome.json',
    'vitest.config.ts',
  ])
    cpSync(join(root, path), join(copy, path), { recursive: true });
  mkdirSync(join(copy, 'nodes'));
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const options = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')) as { compilerOptions: object };
  const compilerOptions = { ...options.compilerOptions, incremental: false, tsBuildInfoFile: undefined };
  writeFileSync(join(copy, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['nodes'] }));
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

describe('new:node', () => {
  const types = categories.map((category) => `made-${category}-with-a-rather-long-name`);

  it.each(categories)('makes a %s', (category) => {
    const made = script(
      'new-node',
      `made-${category}-with-a-rather-long-name`,
      '--category',
      category,
      '--name',
      'Made',
    );
    expect(made.text).toContain('Made nodes/');
    expect(made.code).toBe(0);
  });

  it('makes what passes the conformance suite and its own tests', () => {
    const { code, text } = run(tool('vitest'), 'run', 'nodes', 'tests/conformance/nodes.test.ts');
    expect(code, text).toBe(0);
    // Not vacuous: every made folder was looked at.
    for (const type of types) expect(text).toContain(`nodes/${type}/step.test.ts`);
    expect(text).toMatch(/Tests\s+\d{2,} passed/);
  }, 480_000);

  it('makes what passes types and lint', () => {
    const ours = (text: string) => text.split('\n').filter((line) => line.startsWith('nodes/'));
    // A planted mistake shows that types were looked at.
    writeFileSync(join(copy, 'nodes', 'wrong.ts'), "export const wrong: number = 'text';\n");
    expect(ours(run(tool('tsc'), '-p', '.').text)).toEqual([expect.stringContaining('nodes/wrong.ts')]);
    rmSync(join(copy, 'nodes', 'wrong.ts'));
    const lint = run(tool('biome'), 'check', '--vcs-enabled=false', 'nodes');
    expect(lint.code, lint.text).toBe(0);
  }, 480_000);

  it.each([
    [[], 'Name one node type'],
    [['Bad_Type', '--category', 'action'], 'cannot be a node type'],
    [['fine', '--category', 'nonsense'], 'is no category'],
    [['made-action-with-a-rather-long-name', '--category', 'action'], 'is already there'],
  ])('refuses %j in words', (args, words) => {
    const { code, text } = script('new-node', ...args);
    expect(code).toBe(2);
    expect(text).toContain(words);
  });
});

describe('new:migration', () => {
  it('numbers on, lists what it made, and the store can apply it', async () => {
    const { migrations } = (await import(join(root, 'flows/store/migrations/index.ts'))) as {
      migrations: { number: number }[];
    };
    const before = migrations.at(-1)?.number ?? 0;
    for (const name of ['add-something', 'add-more']) expect(script('new-migration', name).code).toBe(0);
    const { code, text } = run(
      process.execPath,
      '--input-type=module',
      '--eval',
      `import Database from 'better-sqlite3';
       import { migrations } from './flows/store/migrations/index.ts';
       const db = new Database(':memory:');
       for (const { sql } of migrations) db.exec(sql);
       console.log(JSON.stringify(migrations.map(({ number, name }) => [number, name]).slice(-2)));`,
    );
    expect(code, text).toBe(0);
    expect(JSON.parse(text)).toEqual([
      [before + 1, 'add-something'],
      [before + 2, 'add-more'],
    ]);
    const lint = run(tool('biome'), 'check', '--vcs-enabled=false', 'flows/store/migrations/index.ts');
    expect(lint.code, lint.text).toBe(0);
  });

  it('refuses a name that is taken or is none', () => {
    expect(script('new-migration', 'initial').text).toContain('already');
    expect(script('new-migration', 'Not A Name').code).toBe(2);
  });
});
