import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { configOf, fieldProblem, formFields, startValues } from './form-fields.ts';

const config = z.strictObject({
  host: z.string().min(1).max(20),
  port: z.int().min(1).max(65_535).default(587),
  security: z.enum(['tls', 'none']).default('tls'),
  password: z.string().meta({ secret: true }),
  preview: z.boolean().default(true),
  from: z.email().optional(),
});
const schema = z.toJSONSchema(config, { io: 'input' }) as Record<string, unknown>;
const fields = formFields(schema);
const problems = (values: Record<string, string | number | boolean>, secretSet = false) =>
  fields.map((field) => fieldProblem(field, values, secretSet));

describe('formFields', () => {
  it('reads kinds, defaults and what is needed', () => {
    expect(fields.map(({ name, kind, required, fallback }) => [name, kind, required, fallback])).toEqual([
      ['host', 'text', true, null],
      ['port', 'number', false, 587],
      ['security', 'choice', false, 'tls'],
      ['password', 'secret', true, null],
      ['preview', 'boolean', false, true],
      ['from', 'text', false, null],
    ]);
  });
});

describe('values', () => {
  it('never shows a stored secret and never sends an untouched one', () => {
    const start = startValues(fields, { host: 'mail.example', password: true, preview: false });
    expect(start).toEqual({ host: 'mail.example', port: 587, security: 'tls', password: '', preview: false, from: '' });
    expect(configOf(fields, start)).toEqual({ host: 'mail.example', port: 587, security: 'tls', preview: false });
  });

  it('makes what the connector accepts', () => {
    const values = { ...startValues(fields, {}), host: ' mail.example ', port: '25', password: ' kept as typed ' };
    expect(config.parse(configOf(fields, values))).toMatchObject({
      host: 'mail.example',
      port: 25,
      password: ' kept as typed ',
    });
  });
});

describe('fieldProblem', () => {
  it('finds what is missing or wrong before the engine does', () => {
    expect(problems(startValues(fields, {}))).toEqual(['needed', null, null, 'needed', null, null]);
    expect(problems({ host: 'x'.repeat(21), port: '70000', security: 'tls', password: 'p', from: 'nobody' })).toEqual([
      'long',
      'range',
      null,
      null,
      null,
      'shape',
    ]);
  });

  it('lets an empty secret keep the stored one', () => {
    expect(problems({ host: 'a', password: '' }, true)).toEqual([null, null, null, null, null, null]);
  });
});
