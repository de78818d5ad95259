import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { configOf, fieldProblem, formFields, isAsked, isRare, startValues, withPreset } from './form-fields.ts';

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

describe('well-known services', () => {
  const service = z.strictObject({
    service: z.enum(['one', 'two', 'other']).default('other'),
    by: z
      .enum(['password', 'browser'])
      .default('password')
      .meta({ when: { service: ['one'] } }),
    password: z
      .string()
      .optional()
      .meta({ secret: true, when: { by: ['password'] } }),
    client: z
      .string()
      .optional()
      .meta({ when: { by: ['browser'], service: ['one'] }, needed: true }),
    host: z.string().meta({ preset: true }),
    port: z.int().default(587).meta({ preset: true }),
    baseUrl: z.string().optional(),
  });
  const of = formFields(z.toJSONSchema(service, { io: 'input' }) as Record<string, unknown>);
  const presets = {
    field: 'service',
    values: { one: { host: 'smtp.one', port: 465, by: 'browser' }, two: { host: 'smtp.two' } },
  };
  const asked = (values: ReturnType<typeof startValues>) =>
    of.filter((field) => isAsked(field, values)).map(({ name }) => name);

  it('fill fields in, and take back what the service before had filled in', () => {
    const one = withPreset(of, presets, startValues(of, {}), 'one');
    expect(one).toMatchObject({ service: 'one', host: 'smtp.one', port: 465, by: 'browser' });
    expect(withPreset(of, presets, one, 'two')).toMatchObject({ host: 'smtp.two', port: 587, by: 'password' });
    expect(withPreset(of, presets, one, 'other')).toMatchObject({ host: '', port: 587, by: 'password' });
    const own = { ...startValues(of, {}), host: 'own.example' };
    expect(withPreset(of, presets, own, 'other').host).toBe('own.example');
  });

  it('ask only for what they need, and want that filled in', () => {
    const start = startValues(of, {});
    expect(asked(start)).toEqual(['service', 'password', 'host', 'port', 'baseUrl']);
    const one = withPreset(of, presets, start, 'one');
    expect(asked(one)).toEqual(['service', 'by', 'client', 'host', 'port', 'baseUrl']);
    const client = of.find(({ name }) => name === 'client');
    expect([start, one].map((values) => client && fieldProblem(client, values, false))).toEqual([null, 'needed']);
    expect(configOf(of, { ...one, password: 'left over' })).not.toHaveProperty('password');
    expect(configOf(of, { ...one, host: '' })).toMatchObject({ service: 'one', host: '', port: 465 });
  });

  it('what they fill in stands under “More settings”', () => {
    const rare = (values: ReturnType<typeof startValues>) =>
      of.filter((field) => isRare(field, values, presets)).map(({ name }) => name);
    const start = startValues(of, {});
    expect(rare(start)).toEqual(['baseUrl']);
    expect(rare(withPreset(of, presets, start, 'two'))).toEqual(['host', 'port', 'baseUrl']);
  });
});
