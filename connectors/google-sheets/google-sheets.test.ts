import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { liveYear } from '../../tests/kit/crm-year.ts';
import { type Cell, type FakeSheets, startFakeSheets } from '../../tests/kit/fake-sheets.ts';
import { connector } from './index.ts';
import { letters } from './write.ts';

let sheets: FakeSheets;
beforeEach(async () => {
  sheets = await startFakeSheets();
});
afterEach(async () => {
  expect(sheets.faults).toEqual([]);
  expect(sheets.tooMany()).toBe(0);
  await sheets.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (more: object = {}): Client => {
  const { baseUrl, serviceAccount, spreadsheet } = sheets;
  return connector.open(connector.config.parse({ baseUrl, serviceAccount, spreadsheet, ...more })) as Client;
};
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});
async function look(client: Client, from: unknown = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await client.sync.pull('contact', cursor, { signal, now: sheets.now(), since: null });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}
const people: Cell[][] = [
  ['Customer ID', 'First name', 'E-mail', 'Phone', 'City', 'Points', 'Member'],
  [7, 'Anna', 'anna@example.com', 380501112233, 'Kyiv', 250.5, true],
  [8, 'Boris', '', '+380671112233'],
  [],
  ['', 'Nobody'],
  [7, 'Twice', 'twice@example.com'],
];

describe('what comes in', () => {
  it('people by the names of columns, numbers as numbers; who is known by nothing or stands twice is left out', async () => {
    sheets.setNow(Date.UTC(2026, 0, 5));
    sheets.tabs.set("Anna's customers", structuredClone(people));
    sheets.tabs.set('Other', [['x']]);
    const client = open();
    const { records } = await look(client);
    expect(records).toEqual([
      {
        kind: 'contact',
        id: '7',
        updatedAt: Date.UTC(2026, 0, 5),
        createdAt: null,
        deleted: false,
        title: null,
        person: { firstName: 'Anna', lastName: null, emails: ['anna@example.com'], phones: ['380501112233'] },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: { 'Customer ID': '7', City: 'Kyiv', Points: 250.5, Member: true },
      },
      expect.objectContaining({
        id: '8',
        person: { firstName: 'Boris', lastName: null, emails: [], phones: ['+380671112233'] },
      }),
    ]);
    expect(
      (await client.sync.fields('contact', { signal })).map(({ name, type, writable }) => [name, type, writable]),
    ).toEqual([
      ['Customer ID', 'text', false],
      ['City', 'text', true],
      ['Points', 'number', true],
      ['Member', 'boolean', true],
    ]);
    expect((await client.sync.get('contact', ['8', '99'], { signal })).map(({ id }) => id)).toEqual(['8']);
    expect((await client.sync.newest('contact', 1, { signal })).map(({ id }) => id)).toEqual(['8']);
  });

  it('later only what changed, also after rows were sorted', async () => {
    const rows: Cell[][] = [
      ['email', 'city'],
      ['a@x.com', 'Kyiv'],
      ['b@x.com', 'Lviv'],
      ['c@x.com', 'Odesa'],
    ];
    sheets.tabs.set('S', rows);
    const first = await look(open());
    expect(first.records).toHaveLength(3);
    expect((await look(open(), first.cursor)).records).toEqual([]);
    sheets.tabs.set('S', [rows[0]!, rows[3]!, ['b@x.com', 'Rivne'], rows[1]!, ['d@x.com', '']]);
    const second = await look(open(), first.cursor);
    expect(second.records.map(({ id }) => id)).toEqual(['b@x.com', 'd@x.com']);
    expect((await look(open(), second.cursor)).records).toEqual([]);
  });

  it('a year in small: whatever fails meanwhile, in the end it is what the sheet says', async () => {
    const rows: Cell[][] = [['email', 'city']];
    sheets.tabs.set('S', rows);
    const { taken, interrupted } = await liveYear({
      open: () => open(),
      kinds: ['contact'],
      begin: Date.UTC(2026, 0, 1),
      setNow: sheets.setNow,
      fail: (fault) => sheets.fail(fault),
      tooMany: {
        kind: 'reply',
        reply: { status: 429, body: { error: { code: 429, message: 'Quota', status: 'RESOURCE_EXHAUSTED' } } },
      },
      looks: 6,
      seed: 11,
      work(random) {
        const what = random();
        const row = rows[1 + Math.floor(random() * (rows.length - 1))];
        if (row === undefined || what < 0.5)
          for (let n = 0; n < 30; n++) rows.push([`p${rows.length}@x.com`, `C${Math.floor(random() * 9)}`]);
        else if (what < 0.9) row[1] = `C${Math.floor(random() * 100)}`;
        else rows.splice(1, rows.length - 1, ...rows.slice(1).sort(() => random() - 0.5));
      },
    });
    expect(interrupted.failed + interrupted.lost).toBeGreaterThan(1);
    expect(rows.length).toBeGreaterThan(1000);
    const found = [...(taken.get('contact')?.values() ?? [])].map(({ id, values }) => [id, values.city]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(rows.slice(1)));
  }, 90_000);
});

