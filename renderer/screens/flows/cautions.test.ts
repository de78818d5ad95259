import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { specsOf } from '../../../flows/sdk/registry.ts';
import { email, everybody, flowOf } from '../../../tests/kit/workspace.ts';
import { cautionsOf } from './cautions.ts';

const specs = specsOf(await loadEngineRegistry());
const usual = (type: string): object => (specs.get(type)?.defaults ?? {}) as object;
const call = (url: string) => ({ ...usual('http-request'), account: 'crm', method: 'POST', url });

it('names the servers that a flow asks, the addresses at which it listens, and blocks of another app', () => {
  const flow = flowOf(
    [
      ['start', 'trigger-manual', { audience: everybody }],
      ['hook', 'trigger-webhook', { ...usual('trigger-webhook'), path: 'x'.repeat(24) }],
      ['ask', 'http-request', call('https://crm.example.com/deals/{{ contact.key }}')],
      ['ask-too', 'http-request', call('/deals')],
      ['made', 'http-request', call('https://{{ contact.host }}/')],
      email('mail'),
      ['odd', 'teleport', {}],
    ],
    [],
    {},
    { accounts: { crm: { capability: 'operations.http.request' } } },
  );
  const nodes = flow.nodes.map((node) => (node.id === 'mail' ? { ...node, version: 99 } : node));
  expect(cautionsOf({ ...flow, nodes }, specs)).toEqual([
    { kind: 'listens', node: 'hook', detail: '' },
    { kind: 'calls', node: 'ask', detail: 'crm.example.com' },
    { kind: 'calls', node: 'ask-too', detail: '' },
    { kind: 'calls', node: 'made', detail: '' },
    { kind: 'newer', node: 'mail', detail: 'email' },
    { kind: 'unknown', node: 'odd', detail: 'teleport' },
  ]);
});
