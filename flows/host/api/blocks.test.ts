/** The library of reusable blocks: revisions, who was first, and a flow that takes, changes and updates a block. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterAll, describe, expect, it } from 'vitest';
import { testContext } from '../../../tests/kit/host-context.ts';
import { packBlock, sameAsKept, unpackBlock } from '../../document/block-package.ts';
import { setBlock, viewOfBlock, withBlockView } from '../../document/blocks.ts';
import { setNode } from '../../document/edits.ts';
import { type BlockDefinition, emptyFlow, type FlowDocument } from '../../document/schema.ts';
import { procedures } from '../router.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaskad-blocks-'));
const context = testContext(join(folder, 'a.kaskad'));
const { blocks: api } = createRouterClient(procedures, { context });
afterAll(() => {
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

const node = (id: string, type: string, config: Record<string, unknown> = {}) => ({ id, type, version: 1, config });
const inner: BlockDefinition = {
  name: 'Pause',
  nodes: [node('s', 'block-start'), node('w', 'wait', { for: 'P1D' }), node('out', 'block-end')],
  edges: [
    { from: 's', outlet: 'next', to: 'w' },
    { from: 'w', outlet: 'next', to: 'out' },
  ],
};
const outer: BlockDefinition = {
  name: 'Remind',
  nodes: [
    node('s', 'block-start'),
    node('m', 'email', { account: 'mail', topic: 'service', content: {} }),
    node('p', 'block', { block: 'pause', ways: [{ id: 'out', name: '' }] }),
    node('out', 'block-end'),
  ],
  edges: [
    { from: 's', outlet: 'next', to: 'm' },
    { from: 'm', outlet: 'next', to: 'p' },
    { from: 'p', outlet: 'out', to: 'out' },
  ],
};
const flow: FlowDocument = {
  ...emptyFlow('Flow'),
  slots: { accounts: { mail: { capability: 'send.email' }, unused: { capability: 'send.sms' } } },
  nodes: [node('u', 'block', { block: 'remind', ways: [{ id: 'out', name: '' }] })],
  blocks: { pause: inner, remind: outer },
};

describe('the library of blocks', () => {
  const content = packBlock(flow, 'remind');
  if (content === null) throw new Error('There is such a block');

  it('keeps a block with the blocks and the slots that it uses, and nothing else', () => {
    expect(Object.keys(content.blocks)).toEqual(['remind', 'pause']);
    expect(Object.keys(content.slots.accounts ?? {})).toEqual(['mail']);
    expect(packBlock(flow, 'nothing')).toBeNull();
  });

  it('numbers its revisions, and refuses one that is not made of the newest', async () => {
    const first = await api.keep({ content });
    expect(first.revision).toBe(1);
    const second = await api.keep({ content, after: first });
    expect(second).toEqual({ id: first.id, revision: 2 });
    await expect(api.keep({ content, after: first })).rejects.toMatchObject({ data: { code: 'stale-block' } });
    await expect(api.keep({ content, after: { id: 'nobody', revision: 1 } })).rejects.toMatchObject({
      data: { code: 'stale-block' },
    });
    expect(await api.list()).toMatchObject([{ id: first.id, revision: 2, content: { block: 'remind' } }]);
    await api.remove({ id: first.id });
    expect(await api.list()).toEqual([]);
    await expect(api.remove({ id: first.id })).rejects.toMatchObject({ data: { code: 'block-missing' } });
  });

  it('refuses content that holds no such block', async () => {
    await expect(api.keep({ content: { ...content, block: 'other' } })).rejects.toMatchObject({
      data: { code: 'block-missing' },
    });
  });

  it('gives a flow a block, and a newer one in its place, whose uses and ids stay', () => {
    const from = { block: 'kept', revision: 1 };
    const taken = unpackBlock(emptyFlow('Other'), content, from);
    expect(taken.document.blocks?.[taken.id]).toMatchObject({ name: 'Remind', from });
    expect(taken.document.slots?.accounts).toHaveProperty('mail');
    expect(sameAsKept(taken.document, taken.id, content)).toBe(true);
    // The flow has a block of that id already: both stay.
    const beside = unpackBlock({ ...emptyFlow('Other'), blocks: { pause: { ...inner, name: 'Mine' } } }, content, from);
    expect(Object.values(beside.document.blocks ?? {}).map(({ name }) => name)).toEqual(['Mine', 'Pause', 'Remind']);
    expect(sameAsKept(beside.document, beside.id, content)).toBe(true);

    const used: FlowDocument = { ...taken.document, nodes: flow.nodes };
    const view = viewOfBlock(used, taken.id) as FlowDocument;
    const changed = withBlockView(used, taken.id, setNode(view, 'm', { name: 'Changed here' }));
    expect(sameAsKept(changed, taken.id, content)).toBe(false);
    const newer = packBlock(setBlock(changed, taken.id, { description: 'Newer' }), taken.id);
    if (newer === null) throw new Error('There is such a block');
    const updated = unpackBlock(changed, newer, { block: 'kept', revision: 2 }, taken.id);
    expect(updated.id).toBe(taken.id);
    expect(updated.document.nodes).toEqual(flow.nodes);
    expect(updated.document.blocks?.[taken.id]).toMatchObject({ description: 'Newer', from: { revision: 2 } });
    expect(Object.keys(updated.document.blocks ?? {}).sort()).toEqual(['pause', 'remind']);
    expect(sameAsKept(updated.document, taken.id, newer)).toBe(true);
  });
});
