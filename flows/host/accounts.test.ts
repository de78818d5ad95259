import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connector as jivo } from '../../connectors/jivo/index.ts';
import { connector as sandbox } from '../../connectors/sandbox/index.ts';
import { connector as mail } from '../../connectors/smtp-imap/index.ts';
import { connector as telegram } from '../../connectors/telegram/index.ts';
import type { Connector } from '../sdk/connector.ts';
import { openStore, type Store } from '../store/store.ts';
import {
  type AccountsHost,
  addAccount,
  openAccount,
  publicConfig,
  removeAccount,
  renewCapabilities,
  secretFields,
  updateAccount,
} from './accounts.ts';
import type { SecretVault } from './vault.ts';
import { dataFolder, fileVault } from './vault-file.ts';
import { memoryVault } from './vault-memory.ts';

const token = '123456789:AAPlantedSecretToken';
let folder: string;
let store: Store;
let vault: SecretVault;
let host: AccountsHost;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-host-accounts-'));
  store = openStore(join(folder, 'a.kaskad'), { mode: 'create' });
  vault = memoryVault();
  const connectors = new Map<string, Connector>([sandbox, mail, telegram].map((one) => [one.type, one as Connector]));
  host = { store, vault, registry: { nodes: new Map(), connectors }, now: () => 1000 };
});
afterEach(() => {
  store.close();
  rmSync(folder, { recursive: true });
});

const referenceOf = (id: string, field = 'token') =>
  (store.accounts.need(id).config[field] as { secret: string }).secret;

describe('accounts and their secrets', () => {
  it('keeps no secret in the workspace, and fills it in to open', async () => {
    const id = await addAccount(host, { type: 'telegram', name: 'Bot', config: { token } });
    expect(store.accounts.need(id).config).toEqual({
      token: { secret: expect.any(String) },
      format: 'plain',
      linkPreview: true,
    });
    expect(publicConfig(store.accounts.need(id)).token).toBe(true);
    store.db.pragma('wal_checkpoint(TRUNCATE)');
    for (const file of readdirSync(folder)) expect(readFileSync(join(folder, file), 'latin1')).not.toContain(token);
    expect((await openAccount(host, id)).connector.type).toBe('telegram');
    await vault.remove(referenceOf(id));
    await expect(openAccount(host, id)).rejects.toMatchObject({ code: 'secret-missing' });
  });

  it('are never a vendor’s where the data is sample data: what its banner promises holds', async () => {
    store.meta.set({ ...store.meta.get(), demo: true });
    await expect(addAccount(host, { type: 'telegram', name: 'Bot', config: { token } })).rejects.toMatchObject({
      code: 'sample-workspace',
    });
    expect(store.accounts.list()).toEqual([]);
    await addAccount(host, { type: 'sandbox', name: 'Sandbox', config: {} });
    expect(store.accounts.list()).toHaveLength(1);
  });

  it('a secret left out keeps its value; a new one replaces the old in the vault', async () => {
    const config = { host: 'mx.test', fromAddress: 'a@mx.test', user: 'u', password: 'one', imapPassword: 'two' };
    const id = await addAccount(host, { type: 'smtp-imap', name: 'Mail', config });
    const [first, second] = [referenceOf(id, 'password'), referenceOf(id, 'imapPassword')];
    expect([await vault.get(first), await vault.get(second)]).toEqual(['one', 'two']);
    const { password: _, ...rest } = config;
    await updateAccount(host, id, { name: 'Mail 2', config: { ...rest, imapPassword: 'three', port: 25 } });
    expect(store.accounts.need(id)).toMatchObject({
      name: 'Mail 2',
      config: { port: 25, password: { secret: first } },
    });
    expect(await vault.get(first)).toBe('one');
    expect(await vault.get(second)).toBeNull();
    expect(await vault.get(referenceOf(id, 'imapPassword'))).toBe('three');
    await removeAccount(host, id);
    expect(await vault.get(first)).toBeNull();
    expect(store.accounts.get(id)).toBeNull();
  });

  it('refuses what does not fit, naming the field and never the value', async () => {
    const attempt = addAccount(host, { type: 'telegram', name: 'Bot', config: { token: 'planted but wrong' } });
    await expect(attempt).rejects.toMatchObject({ code: 'bad-config', details: { fields: [{ path: 'token' }] } });
    await expect(attempt).rejects.not.toThrow('planted');
    await expect(addAccount(host, { type: 'nope', name: 'X', config: {} })).rejects.toThrow(
      'There are: sandbox, smtp-imap',
    );
    expect(secretFields(mail as Connector)).toEqual(['password', 'clientSecret', 'imapPassword']);
  });
});

