import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { type FakeBotApi, startFakeBotApi } from '../../tests/kit/fake-bot-api.ts';
import { connector } from './index.ts';

let api: FakeBotApi;
beforeEach(async () => {
  api = await startFakeBotApi();
});
afterEach(() => api.close());

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(connector.config.parse({ token: api.token, baseUrl: api.baseUrl, ...extra }));
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'telegram',
  to: '555',
  toName: null,
  parts: { text: 'Hello <b>you</b>' },
  buttons: [],
  ...over,
});
const calm = () => ({ signal: new AbortController().signal, handover: async () => {} });
const polling = { signal: new AbortController().signal, now: 1_700_000_000_000 };
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('sending', () => {
  it('sends plain text by default, with buttons that name the message', async () => {
    const receipt = await open().send?.(
      message({
        buttons: [
          { id: 'operator', text: 'Operator' },
          { id: 'site', text: 'Site', url: 'https://a.test/x' },
        ],
      }),
      calm(),
    );
    expect(receipt).toEqual({ vendorId: '555:1', state: 'sent' });
    expect(api.sent[0]?.params).toEqual({
      chat_id: 555,
      text: 'Hello <b>you</b>',
      reply_markup: {
        inline_keyboard: [
          [{ text: 'Operator', callback_data: '42:operator' }],
          [{ text: 'Site', url: 'https://a.test/x' }],
        ],
      },
    });
  });

  it('html and no link preview when asked', async () => {
    await open({ format: 'html', linkPreview: false }).send?.(message(), calm());
    expect(api.sent[0]?.params).toMatchObject({ parse_mode: 'HTML', link_preview_options: { is_disabled: true } });
  });

  it('what a person typed as it was typed, whatever the account usually writes', async () => {
    await open({ format: 'html' }).send?.(message({ parts: { text: '2 < 3 & <b>' }, plain: true }), calm());
    expect(api.sent[0]?.params).toMatchObject({ text: '2 < 3 & <b>' });
    expect(api.sent[0]?.params).not.toHaveProperty('parse_mode');
  });

  it('hands over before the request leaves', async () => {
    let seen = -1;
    const signal = new AbortController().signal;
    await open().send?.(message(), {
      signal,
      handover: async () => {
        seen = api.calls.length;
      },
    });
    expect(seen).toBe(0);
    await expect(
      open().send?.(message(), { signal, handover: () => Promise.reject(new Error('disk full')) }),
    ).rejects.toThrow('disk full');
    expect(api.sent).toHaveLength(1);
  });

  it('keeps a second between two messages of one chat, and none between chats', async () => {
    const client = open();
    const start = performance.now();
    await Promise.all(['1', '2', '3'].map((to) => client.send?.(message({ to }), calm())));
    expect(performance.now() - start).toBeLessThan(800);
    await client.send?.(message({ to: '1' }), calm());
    expect(performance.now() - start).toBeGreaterThan(950);
  });

  it('refuses a button that does not fit, in words', async () => {
    const error = await failure(
      open().send?.(message({ buttons: [{ id: 'x'.repeat(64), text: 'Long' }] }), calm()) ?? Promise.resolve(),
    );
    expect(error.errorClass).toBe('bad-request');
    expect(api.calls).toHaveLength(0);
  });
});

