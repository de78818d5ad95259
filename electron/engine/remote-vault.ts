/** The desktop's secrets are kept by main, which has the system's keychain: the engine asks for each by message. */

import type { SecretVault } from '../../flows/host/vault.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import type { Parent } from './parent.ts';

export function remoteVault(parent: Pick<Parent, 'send' | 'onMessage'>): SecretVault {
  const open = new Map<number, { resolve: (value: string | null) => void; reject: (error: unknown) => void }>();
  let next = 0;
  parent.onMessage((message) => {
    if (message.kind !== 'secret') return;
    const waiting = open.get(message.id);
    open.delete(message.id);
    if (message.ok) waiting?.resolve(message.value);
    else {
      waiting?.reject(
        new KaskadError(
          'vault-failed',
          'This computer could not keep or read a secret. Enter the account’s secrets again.',
        ),
      );
    }
  });
  const ask = (what: 'put' | 'get' | 'remove', value: string): Promise<string | null> =>
    new Promise((resolve, reject) => {
      const id = next++;
      open.set(id, { resolve, reject });
      parent.send({ kind: 'secret', id, ask: what, value });
    });
  return {
    async put(value) {
      const reference = await ask('put', value);
      if (reference === null) throw new KaskadError('vault-failed', 'This computer could not keep a secret.');
      return reference;
    },
    get: (reference) => ask('get', reference),
    async remove(reference) {
      await ask('remove', reference);
    },
  };
}

/** New secrets go to the keychain; ones that the command line stored in files stay readable. */
export const desktopVault = (keychain: SecretVault, files: SecretVault): SecretVault => ({
  put: (value) => keychain.put(value),
  get: async (reference) => (await keychain.get(reference)) ?? (await files.get(reference)),
  async remove(reference) {
    await keychain.remove(reference);
    await files.remove(reference);
  },
});
