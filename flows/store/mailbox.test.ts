import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './store.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-mailbox-'));
  store = openStore(join(folder, 'a.kaskad'), { mode: 'create' });
  for (let id = 1; id <= 5; id++) {
    store.db
      .prepare('INSERT INTO contacts (id, key, created_at, updated_at) VALUES (?, ?, 0, 0)')
      .run(id, id === 1 ? null : `c${id}`);
  }
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

let next = 0;
const put = (contact: number, over: Record<string, unknown> = {}): number => {
  next += 1;
  const row = {
    key: `k${next}`,
    contact,
    flow: 'f1',
    channel: 'email',
    account: 'sandbox',
    state: 'delivered',
    at: next * 1000,
    read: null,
    content: JSON.stringify({ parts: { subject: `S${next}`, text: `T${next}` }, buttons: [] }),
    ...over,
  };
  const sent = row.state === 'suppressed' ? null : row.at;
  return Number(
    store.db
      .prepare(
        `INSERT INTO messages (key, flow_id, version_id, journey_id, contact_id, node, channel, topic, account_id, recipient,
           state, state_at, queued_at, sent_at, read_at, vendor_id, content)
         VALUES (@key, @flow, 1, 1, @contact, 'n', @channel, 'news', @account, 'a@b.c', @state, @at, @at, ${sent === null ? 'NULL' : '@at'}, @read, @key, @content)`,
      )
      .run(row).lastInsertRowid,
  );
};

describe('the list of messages', () => {
  it('is newest first, in windows, by flow and state', () => {
    const ids = [put(1), put(2, { state: 'suppressed', content: null }), put(2, { flow: 'f2' })];
    const all = store.mailbox.list({ limit: 10 });
    expect(all.map((row) => row.id)).toEqual([...ids].reverse());
    expect(all.map((row) => row.contact)).toEqual(['c2', 'c2', '1']);
    expect(all[1]).toMatchObject({ state: 'suppressed', content: null });
    expect(store.mailbox.list({ limit: 10, before: ids[1] }).map((row) => row.id)).toEqual([ids[0]]);
    expect(store.mailbox.list({ limit: 10, flow: 'f2' }).map((row) => row.id)).toEqual([ids[2]]);
    expect(store.mailbox.list({ limit: 10, state: 'suppressed' }).map((row) => row.id)).toEqual([ids[1]]);
  });
});

describe('conversations', () => {
  const query = (over: Record<string, unknown> = {}) =>
    store.mailbox.threads({ accounts: ['sandbox', 'sandbox-2'], offset: 0, limit: 10, ...over });

  it('are one a contact and channel, the latest first, with what is unread', () => {
    put(1);
    put(2, { read: 5 });
    put(3, { channel: 'sms', account: 'sandbox-2' });
    put(1);
    put(4, { account: 'telegram' });
    put(5, { state: 'suppressed' });
    const { total, rows } = query();
    expect(total).toBe(3);
    expect(rows.map((row) => [row.contact, row.channel, row.count, row.unread])).toEqual([
      [1, 'email', 2, 2],
      [3, 'sms', 1, 1],
      [2, 'email', 1, 0],
    ]);
    expect(query({ offset: 1, limit: 1 }).rows.map((row) => row.contact)).toEqual([3]);
    expect(query({ channel: 'sms' })).toMatchObject({ total: 1, rows: [{ contact: 3 }] });
    expect(query({ contacts: [2, 5] })).toMatchObject({ total: 1, rows: [{ contact: 2 }] });
    expect(query({ accounts: [] })).toEqual({ total: 0, rows: [] });
  });

  it('show both sides in order', () => {
    const first = put(1, { at: 1000 });
    const event = (at: number, props: Record<string, unknown>) =>
      store.events.insert({ contactId: 1, type: 'message.received', at, props, source: 'sandbox' });
    event(1500, { channel: 'email', text: 'hi' });
    event(1600, { channel: 'sms', text: 'elsewhere' });
    const second = put(1, { at: 2000 });
    event(2500, { channel: 'email', text: '', button: 'yes' });
    const entries = store.mailbox.thread(['sandbox'], 1, 'email');
    expect(entries.map((entry) => [entry.direction, entry.text ?? entry.content?.parts.text])).toEqual([
      ['out', store.mailbox.content(first)?.parts.text],
      ['in', 'hi'],
      ['out', store.mailbox.content(second)?.parts.text],
      ['in', 'yes'],
    ]);
    expect(store.mailbox.lastReceived(1, 'email', 2000)?.text).toBe('yes');
    expect(store.mailbox.lastReceived(1, 'email', 3000)).toBeNull();
  });
});

describe('how SQLite would run it', () => {
  const plan = (sql: string): string[] => {
    const names = [...new Set(sql.match(/@\w+/g) ?? [])].map((name) => name.slice(1));
    const parameters = Object.fromEntries(
      names.map((name) => [name, name === 'accounts' || name === 'contacts' ? '[]' : 1]),
    );
    return (store.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(parameters) as { detail: string }[]).map(
      (row) => row.detail,
    );
  };

  it('never sorts a list, and looks conversations up by index', () => {
    const { list, threads, total, thread } = store.mailbox.sql;
    const window = { accounts: [], offset: 0, limit: 10 };
    for (const one of [
      list({ limit: 1 }),
      list({ limit: 1, flow: 'f' }),
      threads(window),
      threads({ ...window, channel: 'sms' }),
    ]) {
      expect(plan(one).filter((line) => line.includes('TEMP B-TREE FOR ORDER BY'))).toEqual([]);
    }
    expect(plan(list({ limit: 1, flow: 'f' }))[0]).toContain('messages_flow');
    expect(plan(threads(window)).filter((line) => line.includes('messages_thread'))).toHaveLength(3);
    expect(plan(threads({ ...window, contacts: [] }))[0]).toContain('messages_thread');
    expect(plan(total(window)).join()).toContain('COVERING INDEX messages_thread');
    expect(plan(thread)[0]).toMatch(/USING INDEX messages_(thread|contact)/);
  });
});
