/** Contacts, imports and segments, called as a screen calls them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { testContext } from '../../../tests/kit/host-context.ts';
import type { HostContext } from '../context.ts';
import { closeUploads, openUploads, uploadsOf } from '../uploads.ts';
import { contactsApi } from './contacts.ts';
import { importsApi } from './imports.ts';
import { segmentsApi } from './segments.ts';

let folder: string;
let context: HostContext;
const api = () =>
  createRouterClient({ contacts: contactsApi, imports: importsApi, segments: segmentsApi }, { context });
const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-contacts-'));
  context = testContext(join(folder, 'a.kaskad'));
  context.store.meta.set({ name: 'Acme', timezone: 'Europe/Kyiv', language: 'en', demo: false });
});
afterEach(() => {
  closeUploads(context.store);
  context.store.close();
  rmSync(folder, { recursive: true, force: true });
});

async function upload(bytes: Buffer, fileName: string): Promise<string> {
  const { upload: id } = await api().imports.begin({ fileName });
  for (let i = 0; i < bytes.length; i += 50_000) {
    await api().imports.append({ upload: id, base64: bytes.subarray(i, i + 50_000).toString('base64') });
  }
  return id;
}

describe('an import through the screen', () => {
  it('shows what was detected, then brings in what the person mapped', async () => {
    const file = fileURLToPath(new URL('../../../resources/sample/contacts-excel-ru.csv', import.meta.url));
    const id = await upload(readFileSync(file), 'Клиенты.csv');
    const preview = await api().imports.preview({ upload: id });
    expect(preview).toMatchObject({
      format: 'csv',
      encoding: 'windows-1251',
      delimiter: ';',
      dates: 'dmy',
      key: 'Код',
      mapping: { Имя: 'first_name', 'Эл. почта': 'email', 'День рождения': 'attributes.birthday' },
    });
    expect(preview.columns).toHaveLength(8);
    expect(preview.rows).toHaveLength(20);
    expect(preview.rows[0]?.slice(0, 3)).toEqual(['00004', 'Анна', 'Lysenko']);

    const published = vi.spyOn(context.changes, 'publish');
    const woken = vi.spyOn(context.engine, 'wake');
    const { Страна: _, ...mapping } = preview.mapping;
    const result = await api().imports.run({ upload: id, mapping, key: preview.key });
    expect(result).toMatchObject({ read: 301, created: 300, updated: 1, unchanged: 0 });
    expect(published).toHaveBeenCalledWith('contacts');
    expect(woken).toHaveBeenCalled();
    const found = await api().contacts.list({ search: '00050' });
    expect(found).toMatchObject({ total: 1, rows: [{ key: '00050', country: null }] });
    // It stays until the person is done with what was refused.
    const [wrong] = result.rejected;
    const how = { upload: id, mapping, key: preview.key };
    const corrections = [{ line: wrong?.line ?? 0, column: wrong?.column ?? '', value: 'right@example.com' }];
    const again = await api().imports.correct({ ...how, import: result.import ?? 0, corrections });
    expect(again).toMatchObject({ read: 1, updated: 1, rejected: [] });
    expect(await api().contacts.list({ search: 'right@' })).toMatchObject({ total: 1 });
    await api().imports.end({ upload: id });
    await expect(api().imports.preview({ upload: id })).rejects.toEqual(refused('upload-missing'));
  });

  it('limits the size in words and leaves nothing behind', () => {
    let now = 0;
    const uploads = openUploads(() => now, { fileBytes: 2 * 1024 * 1024, files: 2 });
    const first = uploads.begin('big.csv');
    expect(uploads.append(first.id, Buffer.alloc(1024 * 1024))).toBe(1024 * 1024);
    expect(() => uploads.append(first.id, Buffer.alloc(1024 * 1024 + 1))).toThrow(/big\.csv is larger than 2 MB/);
    expect(existsSync(first.path)).toBe(false);
    const second = uploads.begin('old.csv');
    now = 25 * 3_600_000;
    const third = uploads.begin('new.csv');
    expect([existsSync(second.path), existsSync(third.path)]).toEqual([false, true]);
    uploads.begin('a.csv');
    uploads.begin('b.csv');
    expect(existsSync(third.path)).toBe(false);
    uploads.close();
    expect(existsSync(join(third.path, '..'))).toBe(false);
  });

  it('removes uploads when the workspace closes', async () => {
    const id = await upload(Buffer.from('email\na@x.io\n'), 'a.csv');
    const { path } = uploadsOf(context.store, context.now).get(id);
    closeUploads(context.store);
    expect(existsSync(path)).toBe(false);
  });
});

describe('contacts', () => {
  beforeEach(async () => {
    const id = await upload(
      Buffer.from('key,email,first_name,country,tags,points\nA,a@x.io,Anna,UA,vip,5\nB,b@x.io,Bob,,,9\n'),
      'a.csv',
    );
    const { mapping } = await api().imports.preview({ upload: id });
    await api().imports.run({ upload: id, mapping, key: 'key' });
  });

  it('are counted and listed by rule', async () => {
    const rule = {
      combinator: 'and' as const,
      rules: [{ field: 'attributes.points', operator: '>' as const, value: '5' }],
    };
    expect(await api().contacts.count({ rule })).toEqual({ count: 1, exact: true });
    expect((await api().contacts.list({ rule })).rows.map((row) => row.key)).toEqual(['B']);
    const sorted = await api().contacts.list({ sort: 'email', descending: true });
    expect(sorted.rows.map((row) => row.key)).toEqual(['B', 'A']);
    const unknown = { combinator: 'and' as const, rules: [{ field: 'rfm.luck', operator: '=' as const, value: 5 }] };
    await expect(api().contacts.count({ rule: unknown })).rejects.toEqual(refused('unknown-field'));
  });

  it('are changed by hand, read as an import would', async () => {
    const profile = await api().contacts.update({
      contact: 'A',
      set: { phone: '067 123 45 67', points: 7, 'attributes.size': 'L', first_name: '' },
      addTags: ['b2b', ' '],
      removeTags: ['vip'],
      consents: [{ channel: 'email', topic: 'news', granted: true }],
    });
    expect(profile).toMatchObject({
      phone: '+380671234567',
      first_name: null,
      tags: ['b2b'],
      attributes: { points: 7, size: 'L' },
      zone: { name: 'Europe/Kyiv', source: 'country' },
      consents: [{ channel: 'email', topic: 'news', granted: true, source: 'manual' }],
    });
    await expect(api().contacts.update({ contact: 'A', set: { email: 'nobody', points: 8 } })).rejects.toEqual(
      refused('bad-value'),
    );
    expect((await api().contacts.get({ contact: 'A' })).attributes).toMatchObject({ points: 7 });
    await expect(api().contacts.get({ contact: 'Z' })).rejects.toEqual(refused('contact-missing'));
  });

  it('have a timeline of events, messages and journeys, newest first', async () => {
    const { store } = context;
    const id = store.contacts.byKey('A') ?? 0;
    store.events.insert({ contactId: id, type: 'order.created', at: 1000, props: { total: 5 }, source: 'import' });
    store.events.insert({
      contactId: id,
      type: 'message.received',
      at: 3000,
      props: { channel: 'telegram', text: 'Hi' },
      source: 'bot',
    });
    store.db.pragma('foreign_keys = OFF');
    store.db
      .prepare(
        `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, state, state_at, queued_at, sent_at, content)
         VALUES ('k', 'f', 1, 1, ?, 'mail', 'email', 'marketing', 'read', 9000, 2000, 2000, '{"parts":{"subject":"We miss you"}}')`,
      )
      .run(id);
    const { timeline } = await api().contacts.get({ contact: 'A' });
    expect(timeline).toMatchObject([
      { kind: 'reply', channel: 'telegram', text: 'Hi' },
      { kind: 'message', flow: 'f', node: 'mail', state: 'read', text: 'We miss you' },
      { kind: 'event', type: 'order.created', props: { total: 5 }, at: '1970-01-01T03:00:01+03:00' },
    ]);
  });

  it('say what rules may name', async () => {
    context.store.events.insert({ contactId: 1, type: 'page', at: 1, props: { url: '/' }, source: 'import' });
    expect(await api().contacts.fields()).toMatchObject({
      attributes: [{ name: 'points', type: 'number' }],
      tags: ['vip'],
      events: [{ type: 'page', count: 1, props: [{ name: 'url', type: 'string' }] }],
      countries: ['UA'],
    });
  });

  it('saved segments are listed and can be asked', async () => {
    const rule = { combinator: 'and' as const, rules: [{ field: 'tags', operator: '=' as const, value: 'vip' }] };
    const id = context.store.segments.save({ name: 'VIP', rule }, 1);
    expect(await api().segments.list()).toMatchObject([{ id, name: 'VIP', rule, flows: [] }]);
    const inside = { combinator: 'and' as const, rules: [{ field: 'segment', operator: '=' as const, value: id }] };
    expect(await api().contacts.count({ rule: inside })).toEqual({ count: 1, exact: true });
  });
});