describe('errors', () => {
  it.each([
    [{ kind: 'refuse', code: 403, description: 'Forbidden: bot was blocked by the user' }, 'blocked', false],
    [{ kind: 'refuse', code: 403, description: 'Forbidden: user is deactivated' }, 'blocked', false],
    [{ kind: 'refuse', code: 400, description: 'Bad Request: chat not found' }, 'unreachable-recipient', false],
    [{ kind: 'refuse', code: 400, description: "Bad Request: can't parse entities" }, 'bad-request', false],
    [{ kind: 'refuse', code: 401, description: 'Unauthorized' }, 'bad-credentials', false],
    [{ kind: 'refuse', code: 500, description: 'Internal Server Error: restart' }, 'temporary', false],
    [{ kind: 'garbage', status: 502 }, 'temporary', true],
    [{ kind: 'garbage', status: 200 }, 'temporary', true],
    [{ kind: 'garbage', status: 503 }, 'temporary', false],
    [{ kind: 'cut', acts: true }, 'unreachable', true],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    api.setFault(fault);
    const error = await failure(open().send?.(message(), calm()) ?? Promise.resolve());
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(JSON.stringify(error) + error.message + error.stack).not.toContain(api.token);
    expect(error.cause).toBeUndefined();
  });

  it('waits as long as Telegram asks', async () => {
    api.setFault({ kind: 'refuse', code: 429, description: 'Too Many Requests: retry after 7', retryAfter: 7 });
    expect(await failure(open().send?.(message(), calm()) ?? Promise.resolve())).toMatchObject({
      errorClass: 'rate-limited',
      retryAfter: 7000,
      mayHaveActed: false,
    });
  });

  it('a server that is not there has not acted', async () => {
    const client = open();
    await api.close();
    expect(await failure(client.send?.(message(), calm()) ?? Promise.resolve())).toMatchObject({
      errorClass: 'unreachable',
      mayHaveActed: false,
    });
  });

  it('a bot whose messages another program reads says so', async () => {
    api.setWebhook('https://elsewhere.test/hook');
    expect((await open().verify({ signal: polling.signal })).detail).toContain('webhook');
    const error = await failure(open().poll?.(null, polling) ?? Promise.resolve());
    expect(error.errorClass).toBe('temporary');
    expect(error.message).toContain('Another program');
  });
});

describe('polling', () => {
  it('reads messages, presses, blocks; confirms them by the next poll; does not spin', async () => {
    const client = open();
    expect(await client.poll?.(null, polling)).toEqual({ incoming: [], cursor: null, more: false });
    await client.send?.(message({ buttons: [{ id: 'yes', text: 'Yes' }] }), calm());
    api.write(555, '/start spring-2026');
    api.write(555, 'thanks', 1);
    api.press(555, 1, '42:yes');
    api.setBlocked(555, true);
    api.setBlocked(555, false);
    const found = await client.poll?.(null, polling);
    expect(found?.incoming).toMatchObject([
      {
        kind: 'message',
        from: '555',
        fromName: 'Olena Kovalenko',
        text: '/start spring-2026',
        props: { start: 'spring-2026' },
      },
      { kind: 'message', text: 'thanks', inReplyTo: '555:1' },
      { kind: 'message', button: 'yes', inReplyTo: '555:1', at: polling.now },
      { kind: 'address', address: 'telegram', value: '555', state: 'blocked' },
      { kind: 'address', value: '555', state: 'valid' },
    ]);
    expect(api.calls.filter((call) => call.method === 'answerCallbackQuery')).toHaveLength(1);
    // Not stored: the same again. Stored: confirmed.
    expect((await client.poll?.(null, polling))?.incoming).toHaveLength(5);
    const calls = api.calls.length;
    expect(await client.poll?.(found?.cursor, polling)).toEqual({ incoming: [], cursor: found?.cursor, more: false });
    expect(api.calls.length).toBe(calls + 1);
    expect(api.pending()).toBe(0);
  });

  it('lets Telegram hold the line only when nobody waits, and dates what came by when it came', async () => {
    let clock = polling.now;
    const held = open().poll?.(null, { ...polling, hold: { for: 20_000, now: () => clock } });
    const asked = () => api.calls.filter(({ method }) => method === 'getUpdates').map(({ params }) => params.timeout);
    await expect.poll(asked).toEqual([20]);
    clock += 7000;
    api.press(555, 1, '42:yes');
    expect((await held)?.incoming).toMatchObject([{ kind: 'message', button: 'yes', at: polling.now + 7000 }]);
    await open().poll?.(null, polling);
    expect(asked()).toEqual([20, 0]);
  });

  it('asks again at once only when the batch was full', async () => {
    for (let n = 0; n < 130; n++) api.write(n + 1, 'hi');
    const first = await open().poll?.(null, polling);
    expect([first?.incoming.length, first?.more]).toEqual([100, true]);
    const second = await open().poll?.(first?.cursor, polling);
    expect([second?.incoming.length, second?.more]).toEqual([30, false]);
  });
});
