import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { randomIdOf, sendParams } from './client.ts';
import { startFakeVk, vkError } from './conformance.ts';
import { connector } from './index.ts';
import specification from './specification/vk-api-5.199.json' with { type: 'json' };

let api: Awaited<ReturnType<typeof startFakeVk>>;
beforeEach(async () => {
  api = await startFakeVk();
});
afterEach(() => api.close());

const open = () => connector.open(connector.config.parse(api.config));
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'vk',
  to: '555',
  toName: null,
  parts: { text: 'Hello' },
  buttons: [],
  ...over,
});
const calm = () => ({ signal: new AbortController().signal, handover: async () => {} });
const polling = { signal: new AbortController().signal, now: 1_700_000_000_000 };
const failure = async (work: Promise<unknown> | undefined): Promise<ConnectorError> => {
  const error = await work?.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'vk', definitions: specification.definitions });
const faultsOf = (name: string, value: unknown): string[] => {
  const validate = ajv.compile({ $ref: `vk#/definitions/${name}` });
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
};
interface Parameter {
  name: string;
  type: string | string[];
  required?: boolean;
  minimum?: number;
  maxLength?: number;
}
const methods = specification.methods as Record<string, { parameters: Parameter[] }>;

/** What VK's schema would say of a call; parameters travel as text. */
function problemsOf(method: string, params: Record<string, string>): string[] {
  const known = methods[method]?.parameters;
  if (known === undefined) return [`no method ${method}`];
  const found: string[] = [];
  for (const [name, text] of Object.entries(params)) {
    const parameter = known.find((one) => one.name === name);
    // The version and the language stand beside the parameters of every method.
    if (parameter === undefined && name !== 'v') found.push(`unknown ${name}`);
    if (parameter === undefined) continue;
    const types = [parameter.type].flat();
    if (types.includes('integer') && !types.includes('string') && !Number.isSafeInteger(Number(text)))
      found.push(`${name} is no whole number`);
    if (parameter.minimum !== undefined && Number(text) < parameter.minimum) found.push(`${name} is too small`);
    if (parameter.maxLength !== undefined && text.length > parameter.maxLength) found.push(`${name} is too long`);
  }
  for (const { name, required } of known) if (required === true && params[name] === undefined) found.push(`no ${name}`);
  return found;
}

describe('what is sent', () => {
  it('is always taken by the published schema, or refused here', () => {
    const words = fc.string({ minLength: 1, maxLength: 60, size: 'max' });
    const texts = fc.oneof(words, fc.string({ minLength: 8900, maxLength: 9100, size: 'max' }));
    const buttons = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[a-z]{1,40}$/),
        text: words,
        url: fc.option(fc.webUrl(), { nil: undefined }),
      }),
      { selector: ({ id }) => id, maxLength: 12 },
    );
    const made = { plain: 0, keyboard: 0, refused: 0 };
    fc.assert(
      fc.property(texts, buttons, fc.boolean(), (text, given, linkPreview) => {
        let params: Record<string, string | number>;
        try {
          params = sendParams(message({ parts: { text }, buttons: given }), { linkPreview });
        } catch (error) {
          expect(error).toMatchObject({ errorClass: 'bad-request' });
          made.refused += 1;
          return;
        }
        const sent = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
        expect(problemsOf('messages.send', sent)).toEqual([]);
        made[sent.keyboard === undefined ? 'plain' : 'keyboard'] += 1;
        if (sent.keyboard === undefined) return;
        const keyboard = JSON.parse(sent.keyboard) as { buttons: unknown[][] };
        expect(faultsOf('messages_keyboard', keyboard)).toEqual([]);
        expect(keyboard.buttons.flat()).toHaveLength(given.length);
        expect(keyboard.buttons.length).toBeLessThanOrEqual(6);
      }),
      { numRuns: 300, seed: 6 },
    );
    for (const [kind, count] of Object.entries(made)) expect(count, kind).toBeGreaterThan(5);
  });

  it('has one number for one message, so that VK drops the second', async () => {
    const keys = Array.from({ length: 5000 }, (_, n) => `${n}:hello:1`);
    const numbers = keys.map(randomIdOf);
    expect(numbers).toEqual(keys.map(randomIdOf));
    expect(new Set(numbers).size).toBe(keys.length);
    for (const number of numbers)
      expect(Number.isInteger(number) && number !== 0 && Math.abs(number) < 2 ** 31 + 1).toBe(true);
    const one = await open().send?.(message(), calm());
    const two = await open().send?.(message(), calm());
    expect([one, two, api.sent.length]).toEqual([two, one, 1]);
  });

  it('every call names only what its method has, and never the token', async () => {
    const client = open();
    await client.verify(polling);
    await client.send?.(message({ buttons: [{ id: 'yes', text: 'Yes' }] }), calm());
    await client.poll?.(null, polling);
    const calls = api.calls.filter(({ path }) => path.startsWith('/method/'));
    expect(calls).toHaveLength(4);
    for (const { path, body, query } of calls) {
      expect(problemsOf(path.slice('/method/'.length), body as Record<string, string>), path).toEqual([]);
      expect(query).toEqual({});
    }
    expect(JSON.stringify(api.calls.map(({ path, query, body }) => [path, query, body]))).not.toContain(
      api.config.token,
    );
  });
});