describe('what is written', () => {
  it('a person into their row, found by number, e-mail or phone; what stands there stays; texts stay texts', async () => {
    const rows = structuredClone(people);
    sheets.tabs.set('S', rows);
    const client = open();
    const input = { email: 'ANNA@example.com', firstName: 'Other', phone: '+1', values: { City: '=1+1', Points: 3 } };
    expect(await client.operate('crm.save-contact', input, context())).toEqual({
      kind: 'contact',
      id: '7',
      created: false,
    });
    expect(rows[1]).toEqual([7, 'Anna', 'anna@example.com', 380501112233, '=1+1', 3, true]);
    const byPhone = await client.operate(
      'crm.save-contact',
      { phone: '380671112233', email: 'b@example.com' },
      context(),
    );
    expect(byPhone).toEqual({ kind: 'contact', id: '8', created: false });
    expect(rows[2]).toEqual([8, 'Boris', 'b@example.com', '+380671112233']);
    await client.operate(
      'crm.save-contact',
      { email: 'x@example.com', values: { City: 'Lviv' } },
      context({ contact: ['8'] }),
    );
    expect(rows[2]?.[4]).toBe('Lviv');
    const before = sheets.writes();
    await client.operate('crm.save-contact', { record: '8', email: 'y@example.com' }, context());
    expect(sheets.writes()).toBe(before);
    await expect(client.operate('crm.save-contact', { record: '99' }, context())).rejects.toThrow('no row of "99"');
    await expect(
      client.operate('crm.save-contact', { record: '8', values: { 'Customer ID': '1' } }, context()),
    ).rejects.toThrow('can be set');
  });

  it('a new one into a new row, which the next look finds', async () => {
    sheets.tabs.set('S', structuredClone(people));
    const client = open();
    const { cursor } = await look(client);
    const made = await client.operate(
      'crm.save-contact',
      { email: 'New@example.com', firstName: 'New', values: { City: 'Dnipro' } },
      context(),
    );
    expect(made).toEqual({ kind: 'contact', id: 'new@example.com', created: true });
    expect(sheets.tabs.get('S')?.at(-1)).toEqual(['', 'New', 'New@example.com', '', 'Dnipro', '', '']);
    expect((await look(client, cursor)).records.map(({ id }) => id)).toEqual(['new@example.com']);
  });

  it('names columns as sheets do', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(letters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });
});

describe('limits and refusals', () => {
  it('one token serves until it is refused; then another is asked for, once', async () => {
    sheets.tabs.set('S', [['email'], ['a@x.com']]);
    const client = open();
    await look(client);
    await client.verify({ signal });
    expect(sheets.issued()).toBe(1);
    sheets.takeBack();
    await client.verify({ signal });
    expect(sheets.issued()).toBe(2);
    sheets.fail(
      {
        kind: 'reply',
        reply: { status: 401, body: { error: { code: 401, message: 'no', status: 'UNAUTHENTICATED' } } },
      },
      ({ path }) => path !== '/token',
    );
    await expect(client.verify({ signal })).rejects.toMatchObject({ errorClass: 'bad-credentials' });
    expect(sheets.issued()).toBe(3);
  });

  it.each([
    [400, 'bad-request', null],
    [403, 'bad-credentials', null],
    [404, 'bad-request', null],
    [429, 'rate-limited', 60_000],
    [500, 'temporary', null],
  ] as const)('HTTP %d is %s', async (status, errorClass, retryAfter) => {
    const error = { code: status, message: 'said with ya29.planted-access-token-1', status: 'X' };
    sheets.fail({ kind: 'reply', reply: { status, body: { error } } }, ({ path }) => path !== '/token');
    const thrown: unknown = await open()
      .sync.fields('contact', { signal })
      .catch((reason: unknown) => reason);
    expect(thrown).toBeInstanceOf(ConnectorError);
    expect(thrown).toMatchObject({ errorClass, retryAfter, mayHaveActed: false });
    expect((thrown as Error).message).not.toContain('planted-access-token');
  });

  it('says with whom to share the table, which sheets and columns there are, and that a file is no key', async () => {
    sheets.tabs.set('S', [['email'], ['a@x.com']]);
    await expect(open({ tab: 'Gone' }).verify({ signal })).rejects.toThrow('It has: S.');
    await expect(open({ idColumn: 'Gone' }).verify({ signal })).rejects.toThrow('There are: email.');
    sheets.share(false);
    await expect(open().verify({ signal })).rejects.toThrow('kaskad@planted.iam.gserviceaccount.com');
    const parse = (over: object) =>
      connector.config.safeParse({
        serviceAccount: sheets.serviceAccount,
        spreadsheet: '1planted_spreadsheet_id',
        ...over,
      });
    for (const serviceAccount of ['{"type":"authorized_user"}', 'no JSON at all'])
      await expect(open({ serviceAccount }).verify({ signal })).rejects.toThrow('not the key of a service account');
    expect(parse({ spreadsheet: 'https://docs.google.com/spreadsheets/d/1abcdefghij_-/edit#gid=0' }).success).toBe(
      true,
    );
    expect(parse({ spreadsheet: 'https://example.com/spreadsheets/d/1abcdefghij' }).success).toBe(false);
  });

  it('reads every documented answer', async () => {
    const path = '/v4/spreadsheets/x/values/y';
    const found = sheets.spec.examples('GET', path, 200);
    expect(found.length).toBeGreaterThan(0);
    for (const [, body] of found) {
      expect(sheets.spec.problemOfAnswer('GET', path, 200, body)).toBe(null);
      sheets.tabs.set('S', (body as { values: Cell[][] }).values);
      expect((await look(open())).records).toHaveLength((body as { values: Cell[][] }).values.length - 1);
    }
  });
});
