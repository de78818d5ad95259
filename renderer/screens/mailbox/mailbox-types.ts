import type { Client } from '../../app/client.ts';

export type Thread = Awaited<ReturnType<Client['sandbox']['threads']>>['rows'][number];
export type MailboxMessage = Awaited<ReturnType<Client['sandbox']['thread']>>[number];
export interface OpenThread {
  contact: number;
  channel: string;
}
