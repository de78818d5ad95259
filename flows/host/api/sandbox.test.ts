/** Accounts, messages, sandbox and preview, called as a screen calls them, over a real engine. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadEngineRegistry } from '#registry/engine';
import { emptyFlow } from '../../document/schema.ts';
import { memoryVault } from '../vault-memory.ts';
import { createWorkspace, type OpenWorkspace } from '../workspace.ts';
import { accountsApi } from './accounts.ts';
import { contentApi } from './content.ts';
import { messagesApi } from './messages.ts';
import { sandboxApi } from './sandbox.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
let folder: string;
let workspace: OpenWorkspace;
const client = () =>
  createRouterClient(
    { accounts: accountsApi, content: contentApi, messages: messagesApi, sandbox: sandboxApi },
    { context: workspace },
  );
let contact: number;
let message: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-sandbox-'));
  workspace = await createWorkspace(
    join(folder, 'a.kaskad'),
    { name: 'Acme', timezone: 'Europe/Kyiv', language: 'en' },
    { host: 'web', registry: await loadEngineRegistry(), vault: memoryVault(), now: () => now },
  );
  const { store } = workspace;
  contact = store.contacts.save(
    { key: 'k1', addresses: [{ kind: 'email', value: 'olena@example.test' }], profile: { first_name: 'Olena' } },
    now,
    'test',
  ).id;
  message = Number(
    store.db
      .prepare(
        `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, recipient, state,
           state_at, queued_at, sent_at, delivered_at, vendor_id, content)
         VALUES ('1:n:1', 'f', 1, 1, ?, 'n', 'email', 'news', 'sandbox', 'olena@example.test', 'delivered', ?, ?, ?, ?, 'sandbox:1:n:1', ?)`,
      )
      .run(
        contact,
        now,
        now,
        now,
        now,
        JSON.stringify({
          parts: { subject: 'Hi', html: '<p>Hello <b>you</b></p>' },
          buttons: [{ id: 'yes', text: 'Yes' }],
        }),
      ).lastInsertRowid,
  );
});
afterEach(async () => {
  await workspace.close();
  rmSync(folder, { recursive: true });
});

describe('the mailbox of the sandbox', () => {
  it('shows what went out, to whom, in words', async () => {
    expect(await client().messages.list({})).toMatchObject([
      { contact: 'k1', subject: 'Hi', text: 'Hello you', at: '2026-11-20T12:00:00+02:00', to: 'olena@example.test' },
    ]);
    expect(await client().sandbox.threads({})).toMatchObject({
      total: 1,
      rows: [{ contact: { key: 'k1', first_name: 'Olena' }, channel: 'email', last: 'Hi', unread: 1, count: 1 }],
    });
    expect((await client().sandbox.threads({ search: 'ole' })).total).toBe(1);
    expect((await client().sandbox.threads({ search: 'nobody' })).total).toBe(0);
    expect(await client().sandbox.thread({ contact, channel: 'email' })).toMatchObject([
      { id: message, direction: 'out', html: '<p>Hello <b>you</b></p>', buttons: [{ id: 'yes', text: 'Yes' }] },
    ]);
  });

  it('acts reach the engine as a vendor would tell them', async () => {
    const { store } = workspace;
    await client().sandbox.act({ message, action: 'read' });
    expect(store.messages.get(message)).toMatchObject({ state: 'read', read_at: now });
    expect((await client().sandbox.threads({})).rows[0]?.unread).toBe(0);
    await client().sandbox.act({ message, action: 'click', url: 'https://a.test' });
    expect(store.messages.get(message)?.state).toBe('clicked');
    await client().sandbox.act({ message, action: 'read' });
    expect(store.messages.get(message)?.state).toBe('clicked');
    await client().sandbox.act({ message, action: 'click', button: 'yes' });
    await client().sandbox.reply({ contact, channel: 'email', text: 'Thanks' });
    expect(store.messages.get(message)?.state).toBe('replied');
    const thread = await client().sandbox.thread({ contact, channel: 'email' });
    expect(thread.map((one) => [one.direction, one.text])).toEqual([
      ['out', 'Hello you'],
      ['in', 'Yes'],
      ['in', 'Thanks'],
    ]);
    expect((await client().sandbox.threads({})).rows[0]?.last).toBe('Thanks');
  });

  it('a bounce and a block change the address', async () => {
    await client().sandbox.act({ message, action: 'bounce' });
    expect(workspace.store.contacts.addresses(contact)).toMatchObject([{ state: 'bounced' }]);
    await client().sandbox.act({ message, action: 'block' });
    expect(workspace.store.contacts.addresses(contact)).toMatchObject([{ state: 'blocked' }]);
  });

  it('refuses what is not there, in words', async () => {
    await expect(client().sandbox.act({ message: 99, action: 'read' })).rejects.toMatchObject({
      code: 'KASKAD',
      data: { code: 'message-missing' },
    });
    await expect(client().sandbox.reply({ contact, channel: 'viber', text: 'x' })).rejects.toMatchObject({
      data: { code: 'no-conversation' },
    });
  });
});

describe('accounts over the contract', () => {
  it('connects, shows without secrets, tests, changes, removes', async () => {
    const types = await client().accounts.types();
    expect(types.find((one) => one.type === 'telegram')?.schema).toMatchObject({
      properties: { token: { secret: true } },
    });
    const token = '123456789:AAPlantedSecretToken';
    const config = { token, baseUrl: 'http://127.0.0.1:1' };
    const { account } = await client().accounts.add({ type: 'telegram', name: 'Bot', config, makeDefault: true });
    const test = await client().accounts.test({ account });
    expect(test).toMatchObject({ ok: false, errorClass: 'unreachable' });
    const rows = await client().accounts.list();
    expect(JSON.stringify([rows, test])).not.toContain(token);
    expect(rows.find((row) => row.account === account)).toMatchObject({
      config: { token: true },
      checked: { ok: false, at: '2026-11-20T12:00:00+02:00' },
      defaultFor: expect.arrayContaining(['send.telegram']),
    });
    await client().accounts.update({ account, name: 'Bot 2', config: { token: true, format: 'html' } });
    workspace.store.accounts.pause(account, now + 1000, 'rate-limited');
    expect((await client().accounts.list()).find((row) => row.account === account)).toMatchObject({
      name: 'Bot 2',
      paused: { reason: 'rate-limited' },
    });
    await client().accounts.resume({ account });
    expect(workspace.store.accounts.need(account).pausedUntil).toBeNull();
    await client().accounts.remove({ account });
    expect(workspace.store.accounts.get(account)).toBeNull();
    expect(workspace.store.accounts.defaultFor('send.telegram')).toBe('sandbox');
  });

  it('does not take an account from a flow', async () => {
    workspace.store.db
      .prepare(
        `INSERT INTO flows (id, name, draft, bindings, created_at, updated_at) VALUES ('f', 'Welcome', '{}', '{"mail":"sandbox"}', 0, 0)`,
      )
      .run();
    await expect(client().accounts.remove({ account: 'sandbox' })).rejects.toMatchObject({
      data: { code: 'account-in-use', details: { flows: ['Welcome'] } },
    });
  });
});

describe('preview', () => {
  it('renders for a real person and says what is wrong, part by part', async () => {
    const parts = {
      subject: 'Hi {{ contact.first_name }}',
      html: '<b>{{ contact.key }}</b>',
      text: '{{ contact.nope }}',
    };
    const shown = await client().content.preview({ parts, htmlParts: ['html'], contact, flow: null });
    expect(shown.parts).toEqual({ subject: 'Hi Olena', html: '<b>k1</b>' });
    expect(shown.errors).toMatchObject([{ part: 'text' }]);
    expect(shown.contact).toMatchObject({ key: 'k1' });
    const flow = workspace.store.flows.create(
      {
        ...emptyFlow('Order'),
        nodes: [{ id: 't', type: 'trigger-event', version: 1, config: { event: 'order.created' } }],
      },
      now,
    );
    workspace.store.events.insert({
      contactId: contact,
      type: 'order.created',
      at: now,
      props: { total: 12 },
      source: 'x',
    });
    const ordered = await client().content.preview({ parts: { text: '{{ event.total }}' }, contact, flow });
    expect(ordered.parts).toEqual({ text: '12' });
    const nobody = await client().content.preview({ parts: { subject: parts.subject }, contact: null, flow: null });
    expect(nobody.parts.subject).toContain('Hi ');
  });
});
