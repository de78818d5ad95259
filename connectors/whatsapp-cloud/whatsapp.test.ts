import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConnectorError, type OutgoingMessage } from '../../flows/sdk/connector.ts';
import { graphError, startFakeCloudApi } from './conformance.ts';
import { connector } from './index.ts';
import { requestFor } from './request.ts';
import specification from './specification/cloud-api-v23.json' with { type: 'json' };

let api: Awaited<ReturnType<typeof startFakeCloudApi>>;
beforeEach(async () => {
  api = await startFakeCloudApi();
});
afterEach(() => api.close());

const open = () => connector.open(connector.config.parse(api.config));
const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  id: 42,
  key: '7:hello:1',
  channel: 'whatsapp',
  to: '+380 50 111-22-33',
  toName: null,
  parts: { text: 'Your order is ready' },
  buttons: [],
  ...over,
});
const calm = () => ({ signal: new AbortController().signal, handover: async () => {} });
const signal = new AbortController().signal;
const failure = async (work: Promise<unknown> | undefined): Promise<ConnectorError> => {
  const error = await work?.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

const ajv = new Ajv2020({ strict: false, discriminator: false });
ajv.addSchema({ $id: 'cloud', schemas: specification.schemas });
const accepts = (name: string, value: unknown): string[] => {
  const validate = ajv.compile({ $ref: `cloud#/schemas/${name}` });
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
};
const schemaOf: Record<string, string> = {
  text: 'TextMessage',
  image: 'ImageMessage',
  interactive: 'InteractiveMessage',
  template: 'TemplateMessage',
};

describe('what is sent', () => {
  const words = fc.string({ minLength: 1, maxLength: 60, size: 'max' });
  const texts = fc.oneof(words, fc.string({ minLength: 900, maxLength: 1200, size: 'max' }));
  const filled = words.filter((text) => text.trim() !== '');
  const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
  const free = fc.record({
    parts: fc.record({ text: texts, image: optional(fc.constant('https://a.test/a.png')) }),
    buttons: fc.uniqueArray(
      fc.record({ id: fc.stringMatching(/^[a-z]{1,8}$/), text: words, url: optional(fc.webUrl()) }),
      {
        selector: ({ id }) => id,
        maxLength: 5,
      },
    ),
  });
  const template = fc
    .record({
      header: optional(fc.constantFrom('header.1', 'header.image')),
      body: fc.array(filled, { maxLength: 12 }),
      links: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 2 }),
      replies: fc.uniqueArray(fc.nat({ max: 9 }), { maxLength: 3 }),
    })
    .map(({ header, body, links, replies }) => ({
      buttons: [],
      parts: {
        text: 'as read',
        template: 'order_ready',
        language: 'en_US',
        ...(header === undefined ? {} : { [header]: 'https://a.test/a.png' }),
        ...Object.fromEntries(body.map((text, n) => [`body.${n + 1}`, text])),
        ...Object.fromEntries(links.map((n) => [`url.${n}`, 'x'])),
        ...Object.fromEntries(replies.map((n) => [`reply.${n}`, `button-${n}`])),
      },
    }));

  it('is always accepted by the published specification, or refused here', () => {
    const made = { text: 0, image: 0, interactive: 0, template: 0, refused: 0 };
    fc.assert(
      fc.property(fc.oneof(free, template), ({ parts, buttons }) => {
        const given = Object.fromEntries(Object.entries(parts).filter(([, text]) => text !== undefined));
        let request: Record<string, unknown>;
        try {
          request = requestFor(message({ parts: given as Record<string, string>, buttons }));
        } catch (error) {
          expect(error).toMatchObject({ errorClass: 'bad-request' });
          made.refused += 1;
          return;
        }
        made[request.type as keyof typeof made] += 1;
        expect(accepts(schemaOf[String(request.type)] ?? '', request)).toEqual([]);
        expect(request.to).toBe('380501112233');
      }),
      { numRuns: 500, seed: 6 },
    );
    for (const [kind, count] of Object.entries(made)) expect(count, kind).toBeGreaterThan(10);
  });

  it('fills a template in by place, in the order of places', () => {
    const parts = {
      template: 'order_ready',
      language: 'uk',
      text: '…',
      'reply.0': 'coming',
      'url.1': 'abc',
      'header.1': '42',
    };
    const body = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`body.${11 - n}`, `v${11 - n}`]));
    expect(requestFor(message({ parts: { ...parts, ...body } })).template).toEqual({
      name: 'order_ready',
      language: { code: 'uk', policy: 'deterministic' },
      components: [
        { type: 'header', parameters: [{ type: 'text', text: '42' }] },
        { type: 'body', parameters: Array.from({ length: 11 }, (_, n) => ({ type: 'text', text: `v${n + 1}` })) },
        {
          type: 'button',
          sub_type: 'quick_reply',
          index: '0',
          parameters: [{ type: 'payload', payload: '42:coming' }],
        },
        { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'abc' }] },
      ],
    });
  });

  it('never leaves with an empty value: WhatsApp would refuse it after the limit was spent', async () => {
    const parts = { template: 'order_ready', language: 'en_US', 'body.1': ' \n ' };
    expect((await failure(open().send?.(message({ parts }), calm()))).errorClass).toBe('bad-request');
    expect(api.calls).toEqual([]);
  });

  it('puts links into the text, since WhatsApp has no such buttons beside those that answer', () => {
    const buttons = [
      { id: 'yes', text: 'Yes' },
      { id: 'site', text: 'Site', url: 'https://a.test' },
    ];
    expect(requestFor(message({ buttons })).interactive).toEqual({
      type: 'button',
      body: { text: 'Your order is ready\nSite: https://a.test' },
      action: { buttons: [{ type: 'reply', reply: { id: '42:yes', title: 'Yes' } }] },
    });
  });
});