describe('refusals come with HTTP 200', () => {
  it.each([
    [5, 'bad-credentials'],
    [27, 'bad-credentials'],
    [7, 'bad-credentials'],
    [6, 'rate-limited'],
    [29, 'rate-limited'],
    [9, 'temporary'],
    [1, 'temporary'],
    [10, 'temporary'],
    [900, 'blocked'],
    [901, 'blocked'],
    [902, 'blocked'],
    [18, 'unreachable-recipient'],
    [936, 'unreachable-recipient'],
    [14, 'bad-request'],
    [100, 'bad-request'],
    [911, 'bad-request'],
    [914, 'bad-request'],
  ] as const)('error %i is %s, and nothing was done', async (code, errorClass) => {
    api.setFault({ kind: 'answer', ...vkError(code, `bad ${api.config.token}`) });
    const error = await failure(open().send?.(message(), calm()));
    expect(error).toMatchObject({ errorClass, mayHaveActed: false });
    expect(error.message).not.toContain(api.config.token);
  });

  it.each([
    [{ kind: 'garbage', status: 502 }, 'temporary', true],
    [{ kind: 'garbage', status: 200 }, 'temporary', true],
    [{ kind: 'garbage', status: 503 }, 'temporary', false],
    [{ kind: 'garbage', status: 404 }, 'temporary', false],
    [{ kind: 'garbage', status: 403 }, 'bad-credentials', false],
    [{ kind: 'answer', body: { response: 'odd' } }, 'temporary', true],
    [{ kind: 'answer', body: {} }, 'temporary', true],
    [{ kind: 'answer', status: 429, body: 'slow', headers: { 'retry-after': '7' } }, 'rate-limited', false],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    api.setFault(fault);
    const error = await failure(open().send?.(message(), calm()));
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(error.cause).toBeUndefined();
  });
});

describe('testing the account', () => {
  it('says what is switched off in the community', async () => {
    expect((await open().verify(polling)).detail).toBe('Connected as Pizza test.');
    api.setSettings({
      is_enabled: true,
      events: { message_new: 1, message_read: 0, message_allow: 1, message_deny: 1 },
    });
    expect((await open().verify(polling)).detail).toContain('switched off in Long Poll API: message_read.');
    api.setSettings({ is_enabled: false, events: {} });
    expect((await open().verify(polling)).detail).toContain('answers cannot arrive');
  });
});

