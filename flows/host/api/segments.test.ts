/** Segments called as a screen calls them. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import type { RuleGroup } from '../../sdk/rule.ts';
import { segmentsApi } from './segments.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const api = () => createRouterClient({ segments: segmentsApi }, { context: ws });
const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) });
const rule = (field: string, value: string): RuleGroup => ({
  combinator: 'and',
  rules: [{ field, operator: '=', value }],
});

it('are saved, changed and deleted', async () => {
  const { id } = await api().segments.save({ name: ' Kyiv ', rule: rule('attributes.city', 'Kyiv') });
  expect(await api().segments.list()).toMatchObject([{ id, name: 'Kyiv', flows: [] }]);
  await api().segments.save({ id, name: 'Lviv', rule: rule('attributes.city', 'Lviv') });
  expect(await api().segments.list()).toMatchObject([{ id, name: 'Lviv', rule: rule('attributes.city', 'Lviv') }]);
  await api().segments.remove({ id });
  expect(await api().segments.list()).toEqual([]);
});

it('that make no sense, or come back to themselves, are not kept', async () => {
  await expect(api().segments.save({ name: 'A', rule: rule('luck', 'x') })).rejects.toEqual(refused('unknown-field'));
  expect(await api().segments.list()).toEqual([]);
  const { id } = await api().segments.save({ name: 'A', rule: rule('country', 'UA') });
  const other = await api().segments.save({ name: 'B', rule: rule('segment', id) });
  await expect(api().segments.save({ id, name: 'A', rule: rule('segment', other.id) })).rejects.toEqual(
    refused('rule-too-deep'),
  );
  expect((await api().segments.list()).map(({ rule: kept }) => kept)).toEqual([
    rule('country', 'UA'),
    rule('segment', id),
  ]);
});

it('that a flow or another segment names are not deleted', async () => {
  const { id } = await api().segments.save({ name: 'UA', rule: rule('country', 'UA') });
  const other = await api().segments.save({ name: 'B', rule: rule('segment', id) });
  await expect(api().segments.remove({ id })).rejects.toEqual(refused('segment-in-use'));
  await api().segments.remove({ id: other.id });
  const document = flowOf(
    [['in', 'trigger-manual', { audience: rule('segment', 'ours') }]],
    [],
    {},
    { segments: { ours: {} } },
  );
  const flow = ws.store.flows.create(document, ws.clock.now, { ours: id });
  expect((await api().segments.list())[0]?.flows).toEqual([{ flow, name: 'Test flow' }]);
  await expect(api().segments.remove({ id })).rejects.toEqual(refused('segment-in-use'));
});

it('score purchases, and say when', async () => {
  const ann = ws.contact('ann');
  ws.event(ann, 'order', ws.clock.now - 1, { total: 5 });
  expect(await api().segments.rfm()).toEqual({ scored: null, cells: [] });
  const grid = await api().segments.scoreRfm({ event: 'order', prop: 'total' });
  expect(grid).toMatchObject({
    scored: { event: 'order', people: 1 },
    cells: [{ recency: 1, frequency: 1, contacts: 1 }],
  });
});
