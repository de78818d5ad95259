/** Letters in blocks on their way out: laid out once for everybody, in the look of the workspace, with the files they name. */
import { afterEach, expect, it } from 'vitest';
import * as z from 'zod';
import { loadEngineRegistry } from '#registry/engine';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { addAccount } from '../host/accounts.ts';
import { flowProblems } from '../host/draft-problems.ts';
import { plainBrand } from '../sdk/brand.ts';
import { defineConnector, type OutgoingMessage } from '../sdk/connector.ts';
import type { FileRef } from '../sdk/files.ts';
import type { LetterBlock } from '../sdk/letter.ts';

let ws: TestWorkspace;
let sent: OutgoingMessage[] = [];
afterEach(async () => {
  await ws.dispose();
  sent = [];
});

const connector = defineConnector({
  type: 'fake',
  config: z.strictObject({}),
  capabilities: ['send.email'],
  deduplicatesByKey: false,
  marksHandover: false,
  limits: { concurrency: 4, perSecond: null },
  pollEvery: null,
  receipts: [],
  open: () => ({
    verify: async () => ({ detail: 'ready' }),
    send: async (message) => {
      sent.push(message);
      return { vendorId: `v:${message.key}` };
    },
  }),
});

async function world(people: number): Promise<void> {
  const known = await loadEngineRegistry();
  ws = await testWorkspace({
    registry: { ...known, connectors: new Map([...known.connectors, ['fake', connector]]) },
  });
  await addAccount(ws, { type: 'fake', name: 'Fake', config: {}, makeDefault: true });
  for (let n = 0; n < people; n++) {
    ws.contact(`c${n}`, {
      profile: { first_name: `Name${n}` },
      addresses: [{ kind: 'email', value: `c${n}@example.com` }],
      consents: [{ channel: 'email', topic: '', granted: true }],
    });
  }
}

function put(text: string, name: string, type: string): FileRef {
  const bytes = Buffer.from(text);
  return { file: ws.store.files.put(bytes, type, 0), name, type, size: bytes.length };
}

const written = (letter: LetterBlock[], extra: object = {}) => ({
  content: { en: { subject: 'Hi', preheader: 'For {{ contact.first_name }}', letter } },
  ...extra,
});

function mailing(extra: Record<string, unknown>): string {
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        email('letter', extra),
        ['lost', 'exit', { reason: 'lost' }],
      ],
      ['start.next>letter', 'letter.not-sent>lost'],
    ),
  );
  ws.engine.startFlow(flow);
  return flow;
}

it('leaves as HTML and text with each person’s own words', async () => {
  await world(5);
  ws.store.meta.setBrand({ ...plainBrand, company: 'Acme', colours: { ...plainBrand.colours, primary: '#0b7d3e' } });
  ws.engine.brandChanged();
  const flow = mailing(
    written([
      { kind: 'heading', text: 'Hello {{ contact.first_name }}' },
      { kind: 'button', text: 'Go', url: 'https://acme.example/{{ contact.first_name }}' },
      { kind: 'footer' },
    ]),
  );
  await ws.engine.runUntilIdle();
  expect(sent.map(({ to }) => to).sort()).toEqual([0, 1, 2, 3, 4].map((n) => `c${n}@example.com`));
  for (const { to, parts, files } of sent) {
    const name = `Name${to.slice(1, 2)}`;
    expect(Object.keys(parts).sort()).toEqual(['html', 'subject', 'text']);
    expect(parts.html).toMatch(/^<!doctype html>/i);
    expect(parts.html).toContain(`>Hello ${name}</h1>`);
    expect(parts.html).toContain(`For ${name}`);
    expect(parts.html).toContain('#0b7d3e');
    expect(parts.text).toBe(`Hello ${name}\n\nGo: https://acme.example/${name}\n\nAcme`);
    expect(files).toBeUndefined();
  }
  expect(ws.report(flow).messages[0]).toMatchObject({ sent: 5 });
});

