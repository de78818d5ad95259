/** `npm run new:migration -- add-something`: makes the next numbered migration and lists it. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: { root: { type: 'string' } },
});

const [name] = positionals;
if (name === undefined || positionals.length > 1 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
  console.error(
    `"${positionals.join(' ')}" cannot name a migration: use small letters, digits and dashes, such as add-offers.
Usage: npm run new:migration -- <name>`,
  );
  process.exit(2);
}

const root = typeof values.root === 'string' ? values.root : join(import.meta.dirname, '..');
const folder = join(root, 'flows', 'store', 'migrations');
const pattern = /^(\d{4})-([a-z0-9-]+)\.ts$/;

const listed = readdirSync(folder).flatMap((file) => {
  const [, number, title] = pattern.exec(file) ?? [];
  return number === undefined || title === undefined ? [] : [{ number: Number(number), name: title }];
});
if (listed.some((migration) => migration.name === name)) {
  console.error(`There is a migration "${name}" already. Choose another name.`);
  process.exit(2);
}
const number = Math.max(0, ...listed.map((migration) => migration.number)) + 1;
const all = [...listed, { number, name }].sort((a, b) => a.number - b.number);

const fileOf = (migration: { number: number; name: string }): string =>
  `${String(migration.number).padStart(4, '0')}-${migration.name}`;
const variableOf = (title: string): string =>
  title.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

writeFileSync(
  join(folder, `${fileOf({ number, name })}.ts`),
  `/** Say here what this changes and why. Once released it is never edited: its hash is kept in every workspace. */
export const sql = \`
-- ${name.replaceAll('-', ' ')}
\`;
`,
);

const index = join(folder, 'index.ts');
const imports = all.map((one) => `import { sql as ${variableOf(one.name)} } from './${fileOf(one)}.ts';`).join('\n');
const entries = all
  .map((one) => `  { number: ${one.number}, name: '${one.name}', sql: ${variableOf(one.name)} },`)
  .join('\n');
const source = readFileSync(index, 'utf8')
  .replace(/(?:^import \{ sql as .*\n)+/m, `${imports}\n`)
  .replace(/^(export const migrations: readonly Migration\[\] = )\[[\s\S]*?\];/m, `$1[\n${entries}\n];`);
writeFileSync(index, source);

console.log(`Made flows/store/migrations/${fileOf({ number, name })}.ts and listed it in index.ts. Write its SQL; it runs in one transaction,
once for each workspace. Then open a copy of a real workspace with it: the first opening applies it.`);
