import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectorClient } from '../../flows/sdk/connector.ts';
import type { SyncRecord } from '../../flows/sdk/sync.ts';
import { connector } from './index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaskad-folder-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const { signal } = new AbortController();
type Client = ConnectorClient & Required<Pick<ConnectorClient, 'sync'>>;
const open = (more: object = {}): Client => connector.open(connector.config.parse({ folder, ...more })) as Client;
const january = Date.UTC(2026, 0, 1);
/** Written so many seconds after the first of January. */
async function put(name: string, text: string | Uint8Array, second = 0): Promise<void> {
  await writeFile(join(folder, name), text);
  await utimes(join(folder, name), january / 1000 + second, january / 1000 + second);
}
async function look(client: Client, from: unknown = null, since: number | null = null) {
  const records: SyncRecord[] = [];
  let cursor = from;
  let pages = 0;
  for (let more = true; more; pages++) {
    const page = await client.sync.pull('contact', cursor, { signal, now: january + 86_400_000, since });
    records.push(...page.records);
    cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
    more = page.more;
  }
  return { records, cursor, pages };
}

describe('people in the files of a folder', () => {
  it('are known by their columns, typed by what whole columns hold', async () => {
    await put(
      'people.csv',
      'Код клиента;Имя;Фамилия;Телефон;E-mail;Город;Баллы;Дата рождения;VIP\n7;Анна;Петрова;+380501112233;a@example.com;Киев;1 250,5;05.03.1990;да\n8;Борис;;;b@example.com;;3;;нет\n',
    );
    const client = open();
    const { records } = await look(client);
    expect(records).toEqual([
      {
        kind: 'contact',
        id: '7',
        updatedAt: january + 86_400_000,
        createdAt: null,
        deleted: false,
        title: null,
        person: { firstName: 'Анна', lastName: 'Петрова', emails: ['a@example.com'], phones: ['+380501112233'] },
        contacts: [],
        stage: null,
        outcome: null,
        amount: null,
        values: { 'Код клиента': '7', Город: 'Киев', Баллы: 1250.5, 'Дата рождения': '1990-03-05', VIP: true },
      },
      expect.objectContaining({ id: '8', values: { 'Код клиента': '8', Баллы: 3, VIP: false } }),
    ]);
    expect(
      (await client.sync.fields('contact', { signal })).map(({ name, type, suggested }) => [name, type, suggested]),
    ).toEqual([
      ['Код клиента', 'text', undefined],
      ['Город', 'text', 'attributes.city'],
      ['Баллы', 'number', 'attributes.Баллы'],
      ['Дата рождения', 'date', 'attributes.birthday'],
      ['VIP', 'boolean', 'attributes.VIP'],
    ]);
  });

  it('only what changed comes in later, wherever the row stands by now; an untouched folder is not even read', async () => {
    await put('people.csv', 'email,city\na@x.com,Kyiv\nb@x.com,Lviv\nc@x.com,Odesa\n');
    const client = open();
    const first = await look(client);
    expect(first.records).toHaveLength(3);
    const second = await look(client, first.cursor);
    expect(second).toMatchObject({ records: [], cursor: first.cursor });
    // Sorted anew, one changed, one new, one gone.
    await put('people.csv', 'email,city\nd@x.com,Dnipro\nc@x.com,Odesa\nb@x.com,Rivne\n', 5);
    const third = await look(open(), first.cursor);
    expect(third.records.map(({ id, values }) => [id, values.city])).toEqual([
      ['d@x.com', 'Dnipro'],
      ['b@x.com', 'Rivne'],
    ]);
    expect((await look(open(), third.cursor)).records).toEqual([]);
  });

  it('the younger of two files counts; files from before the day asked for are left out', async () => {
    await put('b.csv', 'email,city\na@x.com,Old\nb@x.com,Only\n', 0);
    await put('a.csv', 'email,city\na@x.com,New\n', 10);
    await put('notes.pdf', 'email\nnobody@x.com\n');
    await put('.~lock.a.csv', 'email\nnobody@x.com\n');
    const of = ({ records }: { records: SyncRecord[] }) => records.map(({ id, values }) => [id, values.city]);
    expect(of(await look(open()))).toEqual([
      ['b@x.com', 'Only'],
      ['a@x.com', 'New'],
    ]);
    expect(of(await look(open(), null, january + 5_000))).toEqual([['a@x.com', 'New']]);
    expect((await open().sync.newest('contact', 1, { signal })).map(({ id }) => id)).toEqual(['a@x.com']);
    expect((await open().sync.get('contact', ['b@x.com', 'gone'], { signal })).map(({ id }) => id)).toEqual([
      'b@x.com',
    ]);
  });

  it('page by page; a process that ends meanwhile leaves nobody out', async () => {
    const rows = Array.from({ length: 2500 }, (_, n) => `p${n}@x.com,C${n}`);
    await put('people.csv', `email,city\n${rows.join('\n')}\n`);
    const client = open();
    const first = await client.sync.pull('contact', null, { signal, now: january, since: null });
    expect(first).toMatchObject({ more: true });
    // Another process, and the file has changed in between.
    await put('people.csv', `email,city\nnew@x.com,X\n${rows.join('\n')}\n`, 9);
    const rest = await look(open(), JSON.parse(JSON.stringify(first.cursor)));
    expect(new Set([...first.records, ...rest.records].map(({ id }) => id)).size).toBe(2501);
    expect((await look(open(), rest.cursor)).records).toEqual([]);
  });

  it('a year in small: in the end it is what the files say', async () => {
    let state = 5;
    const random = (): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return state / 2 ** 32;
    };
    const truth = new Map<string, string>();
    const taken = new Map<string, unknown>();
    let cursor: unknown = null;
    let client = open();
    for (let month = 0; month < 12; month++) {
      for (let n = 0; n < 150; n++) truth.set(`p${Math.floor(random() * 900)}@x.com`, `C${Math.floor(random() * 50)}`);
      const rows = [...truth].sort(() => random() - 0.5).map((row) => row.join(','));
      await put('people.csv', `email,city\n${rows.join('\n')}\n`, month * 100);
      for (let more = true; more; ) {
        if (random() < 0.3) client = open();
        const page = await client.sync.pull('contact', cursor, { signal, now: january + month, since: null });
        // The page is lost with the process that had it.
        if (random() < 0.3) continue;
        for (const { id, values } of page.records) taken.set(id, values.city);
        cursor = JSON.parse(JSON.stringify(page.cursor)) as unknown;
        more = page.more;
      }
    }
    expect(truth.size).toBeGreaterThan(600);
    expect(Object.fromEntries(taken)).toEqual(Object.fromEntries(truth));
  });

  it('a file that is being written waits for the next look', async () => {
    await put('old.csv', 'email\na@x.com\n');
    await writeFile(join(folder, 'fresh.csv'), 'email\nb@x');
    expect((await look(open())).records.map(({ id }) => id)).toEqual(['a@x.com']);
  });

  it('says what is wrong: no folder, no tables, no such column, not a table', async () => {
    await expect(open().verify({ signal })).rejects.toThrow('There are no tables');
    await put('a.csv', 'email,city\na@x.com,Kyiv\n');
    expect((await open().verify({ signal })).detail).toContain('people: 1, tables: 1');
    await expect(look(open({ idColumn: 'Number' }))).rejects.toThrow(
      'a.csv: There is no column "Number". There are: email, city.',
    );
    await expect(look(open({ folder: 'exports' }))).rejects.toThrow('Write the whole path');
    await expect(look(open({ folder: join(folder, 'gone') }))).rejects.toMatchObject({ errorClass: 'bad-request' });
    await put('b.xlsx', 'no workbook');
    await expect(look(open())).rejects.toThrow('b.xlsx:');
  });
});