describe('polling', () => {
  const written = (over: Record<string, unknown> = {}) => ({
    message: {
      id: 9,
      conversation_message_id: 3,
      version: 1,
      out: 0,
      date: 1_700_000_000,
      from_id: 555,
      peer_id: 555,
      text: 'thanks',
      ...over,
    },
    client_info: {},
  });

  it('reads messages, presses, reading, bans and permissions, each under its own event', async () => {
    const client = open();
    const first = await client.poll?.(null, polling);
    const told: [string, Record<string, unknown>, string][] = [
      ['message_new', written(), ''],
      ['message_new', written({ id: 10, text: 'Yes', payload: '{"button":"yes"}', reply_message: { id: 1 } }), ''],
      ['message_new', written({ id: 11, payload: '{broken', ref: 'spring' }), ''],
      ['message_new', written({ peer_id: 2_000_000_001 }), ''],
      [
        'message_read',
        { from_id: 555, peer_id: 555, read_message_id: 1, conversation_message_id: 1 },
        'callback_message_read',
      ],
      ['message_deny', { user_id: 555 }, 'callback_message_deny'],
      ['message_allow', { user_id: 555, key: '' }, 'callback_message_allow'],
      ['wall_post_new', { id: 1 }, ''],
      ['message_new', { of: 'another shape' }, ''],
    ];
    for (const [type, object, schema] of told) {
      // The fake must not tell what VK would not.
      if (schema !== '') expect(faultsOf(schema, object), type).toEqual([]);
      if ('message' in object) expect(faultsOf('callback_message', object.message)).toEqual([]);
      api.happen(type, object);
    }
    const found = await client.poll?.(first?.cursor, polling);
    expect(found?.incoming).toMatchObject([
      { kind: 'message', id: 'event:e0', channel: 'vk', from: '555', text: 'thanks', at: 1_700_000_000_000 },
      { kind: 'message', button: 'yes', inReplyTo: '555:1', text: 'Yes' },
      { kind: 'message', props: { start: 'spring' } },
      { kind: 'receipt', vendorId: '555:1', state: 'read', at: polling.now },
      { kind: 'address', address: 'vk', value: '555', state: 'blocked' },
      { kind: 'address', value: '555', state: 'valid' },
    ]);
    expect(found?.incoming[2]).not.toHaveProperty('button');
    // Not kept: the same again, under the same ids. Kept: nothing.
    expect((await client.poll?.(first?.cursor, polling))?.incoming.map(({ id }) => id)).toEqual(
      found?.incoming.map(({ id }) => id),
    );
    expect(await client.poll?.(found?.cursor, polling)).toEqual({ incoming: [], cursor: found?.cursor, more: false });
  });

  it('lets VK hold the line only when nobody waits, and dates what came by when it came', async () => {
    const client = open();
    const first = await client.poll?.(null, polling);
    let clock = polling.now;
    const held = client.poll?.(first?.cursor, { ...polling, hold: { for: 20_000, now: () => clock } });
    const asked = () => api.calls.filter(({ path }) => path === '/lp').map(({ query }) => query.wait);
    await expect.poll(asked).toEqual(['1', '20']);
    clock += 7000;
    api.happen('message_read', { from_id: 555, peer_id: 555, read_message_id: 1 });
    expect((await held)?.incoming).toMatchObject([{ kind: 'receipt', state: 'read', at: polling.now + 7000 }]);
  });

  it('a new start goes on where the last one was, with a key of its own', async () => {
    const before = await open().poll?.(null, polling);
    api.happen('message_new', written());
    api.newKey();
    expect((await open().poll?.(before?.cursor, polling))?.incoming).toHaveLength(1);
  });

  it('an old key is replaced and nothing is missed', async () => {
    const client = open();
    const before = await client.poll?.(null, polling);
    api.newKey();
    api.happen('message_new', written());
    const renewed = await client.poll?.(before?.cursor, polling);
    expect(renewed).toEqual({ incoming: [], cursor: before?.cursor, more: false });
    expect((await client.poll?.(renewed?.cursor, polling))?.incoming).toHaveLength(1);
  });

  it('goes on from what is still there when VK no longer keeps the rest', async () => {
    const client = open();
    const before = await client.poll?.(null, polling);
    api.happen('message_new', written());
    api.forgetAll();
    const after = await client.poll?.(before?.cursor, polling);
    expect(after).toEqual({ incoming: [], cursor: { ts: '1' }, more: false });
    api.restart();
    const anew = await client.poll?.(after?.cursor, polling);
    const again = await client.poll?.(anew?.cursor, polling);
    api.happen('message_new', written());
    expect((await client.poll?.(again?.cursor, polling))?.incoming).toHaveLength(1);
  });
});
