/** Secrets that last as long as the process: for tests and for workspaces that are never reopened. */
import { randomUUID } from 'node:crypto';
import type { SecretVault } from './vault.ts';

export function memoryVault(): SecretVault {
  const secrets = new Map<string, string>();
  return {
    async put(value) {
      const reference = randomUUID();
      secrets.set(reference, value);
      return reference;
    },
    get: async (reference) => secrets.get(reference) ?? null,
    async remove(reference) {
      secrets.delete(reference);
    },
  };
}