it('looks as the brand says when it leaves, not when it was written', async () => {
  await world(1);
  mailing(written([{ kind: 'footer' }, { kind: 'text', text: 'Hi' }]));
  ws.store.meta.setBrand({ ...plainBrand, company: 'New name' });
  ws.engine.brandChanged();
  await ws.engine.runUntilIdle();
  expect(sent[0]?.parts.html).toContain('New name');
});

it('carries its pictures, shown by name, and what is attached', async () => {
  await world(2);
  const picture = put('PNG', 'cat.png', 'image/png');
  const paper = put('PDF', 'care.pdf', 'application/pdf');
  mailing(written([{ kind: 'picture', file: picture, alt: 'Cat' }], { attachments: [paper] }));
  await ws.engine.runUntilIdle();
  expect(sent).toHaveLength(2);
  for (const { parts, files = [] } of sent) {
    expect(parts.html).toContain(`src="cid:${picture.file}"`);
    expect(
      files.map(({ name, type, shownAs, bytes }) => [name, type, shownAs, Buffer.from(bytes()).toString()]),
    ).toEqual([
      ['picture-1.png', 'image/png', picture.file, 'PNG'],
      ['care.pdf', 'application/pdf', null, 'PDF'],
    ]);
  }
});

it('does not leave without a file that it names, and that is said before', async () => {
  await world(1);
  const gone: FileRef = { file: 'f'.repeat(64), name: 'gone.pdf', type: 'application/pdf', size: 3 };
  const flow = ws.flow(
    flowOf(
      [['start', 'trigger-manual', { audience: everybody }], email('letter', { attachments: [gone] })],
      ['start.next>letter'],
    ),
  );
  expect(flowProblems(ws.store.flows.need(flow).draft, ws).filter(({ severity }) => severity === 'error')).toEqual([]);
  // The engine itself does not look; the host does. See draftProblems.
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  expect(sent).toEqual([]);
  expect(ws.store.mailbox.list({ flow, limit: 10 })).toMatchObject([{ state: 'suppressed', reason: 'render-failed' }]);
});

it('lets others pass while a letter is laid out, and waits for none that cannot be', async () => {
  await world(1);
  mailing(written([{ kind: 'text', text: 'One' }]));
  mailing({});
  mailing(written([{ kind: 'text', text: 'Two {{ contact.nothing }}' }]));
  await ws.engine.runUntilIdle();
  expect(sent).toHaveLength(2);
  expect(
    ws.store.mailbox
      .list({ limit: 10 })
      .map(({ reason }) => reason)
      .sort(),
  ).toEqual([null, null, 'render-failed']);
});

it('needs no layout where nothing leaves: a run on a virtual clock has its words', async () => {
  await world(3);
  const flow = mailing(written([{ kind: 'heading', text: 'Hello {{ contact.first_name }}' }]));
  const from = ws.clock.now;
  await ws.engine.runVirtual(from, from + 3_600_000, { reallySend: false });
  expect(sent).toEqual([]);
  const list = ws.store.mailbox.list({ flow, limit: 10 });
  expect(list.map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered']);
  expect(list[0]?.content?.parts.text).toMatch(/^Hello Name\d$/);
});

it('is tried on an address that somebody types: no journey, no limit and no figure knows of it', async () => {
  await world(1);
  const account = ws.store.accounts.list().find(({ type }) => type === 'fake')?.id ?? '';
  const result = await ws.engine.sendTest(account, {
    channel: 'email',
    to: 'me@example.com',
    toName: null,
    parts: { subject: '[Test] Hi', html: '<p>x</p>' },
    buttons: [],
  });
  expect(result).toEqual({ ok: true, detail: '', errorClass: null });
  expect(sent.map(({ to, id }) => [to, id])).toEqual([['me@example.com', 0]]);
  expect(ws.store.mailbox.list({ limit: 10 })).toEqual([]);
});
