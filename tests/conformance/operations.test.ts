/** What every operation of every connector is called, in three languages, so that a block can offer it; and that none sends a message. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { operationForms, operationNameSchema } from '../../flows/sdk/operation.ts';
import { languages } from '../kit/node-folders.ts';
import { textAt } from './strings.ts';

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));
const { connectors } = await loadEngineRegistry();
const able = [...connectors.values()].filter(({ operations }) => operations !== undefined);

it('there are connectors that can do something', () => {
  expect(able.length).toBeGreaterThan(5);
});

describe.each(able.map((connector) => [connector.type, connector] as const))('connectors/%s', (type, connector) => {
  const forms = operationForms(connector);

  it.each(languages)('has names for its operations and their fields (%s)', (language) => {
    const shared = read(`renderer/strings/${language}/operations.json`);
    const own = (read(`connectors/${type}/strings/${language}.json`) as { operations?: unknown }).operations;
    const words = (key: string) => textAt(own ?? {}, key) ?? textAt(shared, key);
    for (const { name, fields } of forms) {
      expect(words(`${name}.name`), name).toBeTypeOf('string');
      for (const field of fields) {
        expect(words(`${name}.fields.${field.name}.label`), `${name}: ${field.name}`).toBeTypeOf('string');
        // Methods of HTTP are called the same everywhere.
        for (const option of name === 'http.request' ? [] : field.options)
          expect(words(`${name}.fields.${field.name}.options.${option}`), `${name}: ${option}`).toBeTypeOf('string');
      }
    }
  });

  it('names operations so that a block can ask for them, and none that sends a message past consent', () => {
    for (const name of Object.keys(connector.operations ?? {})) {
      expect(operationNameSchema.safeParse(name).success, name).toBe(true);
      expect(name).not.toMatch(/^(?:message|send)\.|\.send(?:-|$)|reply/);
    }
  });
});
