/** Listening by IDLE, on a loopback server. What the engine makes of it: flows/runtime/listener.test.ts. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startFakeOAuth } from '../../tests/kit/fake-oauth.ts';
import { startImap, type TestImap } from '../../tests/kit/imap.ts';
import { smtpLogin } from '../../tests/kit/smtp.ts';
import { connector } from './index.ts';
import { listenToMailbox } from './mailbox.ts';

let server: TestImap;
let stop: AbortController;
beforeEach(() => {
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await server.close();
});

const config = (extra: Record<string, unknown> = {}) =>
  connector.config.parse({
    host: '127.0.0.1',
    security: 'none',
    ...smtpLogin,
    fromAddress: 'shop@acme.test',
    imapHost: server.host,
    imapPort: server.port,
    imapSecurity: 'none',
    ...extra,
  });
/** What was heard so far, and how it ended. */
function listening(quiet?: number, extra: Record<string, unknown> = {}) {
  const heard: string[] = [];
  const context = {
    signal: stop.signal,
    onListening: () => void heard.push('listening'),
    onNews: () => void heard.push('news'),
  };
  const over = listenToMailbox(config(extra), undefined, context, quiet);
  over.catch(() => {});
  return { heard, over };
}
const mail = 'From: olena@example.test\nTo: shop@acme.test\nSubject: Hello\n\nHello';
const heardTo = (heard: readonly string[], ...what: string[]) =>
  expect.poll(() => heard, { timeout: 5000, interval: 20 }).toEqual(what);

describe('listening to a mailbox', () => {
  it('tells of each mail that comes, and of nothing that goes or is only marked', async () => {
    server = await startImap();
    server.deliver(mail);
    const { heard } = listening();
    await heardTo(heard, 'listening');
    server.deliver(mail);
    await heardTo(heard, 'listening', 'news');
    server.deliver(mail);
    await heardTo(heard, 'listening', 'news', 'news');
  });

  it('says of a server without IDLE that it cannot, and of an account without a mailbox, which is not even called', async () => {
    server = await startImap({ idle: false });
    expect(await listening().over).toBe('cannot');
    const { imapHost: _, ...without } = config();
    const client = connector.open(connector.config.parse({ ...without, imapPort: 1 }));
    const context = { signal: stop.signal, onListening: () => {}, onNews: () => {} };
    expect(await client.listen?.(context)).toBe('cannot');
    await client.close?.();
  });

  it('ends, and closes its connection, when nobody listens any more', async () => {
    server = await startImap();
    const { heard, over } = listening();
    await heardTo(heard, 'listening');
    expect(server.connections()).toBe(1);
    stop.abort();
    expect(await over).toBe('ended');
    await expect.poll(() => server.connections()).toBe(0);
  });

  it('ends when the connection is cut', async () => {
    server = await startImap();
    const { heard, over } = listening();
    await heardTo(heard, 'listening');
    server.cut();
    expect(await over).toBe('ended');
  });

  it('asks a quiet server whether it is still there, and goes on listening', async () => {
    server = await startImap();
    const { heard } = listening(300);
    await heardTo(heard, 'listening');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    server.deliver(mail);
    await heardTo(heard, 'listening', 'news');
    expect(server.connections()).toBe(1);
  });

  it('finds out that nobody is there any more, although nothing was cut', async () => {
    server = await startImap();
    const { heard, over } = listening(300);
    await heardTo(heard, 'listening');
    server.fallSilent();
    const from = performance.now();
    expect(await over).toBe('ended');
    expect(performance.now() - from).toBeLessThan(3000);
  });

  it('finds it out, too, where the network went away before listening was even confirmed', async () => {
    server = await startImap();
    const { signal } = stop;
    const from = performance.now();
    const onListening = () => server.fallSilent();
    expect(await listenToMailbox(config(), undefined, { signal, onListening, onNews: () => {} }, 300)).toBe('ended');
    expect(performance.now() - from).toBeLessThan(3000);
  });

  it('a wrong password is refused as by a poll, and not repeated', async () => {
    server = await startImap();
    const imapPassword = 'Sw0rdfish-planted';
    const error = await listening(undefined, { imapPassword }).over.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorClass: 'bad-credentials' });
    expect(String((error as Error).stack) + JSON.stringify(error)).not.toContain(imapPassword);
  });

  it('takes a fresh token for each connection, and another when that one was taken back', async () => {
    const oauth = await startFakeOAuth();
    let valid = 'token-1';
    server = await startImap({ bearer: { user: 'shop@acme.test', token: () => valid } });
    let held = 'token-1';
    const given: string[] = [];
    const access = {
      token: async ({ refused }: { refused?: string } = {}) => {
        if (refused !== undefined) held = valid;
        given.push(held);
        return held;
      },
    };
    const client = connector.open(
      config({ provider: 'gmail', signIn: 'browser', clientId: 'id', clientSecret: 'secret', user: 'shop@acme.test' }),
      { hookAddress: () => null, access },
    );
    const heard: string[] = [];
    const listen = () =>
      client.listen?.({
        signal: stop.signal,
        onListening: () => void heard.push('listening'),
        onNews: () => void heard.push('news'),
      });
    const first = listen();
    await heardTo(heard, 'listening');
    valid = 'token-2';
    server.cut();
    expect(await first).toBe('ended');
    void listen();
    await heardTo(heard, 'listening', 'listening');
    expect(given).toEqual(['token-1', 'token-1', 'token-2']);
    await client.close?.();
    await oauth.close();
  });
});
