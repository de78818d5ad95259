/**
 * Secrets of hosts without a keychain: files in the user's data folder, one a secret, sealed with AES-256-GCM. The key
 * lies beside them in a file that only its owner may read. This keeps secrets out of workspaces and their copies; it does
 * not keep them from programs that run as the same user.
 */
import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { KaskadError } from '../sdk/problem.ts';
import type { SecretVault } from './vault.ts';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
/** References come from workspace files, so from strangers, and name files here. */
const referencePattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where this user's Kaskad keeps what belongs to no workspace. The environment variable KASKAD_HOME overrides it. */
export function dataFolder(env: NodeJS.ProcessEnv = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env.KASKAD_HOME) return env.KASKAD_HOME;
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Kaskad');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Kaskad');
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'kaskad');
}

/**
 * Nothing is written before the first `put`. Several processes may use one folder. Throws `vault-key-exposed`,
 * `vault-key-damaged`, `vault-key-missing` or `vault-damaged`.
 */
export function fileVault(folder: string = dataFolder()): SecretVault {
  const keyFile = join(folder, 'vault.key');
  const secretsFolder = join(folder, 'secrets');
  const fileOf = (reference: string): string | null =>
    referencePattern.test(reference) ? join(secretsFolder, reference) : null;

  return {
    async put(value) {
      const key = needKey(keyFile, secretsFolder);
      const reference = randomUUID();
      const nonce = randomBytes(nonceBytes);
      // The reference is sealed in: a secret moved to another's place does not open.
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(reference));
      const sealed = Buffer.concat([nonce, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      mkdirSync(secretsFolder, { recursive: true, mode: 0o700 });
      const file = join(secretsFolder, reference);
      renameSync(writeBeside(file, sealed), file);
      return reference;
    },

    async get(reference) {
      const file = fileOf(reference);
      if (file === null || !existsSync(file)) return null;
      const key = readKey(keyFile);
      if (key === null) throw keyMissing(keyFile, secretsFolder);
      const bytes = readFileSync(file);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
          authTagLength: tagBytes,
        })
          .setAAD(Buffer.from(reference))
          .setAuthTag(bytes.subarray(-tagBytes));
        return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        throw new KaskadError(
          'vault-damaged',
          `The secret in ${file} does not fit its key. Enter the password of the account again.`,
          { file },
        );
      }
    },

    async remove(reference) {
      const file = fileOf(reference);
      if (file !== null) rmSync(file, { force: true });
    },
  };
}

function readKey(keyFile: string): Buffer | null {
  if (!existsSync(keyFile)) return null;
  // Windows has no such bits; there the user's own profile folder is what keeps others out.
  if (process.platform !== 'win32' && (statSync(keyFile).mode & 0o077) !== 0) {
    throw new KaskadError(
      'vault-key-exposed',
      `Others on this computer can read the key of your secrets, ${keyFile}. Run: chmod 600 "${keyFile}". If somebody may have read it, change the passwords of your accounts.`,
      { file: keyFile },
    );
  }
  const key = Buffer.from(readFileSync(keyFile, 'utf8').trim(), 'base64');
  if (key.length !== keyBytes) {
    throw new KaskadError(
      'vault-key-damaged',
      `The key of your secrets, ${keyFile}, is damaged. Restore it from a backup.`,
      { file: keyFile },
    );
  }
  return key;
}

const keyMissing = (keyFile: string, secretsFolder: string): KaskadError =>
  new KaskadError(
    'vault-key-missing',
    `The key of your secrets, ${keyFile}, is gone. Restore it from a backup, or remove ${secretsFolder} and enter the passwords again.`,
    { file: keyFile },
  );

function needKey(keyFile: string, secretsFolder: string): Buffer {
  const known = readKey(keyFile);
  if (known !== null) return known;
  if (existsSync(secretsFolder) && readdirSync(secretsFolder).length > 0) throw keyMissing(keyFile, secretsFolder);
  mkdirSync(join(keyFile, '..'), { recursive: true, mode: 0o700 });
  const beside = writeBeside(keyFile, Buffer.from(`${randomBytes(keyBytes).toString('base64')}\n`));
  try {
    // A link fails where another process was faster; then its key is the one.
    linkSync(beside, keyFile);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(beside, { force: true });
  }
  const made = readKey(keyFile);
  if (made === null) throw keyMissing(keyFile, secretsFolder);
  return made;
}

/** Writes to a new file that only its owner may read; a crash leaves no half of the real one. Returns its path. */
function writeBeside(file: string, content: Buffer): string {
  const beside = `${file}.${randomUUID()}.new`;
  const descriptor = openSync(beside, 'wx', 0o600);
  try {
    writeSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return beside;
}
