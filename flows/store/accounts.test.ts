import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from './store.ts';

let folder: string;
let store: Store;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-accounts-'));
  store = openStore(join(folder, 'a.kaskad'), { mode: 'create' });
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const add = (type: string, capabilities: string[], makeDefault = false) =>
  store.accounts.add({ type, name: type, config: { a: 1 }, capabilities, at: 1000, makeDefault });

describe('accounts', () => {
  it('numbers by type and never gives a number twice', () => {
    expect([add('telegram', []), add('telegram', []), add('sandbox', [])]).toEqual([
      'telegram',
      'telegram-2',
      'sandbox',
    ]);
    store.accounts.remove('telegram-2');
    expect(add('telegram', [])).toBe('telegram-3');
  });

  it('the first account of a capability is its default; a later one only when asked', () => {
    const sandbox = add('sandbox', ['send.email', 'send.sms']);
    const smtp = add('smtp-imap', ['send.email']);
    expect(store.accounts.defaultFor('send.email')).toBe(sandbox);
    store.accounts.makeDefault(smtp, ['send.email']);
    expect(store.accounts.defaultFor('send.email')).toBe(smtp);
    expect(store.accounts.need(sandbox).defaultFor).toEqual(['send.sms']);
    store.accounts.remove(smtp);
    expect(store.accounts.defaultFor('send.email')).toBe(sandbox);
    expect(store.accounts.defaultFor('send.viber')).toBeNull();
  });

  it('what it can do no more is no longer its: another takes over, or nobody', () => {
    const sandbox = add('sandbox', ['send.email', 'send.sms', 'send.viber']);
    const smtp = add('smtp-imap', ['send.email']);
    store.accounts.update(sandbox, { name: 'Sandbox', config: {}, capabilities: ['send.sms', 'send.vk'] });
    expect(store.accounts.defaultFor('send.email')).toBe(smtp);
    expect(store.accounts.defaultFor('send.viber')).toBeNull();
    expect(store.accounts.need(sandbox)).toMatchObject({
      capabilities: ['send.sms', 'send.vk'],
      defaultFor: ['send.sms'],
    });
  });

  it('keeps pauses, checks, positions', () => {
    const id = add('telegram', ['send.telegram']);
    store.accounts.pause(id, 5000, 'rate-limited');
    store.accounts.keepCheck(id, { ok: false, detail: 'No.', errorClass: 'bad-credentials' }, 1200);
    store.accounts.keepCursor(id, { offset: 7 }, 1300);
    expect(store.accounts.need(id)).toMatchObject({
      pausedUntil: 5000,
      pausedReason: 'rate-limited',
      checkedAt: 1200,
      check: { ok: false, detail: 'No.', errorClass: 'bad-credentials' },
      cursor: { offset: 7 },
      polledAt: 1300,
      config: { a: 1 },
    });
    store.accounts.resume(id);
    expect(store.accounts.need(id)).toMatchObject({ pausedUntil: null, pausedReason: null });
  });

  it('knows a notice of a vendor that it has seen, per account', () => {
    const [one, two] = [add('telegram', []), add('telegram', [])];
    expect(store.accounts.firstTime(one, 'u1', 1)).toBe(true);
    expect(store.accounts.firstTime(one, 'u1', 2)).toBe(false);
    expect(store.accounts.firstTime(two, 'u1', 2)).toBe(true);
  });

  it('says which account is missing', () => {
    expect(() => store.accounts.need('nope')).toThrow('There is no account "nope"');
  });
});
