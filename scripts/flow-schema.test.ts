import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { flowJsonSchemaText } from '../flows/document/json-schema.ts';
import { specsOf } from '../flows/sdk/registry.ts';

const published = readFileSync(new URL('../resources/flow.schema.json', import.meta.url), 'utf8');

it('the published JSON Schema of flows is current (write it anew with: node scripts/flow-schema.ts)', async () => {
  expect(published).toBe(flowJsonSchemaText(specsOf(await loadEngineRegistry())));
});

it('the flow of the documentation fits it', () => {
  const validate = new Ajv2020({ strict: false }).compile(JSON.parse(published) as object);
  const example = readFileSync(new URL('../flows/document/example.flow.json', import.meta.url), 'utf8');
  expect(validate(JSON.parse(example)), JSON.stringify(validate.errors)).toBe(true);
});
