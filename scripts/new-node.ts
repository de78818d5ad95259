/** `npm run new:node -- my-type --category action [--name "My type"]`: makes a node folder that passes every check. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { categories } from '../flows/sdk/node.ts';
import { nodeTemplate } from './new-node/templates.ts';

const usage = `npm run new:node -- <type> --category <${categories.join('|')}> [--name "Shown name"]`;

function refuse(sentence: string): never {
  console.error(`${sentence}\nUsage: ${usage}`);
  process.exit(2);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { category: { type: 'string' }, name: { type: 'string' }, root: { type: 'string' } },
});

const [type] = positionals;
if (type === undefined || positionals.length > 1) refuse('Name one node type, such as my-type.');
if (!/^[a-z][a-z0-9-]{0,63}$/.test(type))
  refuse(`"${type}" cannot be a node type: use small letters, digits and dashes, beginning with a letter.`);
const category = categories.find((known) => known === values.category);
if (category === undefined) refuse(`"${values.category ?? ''}" is no category.`);

const root = typeof values.root === 'string' ? values.root : join(import.meta.dirname, '..');
const folder = join(root, 'nodes', type);
if (existsSync(folder)) refuse(`nodes/${type} is already there. Choose another type, or delete the folder first.`);

const words = type.replaceAll('-', ' ');
const name = typeof values.name === 'string' ? values.name : words.charAt(0).toUpperCase() + words.slice(1);
const files = nodeTemplate(type, category, name);
const strings = `${JSON.stringify(files.strings, null, 2)}\n`;

mkdirSync(join(folder, 'strings'), { recursive: true });
for (const [file, text] of [
  ['schema.ts', files.schema],
  ['step.ts', files.step],
  ['step.test.ts', files.test],
  ['editor.tsx', files.editor],
  ['story.ts', files.story],
  ['strings/en.json', strings],
  ['strings/ru.json', strings],
  ['strings/uk.json', strings],
] as const)
  writeFileSync(join(folder, file), text);

// Line breaks depend on how long the type's name is: the formatter knows best.
spawnSync(join(root, 'node_modules', '.bin', 'biome'), ['check', '--write', '--vcs-enabled=false', `nodes/${type}`], {
  cwd: root,
});

console.log(`Made nodes/${type}. Next:
- describe the config in schema.ts and what happens in step.ts (a pure function; see docs/adding-a-node.md);
- translate strings/ru.json and strings/uk.json, which hold the English words so far;
- npx vitest run nodes/${type} tests/conformance`);
