import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ConnectorClient, ConnectorError } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { type FakeAmoCrm, startFakeAmoCrm } from '../../tests/kit/fake-amocrm.ts';
import { connector } from './index.ts';

let amo: FakeAmoCrm;
beforeEach(async () => {
  // Limits have a test of their own.
  amo = await startFakeAmoCrm({ limit: { perSecond: 1000, burst: 1000 } });
});
afterEach(async () => {
  expect(amo.faults).toEqual([]);
  await amo.close();
});

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync' | 'operate'>>;
const open = (): Client => connector.open(connector.config.parse({ address: amo.baseUrl, token: amo.token })) as Client;
const context = (records: Partial<Record<string, string[]>> = {}) => ({
  key: 'k',
  signal,
  records: (kind: string) => records[kind] ?? [],
});

async function look(client: Client, kind: 'contact' | 'deal', from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  for (let more = true; more; ) {
    const page = await client.sync.pull(kind, cursor, { signal, now: amo.now(), since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor };
}
const ids = (records: readonly SyncRecord[]): number => new Set(records.map(({ id }) => id)).size;

describe('what comes in', () => {
  it('a contact with names, addresses, fields and tags; a lead as a deal with stage, sum and whom it is about', async () => {
    amo.setNow(Date.UTC(2026, 0, 5, 10));
    const anna = amo.add('contacts', {
      name: 'Anna Petrova',
      first_name: 'Anna',
      last_name: 'Petrova',
      custom_fields_values: [
        {
          field_code: 'PHONE',
          values: [
            { value: '+380501112233', enum_code: 'WORK' },
            { value: '+380671112233', enum_code: 'MOB' },
          ],
        },
        { field_id: 101, values: [{ value: 'Kyiv' }] },
        { field_id: 102, values: [{ value: '250' }] },
        { field_id: 103, values: [{ value: 631152000 }] },
        { field_id: 104, values: [{ value: { name: 'Shop', vat_id: '1' } }] },
      ],
      _embedded: { tags: [{ name: 'vip' }] },
    });
    amo.person('Boris');
    const client = open();
    const [first, second] = (await look(client, 'contact')).records;
    expect(first).toMatchObject({
      id: String(anna.id),
      updatedAt: Date.UTC(2026, 0, 5, 10),
      person: { firstName: 'Anna', lastName: 'Petrova', emails: [], phones: ['+380501112233', '+380671112233'] },
      values: { cf_101: 'Kyiv', cf_102: 250, cf_103: '1990-01-01', tags: ['vip'] },
    });
    expect(first?.values).not.toHaveProperty('cf_104');
    expect(second?.person).toEqual({ firstName: 'Boris', lastName: null, emails: [], phones: [] });
    amo.add('leads', {
      name: 'Order 42',
      price: 1500,
      status_id: 142,
      _embedded: { contacts: [{ id: 9 }, { id: anna.id, is_main: true }] },
    });
    expect((await look(client, 'deal')).records[0]).toMatchObject({
      title: 'Order 42',
      contacts: [String(anna.id), '9'],
      stage: { id: '142', name: 'Won' },
      outcome: 'won',
      amount: { value: 1500, currency: 'UAH' },
    });
  });

  it('an empty account answers nothing at all', async () => {
    expect((await look(open(), 'contact')).records).toEqual([]);
  });

  it('more of one second than a page holds: all of them, whatever moves meanwhile', async () => {
    amo.setNow(Date.UTC(2026, 0, 5));
    for (let n = 0; n < 900; n++) amo.person(`N${n}`);
    amo.setNow(Date.UTC(2026, 0, 5, 1));
    let turns = 0;
    amo.setMeanwhile(() => {
      // The first ones change, and everybody behind them moves up.
      const some = [...amo.contacts.values()].slice(turns * 40, turns * 40 + 40);
      if (turns++ < 5) for (const one of some) amo.change(one, { name: 'Moved' });
    });
    const { records, cursor } = await look(open(), 'contact');
    expect(ids(records)).toBe(900);
    amo.setMeanwhile(null);
    amo.setNow(Date.UTC(2026, 0, 6));
    const after = await look(open(), 'contact', cursor);
    expect((await look(open(), 'contact', after.cursor)).records).toEqual([]);
  });

  it('after that only what changed, with an overlap; leads that were deleted are told', async () => {
    amo.setNow(Date.UTC(2026, 0, 5));
    const one = amo.add('leads', { name: 'One' });
    const two = amo.add('leads', { name: 'Two' });
    const client = open();
    const first = await look(client, 'deal');
    expect(first.records).toHaveLength(2);
    amo.setNow(Date.UTC(2026, 0, 6));
    amo.remove(one);
    amo.change(two, { status_id: 101 });
    const second = await look(client, 'deal', first.cursor);
    expect(second.records.map(({ title, deleted, stage }) => [title, deleted, stage?.name])).toEqual([
      ['Two', false, 'Offer'],
      [null, true, undefined],
    ]);
    amo.setNow(Date.UTC(2026, 0, 7));
    const third = await look(client, 'deal', second.cursor);
    expect((await look(client, 'deal', third.cursor)).records).toEqual([]);
  });

  it('nothing from before the day that was asked for; single ones; the newest; fields and stages', async () => {
    amo.setNow(Date.UTC(2025, 0, 1));
    const old = amo.person('Old');
    amo.setNow(Date.UTC(2026, 0, 1));
    amo.person('New');
    const client = open();
    const { records } = await look(client, 'contact', null, Date.UTC(2025, 6, 1));
    expect(records.map(({ person }) => person?.firstName)).toEqual(['New']);
    expect((await client.sync.get('contact', [String(old.id), '99', 'x'], { signal })).map(({ id }) => id)).toEqual([
      String(old.id),
    ]);
    expect((await client.sync.newest('contact', 1, { signal }))[0]?.person?.firstName).toBe('New');
    expect((await client.sync.fields('contact', { signal })).map(({ label, type }) => [label, type])).toEqual([
      ['Tags', 'list'],
      ['City', 'text'],
      ['Points', 'number'],
      ['Born', 'date'],
    ]);
    const [pipeline] = await client.sync.pipelines('deal', { signal });
    expect(pipeline?.stages.at(-1)).toEqual({ id: '143', name: 'Lost', outcome: 'lost' });
  });
});

describe('what is written', () => {
  it('a contact is found by its own address before one is made; its other phones stay', async () => {
    amo.person('Wrong', { email: 'anna@example.com.ua', phone: '+380501112233' });
    const anna = amo.person('Anna', { email: 'anna@example.com', phone: '+380501110000' });
    const client = open();
    const saved = await client.operate(
      'crm.save-contact',
      { email: 'ANNA@example.com', phone: '+380671112233', firstName: 'Other', values: { cf_101: 'Lviv' } },
      context(),
    );
    expect(saved).toEqual({ kind: 'contact', id: String(anna.id), created: false });
    const phones = (anna.custom_fields_values as { field_code: string; values: unknown[] }[]).find(
      (one) => one.field_code === 'PHONE',
    );
    expect(phones?.values).toEqual([
      { value: '+380501110000', enum_code: 'WORK' },
      { value: '+380671112233', enum_code: 'WORK' },
    ]);
    expect(anna.first_name).toBe('Anna');
    expect(await client.operate('crm.save-contact', { email: 'b@example.com' }, context())).toMatchObject({
      created: true,
    });
  });

  it('a lead of the contact, its stage, a task and a note', async () => {
    const { id } = amo.person('Anna');
    const client = open();
    const deal = await client.operate(
      'crm.create-deal',
      { title: 'Order 42', amount: 1500.4 },
      context({ contact: [String(id)] }),
    );
    expect(deal).toMatchObject({ created: true, stage: '100', outcome: 'open' });
    const lead = String((deal as { id: string }).id);
    expect(amo.leads.get(Number(lead))).toMatchObject({ price: 1500, _embedded: { contacts: [{ id }] } });
    expect(await client.operate('crm.move-deal', { stage: '142' }, context({ deal: [lead] }))).toMatchObject({
      outcome: 'won',
    });
    expect(amo.leads.get(Number(lead))?.status_id).toBe(142);
    await client.operate(
      'crm.add-task',
      { about: 'deal', text: 'Call', dueAt: 1_790_000_000_000 },
      context({ deal: [lead] }),
    );
    expect(amo.tasks).toEqual([
      { text: 'Call', complete_till: 1_790_000_000, entity_id: Number(lead), entity_type: 'leads', task_type_id: 1 },
    ]);
    await client.operate('crm.add-note', { about: 'contact', text: 'Hello' }, context({ contact: [String(id)] }));
    expect(amo.notes).toEqual([{ place: 'contacts', id, note_type: 'common', params: { text: 'Hello' } }]);
    expect(amo.writes()).toBe(4);
  });
});

describe('limits and refusals', () => {
  it('[K9] never more requests than amoCRM takes, whoever asks', async () => {
    const strict = await startFakeAmoCrm();
    const client = () =>
      connector.open(connector.config.parse({ address: strict.baseUrl, token: strict.token })) as Client;
    await Promise.all(Array.from({ length: 16 }, () => client().verify({ signal })));
    expect(strict.tooMany()).toBe(0);
    await strict.close();
  });

  it.each([
    [401, 'bad-credentials'],
    [402, 'bad-credentials'],
    [403, 'bad-credentials'],
    [404, 'bad-request'],
    [429, 'rate-limited'],
    [504, 'temporary'],
  ] as const)('HTTP %d is %s', async (status, errorClass) => {
    const body = { title: 'No', status, detail: `said with ${amo.token}` };
    amo.fail({ kind: 'reply', reply: { status, body } });
    const error = await open()
      .sync.fields('contact', { signal })
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectorError);
    expect(error).toMatchObject({ errorClass, mayHaveActed: false });
    expect((error as Error).message).not.toContain(amo.token);
  });

  it('says what a refused field was', async () => {
    const errors = [{ code: 'NotSupportedChoice', path: 'custom_fields_values.0.field_id', detail: 'No such field' }];
    amo.fail({
      kind: 'reply',
      reply: {
        status: 400,
        body: { title: 'Bad Request', status: 400, 'validation-errors': [{ request_id: '0', errors }] },
      },
    });
    const wish = open().operate('crm.add-note', { about: 'contact', record: '1', text: 'x' }, context());
    await expect(wish).rejects.toThrow('custom_fields_values.0.field_id: No such field');
  });

  it('says when the token ends', async () => {
    const token = `x.${Buffer.from(JSON.stringify({ exp: 1_798_761_600 })).toString('base64url')}.y`;
    const own = await startFakeAmoCrm({ token });
    const { detail } = await connector.open({ address: own.baseUrl, token }).verify({ signal });
    expect(detail).toContain('2027-01-01');
    await own.close();
  });
});