describe('the file of secrets', () => {
  it('gives back what was put, in another process too, and shows nothing on disk', async () => {
    const home = join(folder, 'home');
    const reference = await fileVault(home).put('пароль 🔑');
    expect(await fileVault(home).get(reference)).toBe('пароль 🔑');
    const file = join(home, 'secrets', reference);
    expect(readFileSync(file).includes(Buffer.from('пароль'))).toBe(false);
    expect([statSync(file).mode & 0o777, statSync(join(home, 'vault.key')).mode & 0o777]).toEqual([0o600, 0o600]);
    await fileVault(home).remove(reference);
    expect(await fileVault(home).get(reference)).toBeNull();
    expect(await fileVault(home).get('../vault.key')).toBeNull();
  });

  it('many at once get one key', async () => {
    const home = join(folder, 'home');
    const all = await Promise.all(['a', 'b', 'c'].map(async (value) => fileVault(home).put(value)));
    expect(await Promise.all(all.map((one) => fileVault(home).get(one)))).toEqual(['a', 'b', 'c']);
  });

  it.skipIf(process.platform === 'win32')('refuses a key that others can read', async () => {
    const home = join(folder, 'home');
    const reference = await fileVault(home).put('x');
    chmodSync(join(home, 'vault.key'), 0o644);
    await expect(fileVault(home).get(reference)).rejects.toMatchObject({ code: 'vault-key-exposed' });
    await expect(fileVault(home).put('y')).rejects.toThrow('chmod 600');
  });

  it('notices damage, a wrong key and a lost one', async () => {
    const home = join(folder, 'home');
    const [one, two] = [await fileVault(home).put('1'), await fileVault(home).put('2')];
    writeFileSync(join(home, 'secrets', one), readFileSync(join(home, 'secrets', two)));
    await expect(fileVault(home).get(one)).rejects.toMatchObject({ code: 'vault-damaged' });
    writeFileSync(join(home, 'vault.key'), `${Buffer.alloc(32, 7).toString('base64')}\n`);
    await expect(fileVault(home).get(two)).rejects.toMatchObject({ code: 'vault-damaged' });
    rmSync(join(home, 'vault.key'));
    await expect(fileVault(home).put('3')).rejects.toMatchObject({ code: 'vault-key-missing' });
    await expect(fileVault(home).get(two)).rejects.toMatchObject({ code: 'vault-key-missing' });
  });

  it('lies where the system wants it, or where KASKAD_HOME says', () => {
    expect(dataFolder({ KASKAD_HOME: '/k' }, 'linux')).toBe('/k');
    expect(dataFolder({ XDG_DATA_HOME: '/d' }, 'linux')).toBe('/d/kaskad');
    expect(dataFolder({}, 'darwin')).toContain('Library/Application Support/Kaskad');
  });
});

describe('what an account can do', () => {
  const handOver = 'operations.chat.hand-over';
  const channel = 'https://wh.jivosite.com/random/channel';
  beforeEach(() => {
    const connectors = new Map([...host.registry.connectors, ['jivo', jivo as Connector]]);
    host = { ...host, registry: { ...host.registry, connectors } };
  });

  it('follows its settings: without a channel Jivo tells, and takes nobody over', async () => {
    const id = await addAccount(host, { type: 'jivo', name: 'Jivo', config: {} });
    expect(store.accounts.need(id).capabilities).toEqual(['receive.events']);
    expect(store.accounts.defaultFor(handOver)).toBeNull();
    await updateAccount(host, id, { name: 'Jivo', config: { chatUrl: channel } });
    expect(store.accounts.need(id).capabilities).toContain(handOver);
    expect(store.accounts.defaultFor(handOver)).toBe(id);
  });

  it('follows what Kaskad has learned since it was connected', async () => {
    const add = (type: string, config: Record<string, unknown>, capabilities: string[]) =>
      store.accounts.add({ type, name: type, config, capabilities, at: 1 });
    const older = add('sandbox', {}, ['send.email']);
    const mute = add('jivo', {}, [...jivo.capabilities]);
    const unknown = add('of-tomorrow', {}, ['send.thought']);
    renewCapabilities(host);
    expect(store.accounts.need(older).capabilities).toEqual(sandbox.capabilities);
    expect(store.accounts.defaultFor('send.viber')).toBe(older);
    expect(store.accounts.defaultFor(handOver)).toBeNull();
    expect(store.accounts.need(mute)).toMatchObject({ name: 'jivo', capabilities: ['receive.events'] });
    expect(store.accounts.need(unknown).defaultFor).toEqual(['send.thought']);
  });
});
