import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { startFakeViber } from './conformance.ts';
import { connector } from './index.ts';

let api: Awaited<ReturnType<typeof startFakeViber>>;
beforeEach(async () => {
  api = await startFakeViber();
});
afterEach(() => api.close());

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(connector.config.parse({ ...api.config, ...extra }));
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'viber',
  to: '01234567890A=',
  toName: null,
  parts: { text: 'Hello' },
  buttons: [],
  ...over,
});
const calm = () => ({ signal: new AbortController().signal, handover: async () => {} });
const send = (over: Partial<OutgoingMessage> = {}, extra: Record<string, unknown> = {}) =>
  open(extra).send?.(message(over), calm()) ?? Promise.reject(new Error('does not send'));
const failure = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('sending', () => {
  it('text, with the name of the shop; the message is known by a number that JavaScript cannot hold', async () => {
    expect(await send()).toEqual({ vendorId: '5741311803571720001', state: 'sent' });
    expect(Number.isSafeInteger(Number('5741311803571720001'))).toBe(false);
    expect(api.sent).toEqual([
      {
        receiver: '01234567890A=',
        min_api_version: 1,
        sender: { name: 'Pizza' },
        tracking_data: '42',
        type: 'text',
        text: 'Hello',
      },
    ]);
  });

  it('a picture, and a keyboard whose press stands in the chat as a word', async () => {
    await send(
      {
        parts: { text: 'New', image: ' https://a.test/a.png ' },
        buttons: [
          { id: 'yes', text: 'Yes' },
          { id: 'site', text: 'Site', url: 'https://a.test' },
        ],
      },
      { avatar: 'https://a.test/logo.png' },
    );
    expect(api.sent[0]).toMatchObject({
      sender: { name: 'Pizza', avatar: 'https://a.test/logo.png' },
      type: 'picture',
      text: 'New',
      media: 'https://a.test/a.png',
      keyboard: {
        Type: 'keyboard',
        Buttons: [
          { ActionType: 'reply', ActionBody: 'Yes', Text: 'Yes' },
          { ActionType: 'open-url', ActionBody: 'https://a.test', Text: 'Site' },
        ],
      },
    });
  });

  it.each([
    [{ parts: { text: ' ' } }, 'nothing'],
    [{ parts: { text: 'a'.repeat(7001) } }, 'a text that is too long'],
    [{ parts: { text: 'a'.repeat(513), image: 'https://a.test/a.png' } }, 'a text too long for a picture'],
    [
      {
        parts: { text: 'ж'.repeat(7000) },
        buttons: Array.from({ length: 10 }, (_, n) => ({
          id: `b${n}`,
          text: 'x',
          url: `https://a.test/${'y'.repeat(1900)}`,
        })),
      },
      'more than 30 kB',
    ],
  ])('%# nothing leaves that Viber would refuse', async (over, _what) => {
    expect((await failure(send(over))).errorClass).toBe('bad-request');
    expect(api.calls).toEqual([]);
  });
});

describe('refusals come with HTTP 200', () => {
  it.each([
    [1, 'bad-request'],
    [2, 'bad-credentials'],
    [3, 'bad-request'],
    [5, 'unreachable-recipient'],
    [6, 'blocked'],
    [9, 'bad-credentials'],
    [10, 'bad-credentials'],
    [11, 'unreachable-recipient'],
    [12, 'rate-limited'],
    [14, 'bad-request'],
    [99, 'bad-request'],
  ])('status %i is %s, and nothing was done', async (status, errorClass) => {
    api.setFault({ kind: 'answer', body: { status, status_message: 'no' } });
    expect(await failure(send())).toMatchObject({ errorClass, mayHaveActed: false });
  });

  it('who got a hundred messages and answered none waits an hour; the account does not', async () => {
    const words = 'maximum messages from Public Account to Viber user without reply exceeded.';
    api.setFault({ kind: 'answer', body: { status: 12, status_message: words } });
    expect(await failure(send())).toMatchObject({ errorClass: 'temporary', retryAfter: 3_600_000 });
  });

  it.each([
    [{ kind: 'garbage', status: 502 }, 'temporary', true],
    [{ kind: 'garbage', status: 200 }, 'temporary', true],
    [{ kind: 'garbage', status: 404 }, 'temporary', false],
    [{ kind: 'garbage', status: 401 }, 'bad-credentials', false],
    [{ kind: 'garbage', status: 403 }, 'bad-credentials', false],
    [{ kind: 'answer', body: { status: 0, status_message: 'ok' } }, 'temporary', true],
    [{ kind: 'answer', status: 429, body: 'slow', headers: { 'retry-after': '7' } }, 'rate-limited', false],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    api.setFault(fault);
    const error = await failure(send());
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(error.cause).toBeUndefined();
    if (errorClass === 'rate-limited') expect(error.retryAfter).toBe(7000);
  });

  it('a bot without a webhook cannot write: testing it says so before', async () => {
    const signal = new AbortController().signal;
    expect((await open().verify({ signal })).detail).toBe(
      'Connected as Pizza test. Followers: 12. Answers and receipts go to another webhook of the bot, and are not read here.',
    );
    api.setWebhook('');
    expect((await open().verify({ signal })).detail).toContain('no webhook');
    expect((await failure(send())).message).toContain('webhook');
  });
});
