import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeGenesys, refused, startFakeGenesys } from '../../tests/kit/fake-genesys.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { connector } from './index.ts';
import { genesysOperations } from './operations.ts';
import { addressesOf, regions } from './regions.ts';

// How fast calls come is tried by itself: here it is noted.
const paces = vi.hoisted((): { login: string; perSecond: number }[] => []);
vi.mock('../pace.ts', () => ({
  paceOf: (login: string, { perSecond }: { perSecond: number }) => ({
    turn: async () => void paces.push({ login, perSecond }),
    hold: () => {},
  }),
}));

let genesys: FakeGenesys;
beforeEach(async () => {
  genesys = await startFakeGenesys();
});
afterEach(async () => {
  expect(genesys.faults).toEqual([]);
  await genesys.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (): Client => connector.open(connector.config.parse(genesys.config)) as Client;
const context = (contact?: string) => ({
  key: 'k',
  signal,
  records: (kind: string) => (kind === 'contact' && contact !== undefined ? [contact] : []),
});
const at = Date.UTC(2026, 0, 5, 10);

async function look(from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  let pages = 0;
  for (let more = true; more; pages++) {
    // Another process: nothing is known but the position.
    const page = await open().sync.pull('contact', cursor, { signal, now: genesys.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor, pages, ids: new Set(records.map(({ id }) => id)) };
}
const failureOf = async (work: Promise<unknown>): Promise<ConnectorError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConnectorError)) throw new Error(`expected a ConnectorError, got ${String(error)}`);
  return error;
};

describe('what comes in', () => {
  it('a contact with all its addresses, its own fields and those of the account', async () => {
    genesys.setNow(at);
    const anna = genesys.add({
      firstName: 'Anna',
      lastName: 'Petrova',
      title: 'Baker',
      personalEmail: 'anna@example.com',
      workEmail: 'anna@bakery.example',
      workPhone: { display: '(044) 111 22 33' },
      cellPhone: { display: '+380 50 111 22 33' },
      address: { address1: 'Main street 1', city: 'Kyiv', postalCode: '01001', countryCode: 'UA' },
      surveyOptOut: true,
      customFields: { level_text: 'gold', visits_integer: 3, vip_checkbox: false, unknown: 'x' },
    });
    expect((await look()).records).toEqual([
      {
        kind: 'contact',
        id: anna.id,
        createdAt: at,
        updatedAt: at,
        deleted: false,
        title: null,
        person: {
          firstName: 'Anna',
          lastName: 'Petrova',
          emails: ['anna@bakery.example', 'anna@example.com'],
          phones: ['+380501112233', '(044) 111 22 33'],
        },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: {
          title: 'Baker',
          street: 'Main street 1',
          city: 'Kyiv',
          postalCode: '01001',
          country: 'UA',
          surveyOptOut: true,
          'custom.level_text': 'gold',
          'custom.visits_integer': 3,
          'custom.vip_checkbox': false,
        },
      },
    ]);
  });

  it('page by page, none left out, whether or not the last page has a position behind it', async () => {
    genesys.setNow(at);
    for (let n = 0; n < 401; n++) genesys.add({ firstName: `N${n}` });
    const first = await look();
    expect([first.pages, first.ids.size]).toEqual([3, 401]);
    genesys.positionBehindLast();
    const again = await look();
    expect([again.pages, again.ids.size]).toEqual([4, 401]);
  });

  it('afterwards only what changed since the scan before began', async () => {
    genesys.setNow(at);
    const [anna, olha] = [genesys.add({ firstName: 'Anna' }), genesys.add({ firstName: 'Olha' })];
    genesys.setNow(at + 3_600_000);
    const { cursor } = await look();
    genesys.setNow(at + 7_200_000);
    genesys.change(olha, { lastName: 'Koval' });
    const later = await look(cursor);
    expect(later.ids).toEqual(new Set([olha.id]));
    expect((await look(null, at + 1_000)).ids).toEqual(new Set([olha.id]));
    expect((await look()).ids).toEqual(new Set([anna.id, olha.id]));
  });

  it('begins the scan anew where its position ended, by the clock or by the vendor’s word', async () => {
    genesys.setNow(at);
    for (let n = 0; n < 250; n++) genesys.add({ firstName: `N${n}` });
    const first = await open().sync.pull('contact', null, { signal, now: at, since: null });
    expect(first.more).toBe(true);
    genesys.setNow(at + 25 * 3_600_000);
    expect((await look(first.cursor)).ids.size).toBe(250);
    // This computer's clock stood still meanwhile: the vendor refuses the position.
    const told = await open().sync.pull('contact', first.cursor, { signal, now: at + 1, since: null });
    expect(told.records).toHaveLength(200);
  });

  it('nobody who is known by nothing, and nobody twice who was merged into another', async () => {
    const anna = genesys.add({ firstName: 'Anna' });
    genesys.add({ type: 'Ephemeral' });
    genesys.add({ firstName: 'Ann', canonicalContact: { id: anna.id } });
    genesys.add({ firstName: 'Ania', mergedTo: { id: anna.id } });
    genesys.change(anna, { canonicalContact: { id: anna.id } });
    expect((await look()).ids).toEqual(new Set([anna.id]));
  });

  it('without the permission for the account’s own fields all else', async () => {
    genesys.hideSchemas();
    genesys.add({ firstName: 'Anna', title: 'Baker', customFields: { level_text: 'gold' } });
    expect((await look()).records[0]?.values).toEqual({ title: 'Baker' });
    expect((await open().sync.fields('contact', { signal })).map(({ name }) => name)).not.toContain(
      'custom.level_text',
    );
  });
});

describe('what is written', () => {
  it('finds the person by what is known, by e-mail, by phone, and adds only what the record lacks', async () => {
    const anna = genesys.add({
      firstName: 'Anna',
      workEmail: 'anna@example.com',
      cellPhone: { display: '+380501112233' },
    });
    const client = open();
    const save = (input: Record<string, unknown>, known?: string) =>
      client.operate('crm.save-contact', input, context(known));
    expect(await save({ email: 'ANNA@example.com', firstName: 'Ann', lastName: 'Petrova' })).toEqual({
      kind: 'contact',
      id: anna.id,
      created: false,
    });
    expect(anna).toMatchObject({ firstName: 'Anna', lastName: 'Petrova', workEmail: 'anna@example.com' });
    await save({ phone: '+380501112233', email: 'anna@home.example', values: { city: 'Kyiv', title: '' } });
    expect(anna).toMatchObject({ personalEmail: 'anna@home.example', address: { city: 'Kyiv' } });
    await save({ email: 'other@example.com', phone: '+380441112233' }, anna.id);
    expect(anna).toMatchObject({ otherEmail: 'other@example.com', workPhone: { e164: '+380441112233' } });
    // No place is left: what is there stays.
    await save({ record: anna.id, email: 'fourth@example.com' });
    expect(JSON.stringify(anna)).not.toContain('fourth@example.com');
    expect(genesys.contacts.size).toBe(1);
  });

  it('makes who is not there, also where the record that was known is gone', async () => {
    const gone = genesys.add({ firstName: 'Anna' });
    genesys.remove(gone);
    const input = { email: 'anna@example.com', phone: '+380501112233', firstName: 'Anna', values: { city: 'Kyiv' } };
    const made = (await open().operate('crm.save-contact', input, context(gone.id))) as { id: string };
    expect(made).toMatchObject({ kind: 'contact', created: true });
    expect(genesys.contacts.get(made.id)).toMatchObject({
      firstName: 'Anna',
      workEmail: 'anna@example.com',
      cellPhone: { e164: '+380501112233' },
      address: { city: 'Kyiv' },
    });
    expect(await failureOf(open().operate('crm.save-contact', { ...input, record: gone.id }, context()))).toMatchObject(
      {
        errorClass: 'bad-request',
      },
    );
    expect(
      (await failureOf(open().operate('crm.save-contact', { ...input, values: { level: 'x' } }, context()))).message,
    ).toContain('"level"');
  });

  it('leaves a note on the person: there are no deals to choose', async () => {
    const anna = genesys.add({ firstName: 'Anna' });
    const note = { about: 'contact', text: 'Wants a call' };
    expect(await open().operate('crm.add-note', note, context(anna.id))).toEqual({
      kind: 'note',
      id: 'note-1',
      created: true,
    });
    expect(genesys.notes).toEqual([{ contact: anna.id, noteText: 'Wants a call' }]);
    expect((await failureOf(open().operate('crm.add-note', note, context()))).errorClass).toBe('bad-request');
    const { input } = genesysOperations['crm.add-note'];
    expect([note, { ...note, about: 'deal' }].map((one) => input.safeParse(one).success)).toEqual([true, false]);
  });

  it('asks a queue to call back, and puts a row onto a list', async () => {
    const call = {
      queue: 'q1',
      phone: '+380501112233',
      name: 'Anna',
      at,
      country: 'UA',
      script: 's1',
      data: { order: 42 },
    };
    expect(await open().operate('genesys.create-callback', call, context())).toEqual({ id: 'conversation-1' });
    expect(genesys.callbacks).toEqual([
      {
        queueId: 'q1',
        callbackNumbers: ['+380501112233'],
        callbackUserName: 'Anna',
        callbackScheduledTime: '2026-01-05T10:00:00.000Z',
        countryCode: 'UA',
        scriptId: 's1',
        data: { order: '42' },
      },
    ]);
    const row = { list: 'l1', row: { Phone: '+380501112233', Sum: 7 }, first: true };
    expect(await open().operate('genesys.add-to-list', row, context())).toEqual({ id: 'row-1' });
    expect(genesys.rows).toEqual([
      { contactListId: 'l1', data: { Phone: '+380501112233', Sum: '7' }, callable: true, priority: 'true' },
    ]);
    const nowhere = open().operate('genesys.add-to-list', { ...row, list: 'no-such-list' }, context());
    expect(await failureOf(nowhere)).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
  });

  it('lets nobody onto a calling list who has not agreed to calls: the operation says whom it reaches', () => {
    const reaching = Object.entries(connector.operations ?? {}).filter(([, { reaches }]) => reaches !== undefined);
    expect(reaching.map(([name, { reaches }]) => [name, reaches])).toEqual([
      ['genesys.add-to-list', { channel: 'phone-call', topic: 'marketing' }],
    ]);
  });
});

describe('the login', () => {
  it('one token serves until it ends or is refused; then another is asked for, once', async () => {
    const client = open();
    for (let n = 0; n < 3; n++) await client.verify({ signal });
    expect(genesys.issued()).toBe(1);
    genesys.takeTokensBack();
    await client.verify({ signal });
    expect(genesys.issued()).toBe(2);
    genesys.fail(
      { kind: 'reply', reply: refused(401, 'bad.credentials', 'Invalid login credentials.') },
      ({ path }) => path !== '/oauth/token',
    );
    const error = await failureOf(client.verify({ signal }));
    expect(error.errorClass).toBe('bad-credentials');
    expect(genesys.issued()).toBe(3);
    genesys.fail(null);
    // Ends within the minute in which it would not be used.
    genesys.setLifetime(30);
    const short = open();
    await short.verify({ signal });
    await short.verify({ signal });
    expect(genesys.issued()).toBe(5);
  });

  it('who asks at the same time waits for the same token', async () => {
    const client = open();
    await Promise.all([1, 2, 3].map(() => client.verify({ signal })));
    expect(genesys.issued()).toBe(1);
  });

  it('says whose it is, and what is wrong with it', async () => {
    expect((await open().verify({ signal })).detail).toContain('Pizza Shop');
    const wrong = connector.open(connector.config.parse({ ...genesys.config, clientSecret: 'planted-other-secret' }));
    const error = await failureOf(wrong.verify({ signal }));
    expect(error).toMatchObject({ errorClass: 'bad-credentials', mayHaveActed: false });
    expect(error.message).toContain('region');
    expect(error.message).not.toContain('planted-other-secret');
  });

  it('asks at the addresses of the region, and of one that is not in the list', () => {
    expect(addressesOf({ region: 'eu-central-1' })).toEqual({
      login: 'https://login.mypurecloud.de',
      api: 'https://api.mypurecloud.de',
    });
    expect(addressesOf({ region: 'other', domain: 'new1.pure.cloud' }).api).toBe('https://api.new1.pure.cloud');
    expect(new Set(regions.map((region) => addressesOf({ region }).api)).size).toBe(regions.length);
    const other = { ...genesys.config, region: 'other', baseUrl: undefined };
    expect(connector.config.safeParse(other).success).toBe(false);
    expect(connector.config.safeParse({ ...other, domain: 'new1.pure.cloud' }).success).toBe(true);
    expect(connector.config.safeParse({ ...other, domain: 'https://x.example/' }).success).toBe(false);
  });
});

describe('refusals', () => {
  it('are sorted, and let no secret out', async () => {
    const client = open();
    const reply = (status: number, headers: Record<string, string> = {}) => {
      const said = refused(status, 'some.code', 'said with planted-genesys-token-1');
      genesys.fail({ kind: 'reply', reply: { ...said, headers } }, ({ path }) => path !== '/oauth/token');
      return failureOf(client.operate('genesys.create-callback', { queue: 'q', phone: '+380501112233' }, context()));
    };
    expect(await reply(403)).toMatchObject({ errorClass: 'bad-credentials', mayHaveActed: false });
    expect(await reply(400)).toMatchObject({ errorClass: 'bad-request', mayHaveActed: false });
    expect(await reply(409)).toMatchObject({ errorClass: 'bad-request' });
    expect(await reply(500)).toMatchObject({ errorClass: 'temporary', mayHaveActed: true });
    expect(await reply(503)).toMatchObject({ errorClass: 'temporary', mayHaveActed: false });
    expect(await reply(429, { 'retry-after': '7' })).toMatchObject({ errorClass: 'rate-limited', retryAfter: 7_000 });
    expect(await reply(429, { 'inin-ratelimit-reset': '9' })).toMatchObject({ retryAfter: 9_000 });
    expect(await reply(429)).toMatchObject({ retryAfter: 60_000 });
    const first = await reply(400);
    expect(first.message).toContain('some.code');
    expect(first.message).not.toContain('planted-genesys-token');
    genesys.fail(garbage(200), ({ path }) => path !== '/oauth/token');
    expect(await failureOf(open().verify({ signal }))).toMatchObject({ errorClass: 'temporary' });
  });

  it('keeps below what a token may ask in a minute', async () => {
    paces.length = 0;
    await open().verify({ signal });
    expect(paces.length).toBe(1);
    expect((paces[0]?.perSecond ?? 0) * 60).toBeLessThanOrEqual(180);
    expect(paces[0]?.login).not.toContain('secret');
  });
});
