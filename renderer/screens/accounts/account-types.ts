import type { Client } from '../../app/client.ts';

export type Account = Awaited<ReturnType<Client['accounts']['list']>>[number];
export type AccountType = Awaited<ReturnType<Client['accounts']['types']>>[number];

/** `send.email` to `email`; null for what is not a way to send. */
export const channelOf = (capability: string): string | null =>
  capability.startsWith('send.') ? capability.slice('send.'.length) : null;

/** Has it contacts and the like to bring in? */
export const syncs = ({ capabilities }: Pick<Account, 'capabilities'>): boolean =>
  capabilities.some((capability) => capability.startsWith('sync.'));
