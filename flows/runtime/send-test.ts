/** One message to an address that somebody typed, to see what it looks like there: no journey, no limit, no figure knows of it. */
import { randomUUID } from 'node:crypto';
import type { OutgoingMessage } from '../sdk/connector.ts';
import { ConnectorError } from '../sdk/connector.ts';
import type { OpenAccount } from './lane.ts';

const testTimeout = 30_000;

/** What became of it; `errorClass` is null when it left, or when nobody can tell what went wrong. */
export interface TestResult {
  ok: boolean;
  detail: string;
  errorClass: string | null;
}

export async function sendTest(
  openAccount: (account: string) => Promise<OpenAccount>,
  account: string,
  message: Omit<OutgoingMessage, 'id' | 'key'>,
): Promise<TestResult> {
  try {
    const { client } = await openAccount(account);
    try {
      if (client.send === undefined) throw new ConnectorError('bad-request', 'This account cannot send messages.');
      const sent = client.send(
        { ...message, id: 0, key: `test:${randomUUID()}` },
        { signal: AbortSignal.timeout(testTimeout), handover: async () => undefined },
      );
      await sent;
      return { ok: true, detail: '', errorClass: null };
    } finally {
      await client.close?.();
    }
  } catch (error) {
    return {
      ok: false,
      detail: error instanceof Error ? error.message : String(error),
      errorClass: error instanceof ConnectorError ? error.errorClass : null,
    };
  }
}
