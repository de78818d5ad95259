/**
 * Secrets of the connected accounts, outside any workspace: each is encrypted by the system's keychain (`safeStorage`) and
 * kept in one file of this computer's user. Where there is no keychain a key file of this user stands in, and the person
 * is told.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { VaultStrength } from '../messages.ts';

export interface Cipher {
  strength: VaultStrength;
  seal(text: string): Buffer;
  open(sealed: Buffer): string;
}

/** The part of Electron's safeStorage used here; `getSelectedStorageBackend` is missing in older ones. */
export interface SystemKeychain {
  isEncryptionAvailable(): boolean;
  encryptString(text: string): Buffer;
  decryptString(sealed: Buffer): string;
  getSelectedStorageBackend?: () => string;
}

export function systemCipher(keychain: SystemKeychain, platform: NodeJS.Platform): Cipher | null {
  if (!keychain.isEncryptionAvailable()) return null;
  // On Linux without a keyring the "encryption" uses a password that everybody knows.
  const basic = platform === 'linux' && keychain.getSelectedStorageBackend?.() === 'basic_text';
  return {
    strength: basic ? 'basic' : 'keychain',
    seal: (text) => keychain.encryptString(text),
    open: (sealed) => keychain.decryptString(sealed),
  };
}

/** AES-256-GCM with a key that only this user may read. */
export function keyFileCipher(folder: string): Cipher {
  const path = join(folder, 'vault.key');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
  const key = readFileSync(path);
  return {
    strength: 'file',
    seal(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
      decipher.setAuthTag(sealed.subarray(12, 28));
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
    },
  };
}

const fileSchema = z.record(z.string(), z.object({ by: z.enum(['system', 'key-file']), sealed: z.base64() }));
type Entries = z.output<typeof fileSchema>;

export interface Vault {
  strength: VaultStrength;
  put(value: string): string;
  get(reference: string): string | null;
  remove(reference: string): void;
}

/** `system` is null where the computer has no keychain. A secret sealed by something this computer lost reads as null. */
export function openVault(folder: string, system: Cipher | null): Vault {
  const path = join(folder, 'secrets.json');
  const entries: Entries = existsSync(path) ? fileSchema.parse(JSON.parse(readFileSync(path, 'utf8'))) : {};
  const save = (): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Written beside and renamed: a cut never leaves half a file.
    writeFileSync(`${path}.new`, JSON.stringify(entries), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  let keyFile: Cipher | null = null;
  const byKeyFile = (): Cipher => {
    keyFile ??= keyFileCipher(folder);
    return keyFile;
  };
  return {
    strength: system?.strength ?? 'file',
    put(value) {
      const reference = randomBytes(16).toString('hex');
      const cipher = system ?? byKeyFile();
      entries[reference] = {
        by: system === null ? 'key-file' : 'system',
        sealed: cipher.seal(value).toString('base64'),
      };
      save();
      return reference;
    },
    get(reference) {
      const entry = Object.hasOwn(entries, reference) ? entries[reference] : undefined;
      const cipher = entry?.by === 'system' ? system : byKeyFile();
      if (entry === undefined || cipher === null) return null;
      try {
        return cipher.open(Buffer.from(entry.sealed, 'base64'));
      } catch {
        return null;
      }
    },
    remove(reference) {
      if (!Object.hasOwn(entries, reference)) return;
      delete entries[reference];
      save();
    },
  };
}
