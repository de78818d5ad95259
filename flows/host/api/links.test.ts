/** What becomes of links, called as a screen calls it; a preview with their marks; a click in the mailbox. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { usualUtm } from '../../sdk/utm.ts';
import { procedures } from '../router.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const api = () => createRouterClient(procedures, { context: ws });
const address = 'https://go.example.com';

const letter = flowOf(
  [
    ['in', 'trigger-manual', { audience: everybody }],
    email('mail', {
      content: {
        en: { subject: 'Hi', html: '<a href="https://shop.example/a">A</a><a href="https://shop.example/b">B</a>' },
      },
    }),
  ],
  ['in.next>mail'],
  { utm: { campaign: '{block}' } },
);

it('says whether links are counted, and how long they are then', async () => {
  expect(await api().links.get()).toEqual({ countClicks: true, utm: null, sample: null });
  await api().web.save({ address, port: null });
  const { sample } = await api().links.get();
  expect(sample).toHaveLength(ws.web.shortLinks.of(12, 3)?.length ?? 0);
  await api().links.save({ countClicks: false, utm: usualUtm });
  expect(await api().links.get()).toEqual({ countClicks: false, utm: usualUtm, sample: null });
});

it('refuses marks that nobody could fill in', async () => {
  const save = api().links.save({ countClicks: true, utm: { ...usualUtm, source: '{{ contact.email }}' } });
  await expect(save).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

it('shows a preview with the final address, and makes no live one', async () => {
  await api().web.save({ address, port: null });
  const flow = ws.flow(letter);
  const { parts } = await api().content.preview({
    parts: {
      html: `<a href="https://shop.example/a">A</a><a href="${address}/p/f/x">F</a>`,
      subject: 'https://shop.example',
    },
    htmlParts: ['html'],
    contact: null,
    flow,
    node: 'mail',
  });
  expect(parts.html).toBe(
    `<a href="https://shop.example/a?utm_source=kaskad&amp;utm_medium=email&amp;utm_campaign=mail">A</a><a href="${address}/p/f/x">F</a>`,
  );
  expect(parts.subject).toBe('https://shop.example');
});

it('takes a click in the mailbox for that of a person, at once and to the link itself', async () => {
  await api().web.save({ address, port: null });
  ws.contact('ann', {
    addresses: [{ kind: 'email', value: 'ann@example.com' }],
    consents: [{ channel: 'email', topic: 'marketing', granted: true }],
  });
  const flow = ws.flow(letter);
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  const [sent] = ws.store.mailbox.list({ limit: 1 });
  const url = /href="(https:\/\/go[^"]+)"/.exec(sent?.content?.parts.html ?? '')?.[1] ?? '';
  await api().sandbox.act({ message: sent?.id ?? 0, action: 'click', url });
  expect(ws.store.messages.get(sent?.id ?? 0)?.state).toBe('clicked');
  expect(ws.store.linkClicks.of(sent?.id ?? 0)).toMatchObject([{ link: 0, machine: false, due_at: null }]);
  expect(ws.store.linkClicks.target(sent?.id ?? 0, 0)).toMatchObject({
    url: 'https://shop.example/a?utm_source=kaskad&utm_medium=email&utm_campaign=mail',
    name: 'A',
  });
});
