import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnPage, outsideAddress } from './origin.ts';
import { chooseWorkspace, ownWorkspace, placeOnScreen, stateFile } from './state.ts';
import { type Cipher, openVault, systemCipher } from './vault.ts';
import { languageOf, reasonIn, wordsIn } from './words.ts';

const temporary = () => mkdtempSync(join(tmpdir(), 'kaskad-desktop-'));

describe('addresses', () => {
  it.each(['app://kaskad/', 'app://kaskad/flows/1?x#y'])('knows its own page %s', (address) => {
    expect(isOwnPage(address)).toBe(true);
  });
  it.each([
    'app://kaskad.evil/',
    'app://evil/kaskad',
    'app://x@kaskad/',
    'https://kaskad/',
    'file:///app://kaskad/',
    'about:blank',
    'javascript:alert(1)',
    '',
  ])('does not take %j for its page', (address) => {
    expect(isOwnPage(address)).toBe(false);
  });
  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'smb://host/share',
    'ms-msdt:/id',
    'vscode://x',
    'https://user:secret@example.com/',
    'https://trusted.example@evil.example/',
    'http://',
    'not an address',
    `https://example.com/${'x'.repeat(3000)}`,
  ])('never opens %j outside', (address) => {
    expect(outsideAddress(address)).toBeNull();
  });
  it('opens web, mail and phone addresses', () => {
    for (const address of [
      'https://example.com/a?b',
      'http://example.com/',
      'mailto:a@example.com',
      'tel:+380441234567',
    ]) {
      expect(outsideAddress(address)).toBe(address);
    }
  });
});

describe('secrets of the desktop', () => {
  const keychain = (backend?: string) => ({
    isEncryptionAvailable: () => true,
    encryptString: (text: string) => Buffer.from(`sealed:${[...text].reverse().join('')}`),
    decryptString: (sealed: Buffer) => [...sealed.toString().slice(7)].reverse().join(''),
    ...(backend === undefined ? {} : { getSelectedStorageBackend: () => backend }),
  });

  const cipher = (backend?: string, platform: NodeJS.Platform = 'linux') => systemCipher(keychain(backend), platform);
  const open = (folder: string) => openVault(folder, cipher('gnome_libsecret') as Cipher);

  it('are sealed on disk, readable by this user only, and come back after a restart', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (secret) => {
        const folder = temporary();
        const reference = open(folder).put(secret);
        const stored = readFileSync(join(folder, 'keychain.json'), 'utf8');
        expect(stored).not.toContain(JSON.stringify(secret).slice(1, -1));
        expect(reference).not.toContain(secret);
        expect(statSync(join(folder, 'keychain.json')).mode & 0o077).toBe(0);
        expect(open(folder).get(reference)).toBe(secret);
      }),
      { numRuns: 20 },
    );
  });

  it('are gone when removed; unknown references, and ones of another keychain, give nothing', () => {
    const folder = temporary();
    const vault = open(folder);
    const reference = vault.put('token-of-a-bot');
    const other: Cipher = {
      seal: (text) => Buffer.from(text),
      open: () => {
        throw new Error('another keychain');
      },
    };
    expect(openVault(folder, other).get(reference)).toBeNull();
    vault.remove(reference);
    expect(vault.get(reference)).toBeNull();
    expect(vault.get('__proto__')).toBeNull();
    vault.remove('constructor');
  });

  it('are not given to a keychain that is none', () => {
    expect(cipher('basic_text')).toBeNull();
    expect(systemCipher({ ...keychain(), isEncryptionAvailable: () => false }, 'linux')).toBeNull();
    expect(cipher('gnome_libsecret')).not.toBeNull();
    expect(cipher('basic_text', 'win32')).not.toBeNull();
    expect(cipher(undefined)).not.toBeNull();
  });
});

describe('what the desktop remembers', () => {
  it('keeps the last ten workspaces, the newest first, and survives a broken file', () => {
    const folder = temporary();
    const state = stateFile(folder);
    for (let n = 0; n < 15; n++) state.opened(`/shops/${n % 12}.kaskad`);
    expect(stateFile(folder).get().recent).toEqual([2, 1, 0, 11, 10, 9, 8, 7, 6, 5].map((n) => `/shops/${n}.kaskad`));
    writeFileSync(join(folder, 'desktop.json'), '{ broken');
    expect(stateFile(folder).get()).toEqual({ recent: [], window: null });
  });

  it('opens what is named, else the newest that still exists, else nothing', () => {
    const there = (file: string) => file !== '/gone.kaskad';
    expect(chooseWorkspace(['electron', '.', '--x.kaskad', 'a.kaskad'], ['/b.kaskad'], there)).toBe('a.kaskad');
    expect(chooseWorkspace(['electron', '.'], ['/gone.kaskad', '/b.kaskad'], there)).toBe('/b.kaskad');
    expect(chooseWorkspace(['kaskad'], [], there)).toBeNull();
  });

  it('knows the workspace of one’s own: the newest that is there and is not the sample data', () => {
    const there = (file: string) => file !== '/gone.kaskad';
    expect(ownWorkspace(['/demo.kaskad', '/gone.kaskad', '/b.kaskad', '/c.kaskad'], ['/demo.kaskad'], there)).toBe(
      '/b.kaskad',
    );
    expect(ownWorkspace(['/demo.kaskad'], ['/demo.kaskad'], there)).toBeNull();
  });

  it('never puts the window where it cannot be grabbed', () => {
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    const place = fc.record({
      x: fc.integer({ min: -5000, max: 5000 }),
      y: fc.integer({ min: -5000, max: 5000 }),
      width: fc.integer({ min: 400, max: 4000 }),
      height: fc.integer({ min: 300, max: 3000 }),
      maximized: fc.boolean(),
    });
    fc.assert(
      fc.property(place, (window) => {
        const shown = placeOnScreen(window, screens);
        if (shown.x === undefined || shown.y === undefined) return;
        expect(shown.x).toBeLessThan(1920);
        expect(shown.x + window.width).toBeGreaterThan(0);
        expect(shown.y).toBeGreaterThanOrEqual(0);
        expect(shown.y).toBeLessThan(1080);
      }),
    );
    expect(placeOnScreen({ x: 10, y: 10, width: 800, height: 600, maximized: false }, screens)).toMatchObject({
      x: 10,
    });
  });
});

describe('words', () => {
  it('follow the system and are whole in each language', () => {
    expect(['uk-UA', 'ru', 'ru_RU', 'de', ''].map(languageOf)).toEqual(['uk', 'ru', 'ru', 'en', 'en']);
    const english = wordsIn('en');
    for (const language of ['ru', 'uk'] as const) {
      const words = wordsIn(language);
      expect(Object.keys(words)).toEqual(Object.keys(english));
      for (const text of Object.values(words)) expect(text).toMatch(/[а-яіїєґ]/i);
    }
    expect(reasonIn(english, 'workspace-newer', 'x')).toBe(english['workspace-newer']);
    expect(reasonIn(english, 'toString', 'As said.')).toBe('As said.');
  });
});
