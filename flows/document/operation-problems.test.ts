import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { everybody, flowOf } from '../../tests/kit/workspace.ts';
import { operationForms } from '../sdk/operation.ts';
import { specsOf } from '../sdk/registry.ts';
import { knownBy, operationProblems } from './operation-problems.ts';

const registry = await loadEngineRegistry();
const specs = specsOf(registry);
const forms = new Map(
  [...registry.connectors.values()].map((connector) => [connector.type, operationForms(connector)]),
);

const problems = (config: Record<string, unknown>, type?: string) =>
  operationProblems(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        ['act', 'account-action', { account: 'crm', ...config }],
      ],
      ['start.next>act'],
      {},
      { accounts: { crm: { capability: `operations.${config.operation}` } } },
    ),
    specs,
    knownBy(forms, () => type),
  ).map(({ code, path, params, severity }) => ({ code, path, field: params?.field, severity }));

const note = [
  { field: 'about', value: 'contact' },
  { field: 'text', value: 'Wants a call' },
];

describe('what a block asks of an account', () => {
  it('is held against the operation as that account has it', () => {
    expect(problems({ operation: 'crm.add-note', input: note }, 'pipedrive')).toEqual([]);
    expect(problems({ operation: 'crm.add-note', input: [{ field: 'about', value: 'contact' }] }, 'pipedrive')).toEqual(
      [{ code: 'operation-field-missing', path: 'config.input', field: 'text', severity: 'error' }],
    );
    expect(problems({ operation: 'crm.add-note', input: [note[0], { field: 'text', value: ' ' }] })).toEqual([
      { code: 'operation-field-missing', path: 'config.input.1.value', field: 'text', severity: 'error' },
    ]);
  });

  it('warns of what the operation does not know, and refuses what is read as something else', () => {
    expect(problems({ operation: 'crm.add-note', input: [...note, { field: 'colour', value: 'red' }] })).toEqual([
      { code: 'operation-field-unknown', path: 'config.input.2.value', field: 'colour', severity: 'warning' },
    ]);
    const deal = [
      { field: 'title', value: 'Order' },
      { field: 'amount', value: '7' },
    ];
    expect(problems({ operation: 'crm.create-deal', input: deal })).toEqual([
      { code: 'operation-field-kind', path: 'config.input.1.value', field: 'amount', severity: 'error' },
    ]);
    expect(problems({ operation: 'crm.create-deal', input: [deal[0], { ...deal[1], as: 'number' }] })).toEqual([]);
  });

  it('only warns where nothing here knows the operation: the flow may be from elsewhere', () => {
    expect(problems({ operation: 'other.do-it', input: note })).toEqual([
      { code: 'operation-unknown', path: 'config.operation', field: undefined, severity: 'warning' },
    ]);
  });

  it('has a field for each of every connector’s operations, all of a kind that a form can show', () => {
    const all = [...forms.values()].flat();
    expect(all.length).toBeGreaterThan(20);
    for (const { name, fields } of all) {
      expect(fields.length, name).toBeGreaterThan(0);
      for (const { kind, options } of fields) if (kind === 'choice') expect(options.length, name).toBeGreaterThan(0);
    }
    const saved = all.find(({ name }) => name === 'crm.save-contact');
    expect(saved?.fields.find(({ name }) => name === 'email')?.fill).toContain('contact.email');
    expect(saved?.fields.find(({ name }) => name === 'values')?.kind).toBe('pairs');
    const task = all.find(({ name }) => name === 'crm.add-task');
    expect(task?.fields.find(({ name }) => name === 'dueAt')?.kind).toBe('moment');
  });
});
