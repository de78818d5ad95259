/**
 * Secrets of the connected accounts, outside any workspace: each is encrypted by the system's keychain (`safeStorage`) and
 * kept in one file of this computer's user. Where there is no keychain the engine keeps them as other hosts do, in files
 * that only this user may read, and the person is told.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';

export interface Cipher {
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

/** Null where there is no keychain: on Linux without a keyring the "encryption" uses a password that everybody knows. */
export function systemCipher(keychain: SystemKeychain, platform: NodeJS.Platform): Cipher | null {
  if (!keychain.isEncryptionAvailable()) return null;
  if (platform === 'linux' && keychain.getSelectedStorageBackend?.() === 'basic_text') return null;
  return {
    seal: (text) => keychain.encryptString(text),
    open: (sealed) => keychain.decryptString(sealed),
  };
}

const fileSchema = z.record(z.string(), z.base64());

export interface Vault {
  put(value: string): string;
  /** Null for what is unknown here, or was sealed by a keychain that this computer lost. */
  get(reference: string): string | null;
  remove(reference: string): void;
}

export function openVault(folder: string, cipher: Cipher): Vault {
  const path = join(folder, 'keychain.json');
  const sealed = new Map(
    existsSync(path) ? Object.entries(fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')))) : [],
  );
  const save = (): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Written beside and renamed: a cut never leaves half a file.
    writeFileSync(`${path}.new`, JSON.stringify(Object.fromEntries(sealed)), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  };
  return {
    put(value) {
      const reference = `keychain-${randomBytes(16).toString('hex')}`;
      sealed.set(reference, cipher.seal(value).toString('base64'));
      save();
      return reference;
    },
    get(reference) {
      const text = sealed.get(reference);
      if (text === undefined) return null;
      try {
        return cipher.open(Buffer.from(text, 'base64'));
      } catch {
        return null;
      }
    },
    remove(reference) {
      if (sealed.delete(reference)) save();
    },
  };
}
