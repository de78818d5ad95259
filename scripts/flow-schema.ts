/** Writes resources/flow.schema.json, the flow format as JSON Schema. With `--check` it only says whether that is current. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadEngineRegistry } from '#registry/engine';
import { flowJsonSchemaText } from '../flows/document/json-schema.ts';
import { specsOf } from '../flows/sdk/registry.ts';

const file = new URL('../resources/flow.schema.json', import.meta.url);
const text = flowJsonSchemaText(specsOf(await loadEngineRegistry()));
const current = existsSync(file) && readFileSync(file, 'utf8') === text;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (!current) {
  console.error('resources/flow.schema.json is not current. Write it anew with: node scripts/flow-schema.ts');
  process.exitCode = 1;
}
