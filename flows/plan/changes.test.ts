import { describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { specsOf } from '../sdk/registry.ts';
import { changeOf, onlyTexts } from './changes.ts';
import type { Plan, PlanNode } from './types.ts';

const specs = specsOf(await loadEngineRegistry());
const node = (
  type: string,
  config: Record<string, unknown>,
  outlets: PlanNode['outlets'] = { next: null },
): PlanNode => ({
  id: 'a',
  type,
  config: (specs.get(type)?.config.parse(config) ?? {}) as Record<string, unknown>,
  name: null,
  disabled: false,
  outlets,
  category: '',
  channel: null,
});
const letter = (subject: string, extra = {}) =>
  node('email', { account: 'mail', topic: 'news', content: { en: { subject, html: '<p>Hi</p>' } }, ...extra });
const plan = (...nodes: PlanNode[]): Plan => ({
  hash: '',
  name: '',
  language: 'en',
  settings: {},
  exitRules: [],
  nodes: Object.fromEntries(nodes.map((one, n) => [`${n}`, { ...one, id: `${n}` }])),
  triggers: [],
  segments: {},
  accounts: {},
});

describe('the change of a block', () => {
  it('is one of texts when only what people read differs', () => {
    expect(changeOf(letter('One'), letter('One'), specs)).toBe('same');
    expect(changeOf(letter('One'), letter('Two'), specs)).toBe('text');
    expect(changeOf(letter('One'), letter('Two', { topic: 'other' }), specs)).toBe('config');
  });

  it('is one of texts when a letter has other blocks, or is written in another way', () => {
    const blocks = (...letter: object[]) =>
      node('email', { account: 'mail', topic: 'news', content: { en: { subject: 'One', letter } } });
    const one = { kind: 'text', text: 'Hi' };
    expect(changeOf(blocks(one), blocks(one), specs)).toBe('same');
    expect(changeOf(blocks(one), blocks(one, { kind: 'divider' }), specs)).toBe('text');
    expect(changeOf(letter('One'), blocks(one), specs)).toBe('text');
  });

  it('is one of the config where a template is what the block does', () => {
    const call = (url: string) => node('http-request', { account: 'server', method: 'GET', url });
    expect(changeOf(call('https://one.example'), call('https://two.example'), specs)).toBe('config');
  });

  it('tells wiring from what is gone', () => {
    const wait = (outlets: PlanNode['outlets']) => node('wait', { for: 'P1D' }, outlets);
    expect(changeOf(wait({ next: 'b' }), wait({ next: 'c' }), specs)).toBe('wiring');
    expect(changeOf(wait({ next: 'b' }), wait({}), specs)).toBe('removed');
    expect(changeOf(wait({ next: 'b' }), { ...wait({ next: 'b' }), disabled: true }, specs)).toBe('removed');
    expect(changeOf(wait({ next: 'b' }), node('exit', { reason: 'x' }), specs)).toBe('removed');
    expect(changeOf(wait({ next: 'b' }), undefined, specs)).toBe('removed');
  });
});

describe('a change of texts alone', () => {
  it('has no other block, and no other settings', () => {
    const before = plan(letter('One'));
    expect(onlyTexts(before, plan(letter('Two')), specs)).toBe(true);
    expect(onlyTexts(before, plan(letter('Two'), letter('Three')), specs)).toBe(false);
    expect(
      onlyTexts(before, { ...plan(letter('Two')), settings: { quietHours: { from: '21:00', to: '09:00' } } }, specs),
    ).toBe(false);
  });
});