describe('what comes back', () => {
  it('every documented answer is understood', async () => {
    const { paths } = specification;
    for (const answer of paths['POST /{Phone-Number-ID}/messages'].answers) {
      api.setFault({ kind: 'answer', body: answer });
      expect((await open().send?.(message(), calm()))?.vendorId).toBe(answer.messages[0]?.id);
    }
    for (const answer of paths['GET /{Phone-Number-ID}/message_history'].answers) {
      expect(accepts('MessageHistoryResponse', answer)).toEqual([]);
      api.setFault({ kind: 'answer', body: answer });
      expect((await open().poll?.(null, { signal, now: 0 }))?.incoming.length).toBeGreaterThan(0);
    }
    for (const answer of paths['GET /{WABA-ID}/message_templates'].answers) {
      api.setFault({ kind: 'answer', body: answer });
      expect(
        (await open().templates?.({ signal }))?.map(({ name, state, usable }) => ({ name, state, usable })),
      ).toEqual([
        { name: 'hello_world', state: 'approved', usable: true },
        { name: '2023_april_promo', state: 'approved', usable: true },
      ]);
    }
    for (const answer of paths['GET /{Phone-Number-ID}'].answers) {
      api.setFault({ kind: 'answer', body: answer }, ({ path }) => !path.includes('message'));
      expect((await open().verify({ signal })).detail).toContain('Jaspers Market, +1 555-555-5555');
    }
  });

  it('asks only for what the specification offers', async () => {
    const client = open();
    await client.verify({ signal });
    await client.templates?.({ signal });
    await client.poll?.(null, { signal, now: 0 });
    // The list of templates is paged by a cursor that its answer has, though its parameters do not name it.
    const paths = specification.paths as Record<string, { query?: { name: string }[] }>;
    const offered = Object.entries(paths).map(([path, { query = [] }]) => ({
      path: new RegExp(`^${path.replace(/\{[^}]+\}/g, '\\d+').replace(' /', ' /v23.0/')}$`),
      names: [...query.map(({ name }) => name), 'after'],
    }));
    for (const call of api.calls) {
      const found = offered.find(({ path }) => path.test(`${call.method} ${call.path}`));
      expect(found, `${call.method} ${call.path}`).toBeDefined();
      for (const name of Object.keys(call.query)) expect(found?.names).toContain(name);
    }
  });

  it.each([
    [131047, 'outside-window'],
    [131050, 'blocked'],
    [131026, 'unreachable-recipient'],
    [130429, 'rate-limited'],
    [80007, 'rate-limited'],
    [131056, 'temporary'],
    [131000, 'temporary'],
    [190, 'bad-credentials'],
    [200, 'bad-credentials'],
    [131042, 'bad-credentials'],
    [132001, 'bad-request'],
    [131049, 'bad-request'],
    [100, 'bad-request'],
  ] as const)('error %i is %s, and nothing was done', async (code, errorClass) => {
    api.setFault({ kind: 'answer', ...graphError(code, 'No') });
    expect(await failure(open().send?.(message(), calm()))).toMatchObject({ errorClass, mayHaveActed: false });
  });

  it('too fast for one person holds that message back, not the account', async () => {
    api.setFault({ kind: 'answer', ...graphError(131056, 'Pair rate limit hit') });
    expect(await failure(open().send?.(message(), calm()))).toMatchObject({
      errorClass: 'temporary',
      retryAfter: 6000,
    });
  });

  it.each([
    [{ kind: 'garbage', status: 502 }, 'temporary', true],
    [{ kind: 'garbage', status: 200 }, 'temporary', true],
    [{ kind: 'garbage', status: 503 }, 'temporary', false],
    [{ kind: 'answer', body: { messages: [] } }, 'temporary', true],
    [{ kind: 'answer', status: 401, body: { error: { message: 'no' } } }, 'bad-credentials', false],
    [{ kind: 'answer', status: 403, body: { error: { message: 'no' } } }, 'bad-credentials', false],
    [{ kind: 'answer', status: 404, body: 'not here' }, 'temporary', false],
  ] as const)('%j is %s', async (fault, errorClass, mayHaveActed) => {
    api.setFault(fault);
    const error = await failure(open().send?.(message(), calm()));
    expect(error).toMatchObject({ errorClass, mayHaveActed });
    expect(error.cause).toBeUndefined();
  });
});

