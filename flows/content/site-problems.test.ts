import { expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { everybody, flowOf } from '../../tests/kit/workspace.ts';
import { specsOf } from '../sdk/registry.ts';
import { siteProblems } from './site-problems.ts';

const specs = specsOf(await loadEngineRegistry());
const site = { account: 'site', topic: 'service', kind: 'banner', content: { en: { text: 'Hi' } } };
const flow = flowOf(
  [
    ['in', 'trigger-manual', { audience: everybody }],
    ['a', 'site', site],
    ['b', 'site', site],
    [
      'c',
      'cascade',
      {
        topic: 'service',
        rungs: [{ channel: 'site', account: 'site', content: {}, advance: 'not-read', after: 'PT2H' }],
        deadline: 'P1D',
      },
    ],
  ],
  ['in.next>a', 'a.next>b', 'b.next>c'],
);

it('warns of every block that a site without a way here would show, unless it is switched off', () => {
  const off = { ...flow, nodes: flow.nodes.map((node) => (node.id === 'b' ? { ...node, disabled: true } : node)) };
  expect(siteProblems(off, specs, true).map(({ node, code }) => [node, code])).toEqual([
    ['a', 'site-no-address'],
    ['c', 'site-no-address'],
  ]);
  expect(siteProblems(off, specs, false)).toEqual([]);
});
