/** What vendors tell, and what is done to their accounts; the workspace's settings of what is sent through them. */
import { ConnectorError } from '../sdk/connector.ts';
import { follow } from './clicks.ts';
import type { Engine } from './engine.ts';
import type { EngineParts } from './engine-parts.ts';
import { applyIncoming, pressed } from './receive.ts';
import { sendTest } from './send-test.ts';

const verifyTimeout = 20_000;

type AccountCommands = Pick<
  Engine,
  | 'receive'
  | 'pressButton'
  | 'followLink'
  | 'sync'
  | 'sendTest'
  | 'testAccount'
  | 'accountChanged'
  | 'brandChanged'
  | 'linksChanged'
  | 'sendingChanged'
>;

export function accountCommands(parts: EngineParts): AccountCommands {
  const { rt, stepper, outbox, poller, puller, transaction, openAccount, alarm, act } = parts;
  const { store } = rt;

  async function verified(account: string): Promise<{ ok: boolean; detail: string; errorClass: string | null }> {
    try {
      const { client } = await openAccount(account);
      try {
        const { detail } = await client.verify({ signal: AbortSignal.timeout(verifyTimeout) });
        return { ok: true, detail, errorClass: null };
      } finally {
        await client.close?.();
      }
    } catch (error) {
      const known = error instanceof ConnectorError ? error : null;
      return {
        ok: false,
        detail: error instanceof Error ? error.message : String(error),
        errorClass: known?.errorClass ?? null,
      };
    }
  }

  return {
    receive: (account, incoming) =>
      act(() => {
        const total = { events: 0, messages: 0 };
        for (const one of incoming) {
          const applied = applyIncoming(rt, stepper, account, one);
          total.events += applied.events;
          total.messages += applied.messages;
        }
        return total;
      }),
    pressButton: (id, button, text) =>
      act(() => {
        const message = store.messages.get(id);
        return message !== null && pressed(rt, stepper, message, button, text);
      }),
    followLink: (id, link, visitor) =>
      act(() => {
        const message = store.messages.get(id);
        if (message !== null) follow(rt, stepper, message, link, visitor);
      }),
    async sync(account) {
      const found = await poller.pollNow(account ?? null);
      const pulled = await puller.pullNow(account ?? null);
      alarm.wake();
      return { ...found, contacts: found.contacts + pulled.contacts, events: found.events + pulled.events };
    },
    sendTest: (account, message) => sendTest(openAccount, account, message),
    async testAccount(account) {
      const result = await verified(account);
      transaction(() => {
        store.accounts.keepCheck(account, result, parts.wallNow());
        if (result.ok) store.accounts.resume(account);
        rt.topics.add('accounts');
      });
      return result;
    },
    accountChanged(account) {
      outbox.forget(account);
      parts.forgetPrices(account);
      poller.forget(account);
      puller.forget(account);
      alarm.wake();
    },
    brandChanged() {
      rt.letters.forget();
      alarm.wake();
    },
    linksChanged() {
      rt.linkSettings = store.meta.links();
    },
    sendingChanged() {
      rt.sending = store.meta.sending();
      alarm.wake();
    },
  };
}
