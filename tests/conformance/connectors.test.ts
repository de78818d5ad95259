/**
 * Every folder under connectors/, found by itself. A folder brings `conformance.ts`, which plays its vendor on this
 * computer; see tests/kit/connector-loopback.ts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { formSchema, secretFields } from '../../flows/host/accounts.ts';
import {
  type Connector,
  type ConnectorClient,
  ConnectorError,
  type OutgoingMessage,
  type SendReceipt,
} from '../../flows/sdk/connector.ts';
import type { Conformance, Loopback, LoopbackFault } from '../kit/connector-loopback.ts';
import { keysOf, stringFaults, textAt, variablesOf } from './strings.ts';

const root = new URL(`../../${process.env.KASKAD_CONNECTORS ?? 'connectors'}/`, import.meta.url);
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/index.ts`, root)))
  .map((entry) => entry.name);
const languages = ['en', 'ru', 'uk'] as const;
const soundsSecret = /token|passw|secret|api_?key|credential/i;

it('there are connectors to check', () => {
  expect(folders.length).toBeGreaterThan(0);
});

describe.each(folders)('connectors/%s', (folder) => {
  let connector: Connector;
  let loopback: Loopback;
  const clients: ConnectorClient[] = [];
  /** Everything that went wrong, in full, and everything printed: no secret may be in it. */
  const said: string[] = [];
  let keys = 0;

  beforeAll(async () => {
    for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
      vi.spyOn(console, method).mockImplementation(
        (...words: unknown[]) => void said.push(inspect(words, { depth: 8 })),
      );
    }
    connector = ((await import(new URL(`${folder}/index.ts`, root).href)) as { connector: Connector }).connector;
    const module = (await import(new URL(`${folder}/conformance.ts`, root).href)) as { conformance: Conformance };
    loopback = await module.conformance.start();
  });
  afterEach(async () => {
    loopback.heal();
    for (const client of clients.splice(0)) await client.close?.();
  });
  afterAll(async () => {
    await loopback?.close();
    vi.restoreAllMocks();
  });

  const open = (config: Record<string, unknown> = loopback.config): ConnectorClient => {
    const client = connector.open(connector.config.parse(config));
    clients.push(client);
    return client;
  };
  const message = (over: Partial<OutgoingMessage> = {}): OutgoingMessage => {
    keys += 1;
    return {
      id: keys,
      key: `${keys}:conformance:1`,
      channel: loopback.channel,
      to: loopback.recipient,
      toName: null,
      parts: loopback.parts,
      buttons: [],
      ...over,
    };
  };
  const send = (
    client: ConnectorClient,
    what: OutgoingMessage,
    { signal = AbortSignal.timeout(10_000), handover = async () => {} } = {},
  ): Promise<SendReceipt> => {
    if (client.send === undefined) throw new Error('does not send');
    return client.send(what, { signal, handover });
  };
  const failureOf = async (work: Promise<unknown>): Promise<ConnectorError> => {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    said.push(inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error), String((error as Error)?.stack));
    if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${inspect(error)}`);
    expect(error.message.length).toBeGreaterThan(10);
    return error;
  };
  const operates = () => connector.operations !== undefined;
  const wishes = () =>
    (loopback.operations ?? []).flatMap(({ name, harmless, harmful }) =>
      [harmless, harmful].filter((input) => input !== null).map((input) => ({ name, input })),
    );
  const operate = (
    client: ConnectorClient,
    name: string,
    input: unknown,
    signal = AbortSignal.timeout(10_000),
  ): Promise<unknown> => {
    const operation = connector.operations?.[name];
    if (client.operate === undefined || operation === undefined) throw new Error(`does not do ${name}`);
    keys += 1;
    return client.operate(name, operation.input.parse(input), { key: `${keys}:conformance:1`, signal });
  };
  const sends = () => connector.capabilities.some((capability) => capability.startsWith('send.'));

  it('describes itself', () => {
    expect(connector.type).toBe(folder);
    expect(connector.capabilities.length).toBeGreaterThan(0);
    for (const capability of connector.capabilities)
      expect(capability).toMatch(/^(send|receive|sync|operations)(\.[a-z-]+)*$/);
    // With settings that lack something it can do less, never something else.
    if (connector.allowed !== undefined) {
      for (const capability of connector.allowed({})) expect(connector.capabilities).toContain(capability);
      expect([...connector.allowed(loopback.config)].sort()).toEqual([...connector.capabilities].sort());
    }
    expect(connector.limits.concurrency).toBeGreaterThan(0);
    if (connector.pollEvery !== null) expect(connector.pollEvery).toBeGreaterThanOrEqual(1000);
  });

  it('says of each operation that it can do it, and brings an example', () => {
    const names = Object.keys(connector.operations ?? {});
    const said = connector.capabilities.filter((capability) => capability.startsWith('operations.'));
    expect(said.sort()).toEqual(names.map((name) => `operations.${name}`).sort());
    expect((loopback.operations ?? []).map(({ name }) => name).sort()).toEqual(names.sort());
    if (names.length > 0) expect(open().operate).toBeTypeOf('function');
    for (const { name, harmless, harmful } of loopback.operations ?? []) {
      const operation = connector.operations?.[name];
      expect(operation?.input.safeParse({ unheardOf: 1 }).success, name).toBe(false);
      if (harmless !== null) expect(operation?.idempotent(operation.input.parse(harmless)), name).toBe(true);
      if (harmful !== null) expect(operation?.idempotent(operation.input.parse(harmful)), name).toBe(false);
    }
  });

  it('does its operations', async ({ skip }) => {
    if (!operates()) return skip('it has no operations');
    for (const { name, input } of wishes()) {
      const before = loopback.arrived();
      const value = await operate(open(), name, input);
      expect(JSON.parse(JSON.stringify(value ?? null)), name).toEqual(value ?? null);
      const kept = connector.operations?.[name]?.keep?.(value);
      expect(JSON.stringify(kept ?? null).length).toBeLessThan(20_000);
      if (before !== null) expect(loopback.arrived(), name).toBe(before + 1);
    }
  });

  it.each<LoopbackFault>(['rate-limited', 'temporary'])('classes %s of operations right', async (fault) => {
    if (!operates()) return;
    for (const { name, input } of wishes()) {
      const shown = loopback.fail(fault);
      // A failure that hangs on the recipient says nothing of operations.
      if (shown === null || shown.to !== undefined) return;
      const error = await failureOf(operate(open(), name, input));
      expect(error, name).toMatchObject({ errorClass: fault, mayHaveActed: false });
      if (shown.retryAfter !== undefined) expect(error.retryAfter).toBe(shown.retryAfter);
    }
  });

  it.each<LoopbackFault>(['cut-after-acting', 'hang-after-acting'])(
    '%s: the operation may have been done',
    async (fault) => {
      if (!operates()) return;
      for (const { name, harmful } of loopback.operations ?? []) {
        if (harmful === null || loopback.fail(fault) === null) continue;
        const error = await failureOf(operate(open(), name, harmful, AbortSignal.timeout(500)));
        expect(error, name).toMatchObject({ errorClass: 'unreachable', mayHaveActed: true });
      }
    },
  );

  it('does no operation with wrong credentials, or where nobody listens', async ({ skip }) => {
    if (!operates()) return skip('it has no operations');
    for (const { name, input } of wishes()) {
      if (loopback.wrongCredentials !== null)
        expect(await failureOf(operate(open(loopback.wrongCredentials), name, input)), name).toMatchObject({
          errorClass: 'bad-credentials',
          mayHaveActed: false,
        });
      if (loopback.nobodyThere !== null)
        expect(await failureOf(operate(open(loopback.nobodyThere), name, input)), name).toMatchObject({
          errorClass: 'unreachable',
          mayHaveActed: false,
        });
    }
  });

  it('has a flat form whose secrets are marked', () => {
    const { properties = {} } = formSchema(connector) as {
      properties?: Record<string, { type?: string; secret?: boolean }>;
    };
    for (const [name, field] of Object.entries(properties)) {
      expect(field.type, name).not.toBe('object');
      if (soundsSecret.test(name)) expect(field.secret, `${name} sounds secret`).toBe(true);
    }
    for (const field of secretFields(connector))
      expect(loopback.config[field], `${field} is planted`).toBeTypeOf('string');
    expect(connector.config.safeParse({ ...loopback.config, unheardOf: 1 }).success).toBe(false);
  });

  it('speaks English, Russian and Ukrainian', () => {
    const { properties = {} } = formSchema(connector) as { properties?: Record<string, { enum?: string[] }> };
    const strings = languages.map(
      (language) => JSON.parse(readFileSync(new URL(`${folder}/strings/${language}.json`, root), 'utf8')) as unknown,
    );
    for (const [index, language] of languages.entries()) {
      const own = strings[index];
      const faults = stringFaults(own, language);
      for (const path of ['name', 'description'])
        if (textAt(own, path) === undefined) faults.push(`${path} is missing`);
      for (const [name, field] of Object.entries(properties)) {
        for (const path of ['label', 'help', ...(field.enum ?? []).map((option) => `options.${option}`)]) {
          if (textAt(own, `fields.${name}.${path}`) === undefined)
            faults.push(`${language}: fields.${name}.${path} is missing`);
        }
      }
      expect(faults).toEqual([]);
      expect(keysOf(own)).toEqual(keysOf(strings[0]));
      expect(variablesOf(own)).toEqual(variablesOf(strings[0]));
      const fields = (own as { fields?: Record<string, unknown> }).fields ?? {};
      expect(Object.keys(fields).sort()).toEqual(Object.keys(properties).sort());
    }
  });

  it('believes no delivery that its vendor did not sign, or that is no delivery of its, and says how its webhook is set up', ({
    skip,
  }) => {
    const { hook } = connector;
    if (hook === undefined) return skip('it has no webhook');
    const { properties = {} } = formSchema(connector) as { properties?: Record<string, unknown> };
    if (hook.checkedBy !== null) expect(Object.keys(properties)).toContain(hook.checkedBy);
    for (const state of hook.receipts) expect(connector.receipts, 'comes without the webhook too').not.toContain(state);
    for (const language of languages) {
      const own = JSON.parse(readFileSync(new URL(`${folder}/strings/${language}.json`, root), 'utf8')) as unknown;
      for (const part of ['steps', 'without', 'needs', ...(hook.tell === undefined ? [] : ['tell'])])
        expect(textAt(own, `hook.${part}`), `${language}: hook.${part}`).toBeTypeOf('string');
    }
    const config = connector.config.parse(loopback.config);
    const context = { now: Date.now(), word: 'the-word' };
    for (const method of ['GET', 'POST'] as const) {
      for (const body of ['', '{}', '[]', 'MessageSid=SM1&MessageStatus=delivered', '\u0000']) {
        const delivery = {
          method,
          url: 'https://go.test/hooks/v/x',
          query: new URLSearchParams(),
          body: Buffer.from(body),
        };
        for (const signature of [null, '', 'sha256=', 'x'.repeat(64)]) {
          const result = hook.receive(config, { ...delivery, header: () => signature }, context);
          const reasons = hook.byAddress ? /^foreign$/ : /^(?:unsigned|old|unset)$/;
          expect(result).toEqual({ kind: 'refused', reason: expect.stringMatching(reasons) });
        }
      }
    }
  });

  it('proves right credentials', async () => {
    expect((await open().verify({ signal: AbortSignal.timeout(10_000) })).detail.length).toBeGreaterThan(5);
  });

  it('refuses wrong credentials as such', async ({ skip }) => {
    if (loopback.wrongCredentials === null) return skip('it has no credentials');
    const client = open(loopback.wrongCredentials);
    expect((await failureOf(client.verify({ signal: AbortSignal.timeout(10_000) }))).errorClass).toBe(
      'bad-credentials',
    );
    if (!sends()) return;
    const error = await failureOf(send(client, message()));
    expect(error).toMatchObject({ errorClass: 'bad-credentials', mayHaveActed: false });
  });

  it('takes files along, or leaves them out: a message with some arrives all the same', async ({ skip }) => {
    if (!sends()) return skip('it does not send');
    const before = loopback.arrived();
    const bytes = () => Buffer.from('PDF');
    await send(open(), message({ files: [{ name: 'a.pdf', type: 'application/pdf', shownAs: null, bytes }] }));
    if (before !== null) expect(loopback.arrived()).toBe(before + 1);
  });

  it('sends', async ({ skip }) => {
    if (!sends()) return skip('it does not send');
    const before = loopback.arrived();
    const receipt = await send(open(), message());
    expect(receipt.vendorId ?? 'none').toBeTypeOf('string');
    if (before !== null) expect(loopback.arrived()).toBe(before + 1);
  });

  it('does with a repeated key what it declares', async ({ skip }) => {
    if (!sends() || !connector.deduplicatesByKey)
      return skip('the vendor does not deduplicate, and the connector says so');
    const [client, before, same] = [open(), loopback.arrived(), message()];
    const [one, two] = [await send(client, same), await send(client, same)];
    expect(two.vendorId).toBe(one.vendorId);
    if (before !== null) expect(loopback.arrived()).toBe(before + 1);
  });

  it('hands over once, before anybody has the message, and not at all when refused', async ({ skip }) => {
    if (!sends() || !connector.marksHandover) return skip('it does not mark the handover, and says so');
    const before = loopback.arrived();
    const seen: (number | null)[] = [];
    await send(open(), message(), { handover: async () => void seen.push(loopback.arrived()) });
    expect(seen).toEqual([before]);
    const refused = send(open(), message(), { handover: () => Promise.reject(new Error('not now')) });
    await expect(refused).rejects.toThrow('not now');
    if (before !== null) expect(loopback.arrived()).toBe(before + 1);
  });

  it.each<LoopbackFault>(['rate-limited', 'temporary', 'blocked', 'unreachable-recipient'])(
    'classes %s right',
    async (fault) => {
      const shown = sends() ? loopback.fail(fault) : null;
      // A vendor that has no such failure: nothing to class.
      if (shown === null) return;
      const before = loopback.arrived();
      const error = await failureOf(send(open(), message(shown.to === undefined ? {} : { to: shown.to })));
      expect(error).toMatchObject({ errorClass: fault, mayHaveActed: false });
      if (shown.retryAfter !== undefined) expect(error.retryAfter).toBe(shown.retryAfter);
      expect(loopback.arrived()).toBe(before);
    },
  );

  it.each<LoopbackFault>(['cut-after-acting', 'hang-after-acting'])('%s: the vendor may have acted', async (fault) => {
    if (!sends() || loopback.fail(fault) === null) return;
    const error = await failureOf(send(open(), message(), { signal: AbortSignal.timeout(500) }));
    expect(error).toMatchObject({ errorClass: 'unreachable', mayHaveActed: true });
  });

  it('where nobody listens nothing was done', async ({ skip }) => {
    if (loopback.nobodyThere === null) return skip('it calls nobody');
    const client = open(loopback.nobodyThere);
    const signal = AbortSignal.timeout(10_000);
    const asked = { id: 1, vendorId: '1', to: loopback.recipient, channel: loopback.channel, sentAt: 0 };
    expect((await failureOf(client.verify({ signal }))).errorClass).toBe('unreachable');
    if (sends())
      expect(await failureOf(send(client, message()))).toMatchObject({
        errorClass: 'unreachable',
        mayHaveActed: false,
      });
    if (client.poll !== undefined)
      expect((await failureOf(client.poll(null, { signal, now: 0, open: () => [asked] }))).errorClass).toBe(
        'unreachable',
      );
  });

  it('polls from where it was, with a position that can be written down', async ({ skip }) => {
    const client = open();
    if (connector.pollEvery === null) return skip('there is nothing to poll');
    const context = { signal: AbortSignal.timeout(10_000), now: Date.now() };
    const first = await client.poll?.(null, context);
    const cursor: unknown = JSON.parse(JSON.stringify(first?.cursor ?? null));
    expect(cursor).toEqual(first?.cursor);
    const second = await client.poll?.(cursor, context);
    const ids = [...(first?.incoming ?? []), ...(second?.incoming ?? [])].map((notice) => notice.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('listens, and stops when it is told to, where it says that it can', async ({ skip }) => {
    const { pollEvery, pollWhileListening } = connector;
    if (pollWhileListening === undefined) {
      expect(open().listen).toBeUndefined();
      return skip('its vendor tells nothing');
    }
    expect(pollWhileListening).toBeGreaterThan(pollEvery ?? Number.POSITIVE_INFINITY);
    const listen = async (config: Record<string, unknown>, signal: AbortSignal, onListening = () => {}) => {
      const client = open(config);
      if (client.listen === undefined) throw new Error('does not listen');
      return client.listen({ signal, onListening, onNews: () => {} });
    };
    const stop = new AbortController();
    let over: Promise<string> = Promise.resolve('');
    await new Promise<void>((resolve, reject) => {
      over = listen(loopback.config, stop.signal, resolve);
      over.then(reject, reject);
    });
    stop.abort();
    expect(await over).toBe('ended');
    const soon = AbortSignal.timeout(10_000);
    if (loopback.wrongCredentials !== null)
      expect(await failureOf(listen(loopback.wrongCredentials, soon))).toMatchObject({ errorClass: 'bad-credentials' });
    if (loopback.nobodyThere !== null)
      expect(await failureOf(listen(loopback.nobodyThere, soon))).toMatchObject({ errorClass: 'unreachable' });
  });

  it('lets no secret out', () => {
    const planted = [loopback.config, loopback.wrongCredentials ?? {}].flatMap((config) =>
      secretFields(connector).map((field) => String(config[field])),
    );
    const everything = said.join('\n');
    for (const secret of planted) {
      expect(everything).not.toContain(secret);
      expect(everything).not.toContain(Buffer.from(secret).toString('base64'));
    }
  });
});