describe('receipts', () => {
  const entry = (id: string, ...events: [status: string, at: number][]) => ({
    id,
    message_id: id,
    events: {
      data: events.map(([delivery_status, timestamp]) => ({ id: `${id}-${timestamp}`, delivery_status, timestamp })),
    },
  });

  it('each state of each message once, however often and in whatever order the history tells it', async () => {
    api.setHistory([
      entry('wamid.1', ['READ', 30], ['SENT', 10], ['DELIVERED', 20], ['READ', 30]),
      entry('wamid.2', ['FAILED', 15]),
      entry('wamid.1', ['DELIVERED', 20]),
      { id: 'without events' },
      entry('wamid.3', ['SOMETHING_NEW', 5]),
    ]);
    const found = await open().poll?.(null, { signal, now: 0 });
    expect(found?.incoming.map(({ id, at }) => [id, at])).toEqual([
      ['wamid.2:failed', 15_000],
      ['wamid.1:delivered', 20_000],
      ['wamid.1:read', 30_000],
    ]);
    expect(found?.more).toBe(false);
  });

  it('reads on while there are pages, up to a thousand messages', async () => {
    api.setHistory(Array.from({ length: 1500 }, (_, n) => entry(`wamid.${n}`, ['DELIVERED', n])));
    expect((await open().poll?.(null, { signal, now: 0 }))?.incoming).toHaveLength(1000);
    expect(api.calls).toHaveLength(10);
  });

  it('a token that may not read the history still sends: the account is not paused, and testing it says so', async () => {
    api.setFault({ kind: 'answer', ...graphError(10, 'Permission denied', 403) }, ({ path }) =>
      path.endsWith('history'),
    );
    expect(await failure(open().poll?.(null, { signal, now: 0 }))).toMatchObject({
      errorClass: 'temporary',
      retryAfter: 3_600_000,
    });
    expect((await open().verify({ signal })).detail).toContain('neither delivery nor reading is known');
    expect((await open().send?.(message(), calm()))?.state).toBe('sent');
  });
});

describe('templates', () => {
  it('are read page by page, each once, with their approval', async () => {
    api.setTemplates(
      [
        ...Array.from({ length: 60 }, (_, n) => ({
          name: `t${n}`,
          language: 'uk',
          status: ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'][n % 5],
          category: 'MARKETING',
          components: [{ type: 'BODY', text: 'Hi' }],
        })),
        {
          name: 't0',
          language: 'uk',
          status: 'APPROVED',
          category: 'MARKETING',
          components: [{ type: 'BODY', text: 'Hi' }],
        },
      ],
      25,
    );
    const list = await open().templates?.({ signal });
    expect(list).toHaveLength(60);
    expect(list?.slice(0, 5).map(({ state }) => state)).toEqual([
      'approved',
      'pending',
      'rejected',
      'paused',
      'rejected',
    ]);
  });

  it.each([
    [
      'a video',
      [
        { type: 'HEADER', format: 'VIDEO' },
        { type: 'BODY', text: 'Hi' },
      ],
    ],
    ['values by name', [{ type: 'BODY', text: 'Hi {{first_name}}' }]],
    ['a carousel', [{ type: 'BODY', text: 'Hi' }, { type: 'CAROUSEL' }]],
    [
      'a form',
      [
        { type: 'BODY', text: 'Hi' },
        { type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Open' }] },
      ],
    ],
  ])('one with %s is shown and cannot be sent', async (_what, components) => {
    api.setTemplates([{ name: 'odd', language: 'en', status: 'APPROVED', category: 'UTILITY', components }]);
    expect(await open().templates?.({ signal })).toMatchObject([{ name: 'odd', state: 'approved', usable: false }]);
  });
});
