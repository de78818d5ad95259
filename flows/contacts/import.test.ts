import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeWorkspace } from '../../tests/kit/empty-store.ts';
import { makeXlsx } from '../../tests/kit/xlsx.ts';
import { everybody, type Rule } from '../sdk/rule.ts';
import type { Store } from '../store/store.ts';
import { type ContactImportOptions, importContacts } from './import-contacts.ts';
import { importEvents } from './import-events.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../resources/sample/${name}`, import.meta.url));
const contacts = sample('contacts.csv');
const orders = sample('orders.csv');
const excel = sample('contacts-excel-ru.csv');

let workspace: ReturnType<typeof makeWorkspace>;
let store: Store;
beforeEach(() => {
  workspace = makeWorkspace();
  store = workspace.store;
  store.meta.set({ name: 'Test', timezone: 'Europe/Kyiv', language: 'en', demo: false });
});
afterEach(() => workspace.remove());

const now = Date.UTC(2026, 0, 1);
const context = { now: { ms: now, zone: 'Europe/Kyiv' }, segments: () => null };
const count = (...rules: Rule[]) => store.contacts.count({ combinator: 'and', rules }, context);
const bring = (text: string | Uint8Array, options: ContactImportOptions = {}, name = 'people.csv') =>
  importContacts(store, { bytes: typeof text === 'string' ? Buffer.from(text) : text, name }, { now, ...options });
const only = () => {
  const { rows } = store.contacts.list({ sort: 'createdAt', descending: false, offset: 0, limit: 10 }, context);
  const profile = store.contacts.profile(rows[0]?.id ?? 0, { workspace: 'Europe/Kyiv' });
  if (profile === null) throw new Error('no contact');
  return profile;
};

/** The sample files have no quotes: a second, independent reading. */
const table = (text: string, delimiter: string) => {
  const [head, ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(delimiter));
  return lines.map((cells) => Object.fromEntries((head ?? []).map((name, i) => [name, (cells[i] ?? '').trim()])));
};

describe('the shop of the samples', () => {
  const people = table(readFileSync(contacts, 'utf8'), ',');
  const bought = table(readFileSync(orders, 'utf8'), ',');
  const having = (column: string, value?: string) =>
    people.filter((one) => (value === undefined ? one[column] !== '' : one[column] === value)).length;

  it('comes in whole, and again changes nothing', async () => {
    const result = await importContacts(store, { path: contacts }, { key: 'customer_id', now });
    expect(result).toMatchObject({ read: 2357, created: 2357, updated: 0, unchanged: 0, rejected: [] });
    expect(result.read).toBe(people.length);
    expect(result.detected).toMatchObject({
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ',',
      dates: 'ymd',
      key: 'customer_id',
      mapping: {
        telegram_id: 'address.telegram',
        viber_id: 'address.viber',
        birthday: 'attributes.birthday',
        email_consent: 'consent.email',
        sms_consent: 'consent.sms',
      },
    });
    expect(store.contacts.total()).toBe(people.length);
    expect(count({ field: 'email', operator: 'notNull' })).toBe(having('email'));
    expect(count({ field: 'reachable.telegram', operator: '=', value: true })).toBe(having('telegram_id'));
    expect(count({ field: 'consent.sms', operator: '=', value: true })).toBe(having('sms_consent', 'yes'));
    expect(count({ field: 'country', operator: '=', value: 'UA' })).toBe(having('country', 'UA'));
    expect(count({ field: 'attributes.birthday', operator: 'notNull' })).toBe(having('birthday'));
    expect(count({ field: 'tags', operator: '=', value: 'vip' })).toBe(
      people.filter((one) => one.tags?.split(';').includes('vip')).length,
    );
    expect(count({ field: 'attributes.birthday', operator: 'before', value: '1980-01-01' })).toBe(
      people.filter((one) => one.birthday !== '' && (one.birthday ?? '') < '1980').length,
    );

    const again = await importContacts(store, { path: contacts }, { key: 'customer_id', now: now + 5 });
    expect(again).toMatchObject({ read: 2357, created: 0, updated: 0, unchanged: 2357, rejected: [] });
  });

  it('brings its orders as events', async () => {
    await importContacts(store, { path: contacts }, { key: 'customer_id', now });
    const options = {
      type: 'order.created',
      contact: 'customer_id',
      at: 'date',
      key: 'order_id',
      map: { total_usd: 'total' },
    };
    const result = await importEvents(store, { path: orders }, options);
    expect(result).toMatchObject({ read: bought.length, created: bought.length, unchanged: 0, rejected: [] });
    expect(store.events.count()).toBe(6919);
    const [first] = store.events.pending(0, now, 1);
    expect(first).toMatchObject({
      at: Date.parse('1997-01-01T00:00:00+02:00'),
      props: { order_id: 'O000001', cds: 2, total: 29.33 },
    });
    const spent = new Map<string, number>();
    for (const one of bought) {
      spent.set(
        one.customer_id ?? '',
        (spent.get(one.customer_id ?? '') ?? 0) + Math.round(Number(one.total_usd) * 100),
      );
    }
    expect(count({ field: 'sum.order.created.total', operator: '>=', value: 500 })).toBe(
      [...spent.values()].filter((cents) => cents >= 50_000).length,
    );
    const again = await importEvents(store, { path: orders }, options);
    expect(again).toMatchObject({ created: 0, unchanged: bought.length });
    expect(store.events.count()).toBe(6919);
  });

  it('as Excel in Russian saves it: Windows-1251, semicolons, days first', async () => {
    const rows = table(iconv.decode(readFileSync(excel), 'win1251'), ';');
    const result = await importContacts(store, { path: excel }, { key: 'Код', now });
    expect(result.detected).toMatchObject({
      encoding: 'windows-1251',
      delimiter: ';',
      dates: 'dmy',
      mapping: { Код: 'key', Имя: 'first_name', 'Эл. почта': 'email', Телефон: 'phone', Язык: 'language' },
    });
    // One customer stands in it twice: the later row wins.
    const last = new Map(rows.map((one) => [one.Код ?? '', one]));
    expect(last.size).toBe(rows.length - 1);
    expect(result).toMatchObject({ read: rows.length, created: last.size, updated: rows.length - last.size });
    const bad = rows.flatMap((one, i) => [
      ...(one['Эл. почта']?.includes(' at ') ? [{ line: i + 2, column: 'Эл. почта', reason: 'bad-email' }] : []),
      ...(one.Телефон?.startsWith('8 (') ? [{ line: i + 2, column: 'Телефон', reason: 'bad-phone' }] : []),
      ...(one['День рождения']?.startsWith('31.02.')
        ? [{ line: i + 2, column: 'День рождения', reason: 'bad-date' }]
        : []),
    ]);
    expect(bad.length).toBeGreaterThan(5);
    expect(result.rejected).toMatchObject(bad);
    expect(count({ field: 'attributes.birthday', operator: 'notNull' })).toBe(
      rows.filter(
        (one) => /^\d\d\.\d\d\.\d{4}$/.test(one['День рождения'] ?? '') && !one['День рождения']?.startsWith('31.02'),
      ).length,
    );
    expect(count({ field: 'first_name', operator: '=', value: 'Анна' })).toBe(
      [...last.values()].filter((one) => one.Имя === 'Анна').length,
    );
    expect(store.contacts.byAddress('email', 'c00004@example.com')).toBe(store.contacts.byKey('00004'));
    const before = store.contacts.total();
    const full = await importContacts(store, { path: contacts }, { key: 'customer_id', now });
    expect(full.created + full.updated + full.unchanged).toBe(people.length);
    expect(store.contacts.total()).toBe(before + full.created);
    expect(full.created).toBe(people.filter((one) => !rows.some((row) => row.Код === one.customer_id)).length);
  });
});

describe('nothing is lost silently', () => {
  it('lists a bad value and keeps the contact', async () => {
    const result = await bring(
      'key,email,phone,points,birthday,country,timezone,email consent\n' +
        '1,not-an-address,+380671234567,5,1990-02-30,UA,Europe/Gotham,maybe\n' +
        '2,b@x.io,12,6,1990-02-28,Narnia,Europe/Kyiv,yes\n' +
        '3,,,7,,,,\n4,,,8,,,,\n5,,,x,,,,\n',
    );
    expect(result).toMatchObject({ read: 5, created: 5 });
    expect(result.rejected).toEqual([
      { line: 2, column: 'email', value: 'not-an-address', reason: 'bad-email' },
      { line: 2, column: 'birthday', value: '1990-02-30', reason: 'bad-date' },
      { line: 2, column: 'timezone', value: 'Europe/Gotham', reason: 'bad-timezone' },
      { line: 2, column: 'email consent', value: 'maybe', reason: 'bad-boolean' },
      { line: 3, column: 'country', value: 'Narnia', reason: 'bad-country' },
      { line: 3, column: 'phone', value: '12', reason: 'bad-phone' },
      { line: 6, column: 'points', value: 'x', reason: 'bad-number' },
    ]);
    expect(count({ field: 'attributes.points', operator: '>', value: 5 })).toBe(3);
  });

  it('refuses a row with neither key nor address, and lists what is beyond the last column', async () => {
    const result = await bring('email,first_name\na@x.io,Anna\n,Nobody\nb@x.io,Bob,surplus\n');
    expect(result).toMatchObject({ read: 3, created: 2 });
    expect(result.rejected).toEqual([
      { line: 3, reason: 'no-key-no-address' },
      { line: 4, value: 'surplus', reason: 'extra-value' },
    ]);
  });

  it('reads files glued together from others: Windows, Unix and old Mac line ends in one', async () => {
    const result = await bring('key,email\r\na,a@example.com\nb,b@example.com\rc,c@example.com\r\n');
    expect(result).toMatchObject({ read: 3, created: 3, rejected: [] });
  });

  it('counts lines as the file does, over quoted line breaks and empty lines', async () => {
    const result = await bring('email,note\r\na@x.io,"two\r\nlines"\r\n\r\nbad,x\r\n');
    expect(result.rejected.map((one) => one.line)).toEqual([5, 5]);
    expect(only().view.attributes).toEqual({ note: 'two lines' });
  });
});

describe('upsert', () => {
  it('goes by key, else by address', async () => {
    await bring('email,first_name\na@x.io,Anna\n');
    const result = await bring('id,email,first_name\n7,A@X.io,Hanna\n8,c@x.io,Carl\n', { key: 'id' });
    expect(result).toMatchObject({ created: 1, updated: 1 });
    expect(only().view).toMatchObject({ key: '7', first_name: 'Hanna' });
    expect(await bring('id,email,first_name\n7,new@x.io,Hanna\n', { key: 'id' })).toMatchObject({ updated: 1 });
    expect(only().addresses).toEqual([{ kind: 'email', value: 'new@x.io', state: 'valid' }]);
  });
  it('an empty cell takes nothing away', async () => {
    await bring('key,email,first_name,points\n1,a@x.io,Anna,5\n');
    expect(await bring('key,email,first_name,points\n1,,,\n')).toMatchObject({ unchanged: 1 });
    expect(only().view).toMatchObject({ email: 'a@x.io', first_name: 'Anna', attributes: { points: 5 } });
  });
});

describe('reading a file', () => {
  const text = 'Эл. почта\tІм’я\tТелефон\tСогласие\tСтрана\na@x.io\tОля\t067 123 45 67\tда\tУкраина\n';
  it.each<[string, Uint8Array, string]>([
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with BOM', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 little endian', iconv.encode(text, 'utf-16le', { addBOM: true }), 'utf-16le'],
    ['UTF-16 big endian', iconv.encode(text, 'utf-16be', { addBOM: true }), 'utf-16be'],
  ])('%s', async (_name, bytes, encoding) => {
    const result = await bring(bytes, {}, 'people.tsv');
    expect(result.detected).toMatchObject({ encoding, delimiter: '\t' });
    expect(result.rejected).toEqual([]);
    expect(only()).toMatchObject({
      view: { email: 'a@x.io', first_name: 'Оля', phone: '+380671234567', country: 'UA' },
      consents: [{ channel: 'email', topic: '', granted: true, source: 'import' }],
    });
  });

  it('XLSX, with its dates, numbers and yes or no', async () => {
    const bytes = makeXlsx([
      ['key', 'email', 'birthday', 'points', 'member', 'phone'],
      ['01', 'a@x.io', { date: '1990-02-28' }, 12.5, true, 380671234567],
      ['02', 'b@x.io', null, 3, false, null],
    ]);
    const result = await bring(bytes, {}, 'people.xlsx');
    expect(result).toMatchObject({ read: 2, created: 2, rejected: [], detected: { format: 'xlsx', encoding: null } });
    expect(only().view).toMatchObject({
      key: '01',
      phone: '+380671234567',
      attributes: { birthday: '1990-02-28', points: 12.5, member: true },
    });
  });

  it('NDJSON, where text that looks like a number stays text', async () => {
    const result = await bring(
      '{"key":"1","email":"a@x.io","tags":["vip","b2b"],"zip":"10115","size":{"shoe":42}}\nnonsense\n{"key":"2","points":3}\n',
      {},
      'people.ndjson',
    );
    expect(result).toMatchObject({ read: 3, created: 2, rejected: [{ line: 2, reason: 'bad-row' }] });
    expect(only().view).toMatchObject({ tags: ['b2b', 'vip'], attributes: { zip: '10115', 'size.shoe': 42 } });
  });

  it.each([
    ['25.12.2025', 'dmy', '2025-12-25'],
    ['12/25/2025', 'mdy', '2025-12-25'],
    ['2025-12-25', 'ymd', '2025-12-25'],
  ])('the whole column tells the order of %s', async (clear, dates, expected) => {
    const unclear = dates === 'ymd' ? '2025-02-01' : dates === 'mdy' ? '02/01/2025' : '01.02.2025';
    const result = await bring(`key,seen\n1,${unclear}\n2,${clear}\n`);
    expect(result.detected.dates).toBe(dates);
    expect(count({ field: 'attributes.seen', operator: '=', value: '2025-02-01' })).toBe(1);
    expect(count({ field: 'attributes.seen', operator: '=', value: expected })).toBe(1);
  });

  it('what is given overrides what is detected', async () => {
    const result = await bring(iconv.encode('key|seen|x\n1|03/04/2025|é\n', 'latin1'), {
      encoding: 'latin1',
      delimiter: '|',
      dates: 'mdy',
      map: { x: 'first_name', seen: 'attributes.last' },
    });
    expect(result.detected).toMatchObject({ encoding: 'latin1', delimiter: '|', dates: 'mdy' });
    expect(only().view).toMatchObject({ first_name: 'é', attributes: { last: '2025-03-04' } });
  });

  it('codes with leading zeros stay text, numbers may have a comma', async () => {
    await bring('key;zip;sum;member\n1;02134;1 234,50;yes\n2;94110;7,5;no\n');
    expect(only().view.attributes).toEqual({ zip: '02134', sum: 1234.5, member: true });
    expect(store.contacts.catalogue().attributes).toEqual([
      { name: 'member', type: 'boolean' },
      { name: 'sum', type: 'number' },
      { name: 'zip', type: 'string' },
    ]);
  });

  it('refuses in words, before anything is stored', async () => {
    await expect(bring('email\na@x.io\n', { map: { mail: 'email' } })).rejects.toThrow(/no column "mail".*email/);
    await expect(bring('email,b\na@x.io,1\n', { map: { b: 'birthday' } })).rejects.toThrow(/attributes\.birthday/);
    await expect(bring('')).rejects.toMatchObject({ code: 'empty-table' });
    await expect(bring('PK\u0003\u0004 no workbook', {}, 'a.xlsx')).rejects.toMatchObject({ code: 'not-a-table' });
    await expect(importContacts(store, { path: join(tmpdir(), 'there-is-no-such.csv') })).rejects.toMatchObject({
      code: 'file-missing',
    });
    expect(store.contacts.count(everybody, context)).toBe(0);
  });
});

describe('events from a file', () => {
  it('finds contacts by key or address and lists the unknown', async () => {
    await bring('key,email,phone\nA,a@x.io,+380671234567\n');
    const text =
      'who,when,what\nA,2026-01-05 10:00,x\na@X.io,05.01.2026,y\n067 123-45-67,2026-01-05T08:00:00Z,z\nnobody,2026-01-05,w\nA,soon,v\n';
    const result = await importEvents(
      store,
      { bytes: Buffer.from(text), name: 'e.csv' },
      { type: 'page', contact: 'who', at: 'when' },
    );
    expect(result).toMatchObject({ read: 5, created: 3 });
    expect(result.rejected).toEqual([
      { line: 5, column: 'who', value: 'nobody', reason: 'unknown-contact' },
      { line: 6, column: 'when', value: 'soon', reason: 'bad-date' },
    ]);
    const hour = (text: string) => Date.parse(text);
    expect(store.events.ofContact(1, 9).map((one) => [one.at, one.props])).toEqual([
      [hour('2026-01-05T10:00:00+02:00'), { what: 'z' }],
      [hour('2026-01-05T10:00:00+02:00'), { what: 'x' }],
      [hour('2026-01-05T00:00:00+02:00'), { what: 'y' }],
    ]);
  });
});

describe('a large file', () => {
  it('is read in pieces, with progress', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'kaskad-import-'));
    try {
      const file = join(folder, 'many.csv');
      const rows = Array.from({ length: 30_000 }, (_, i) => `${i},u${i}@x.io,"Имя ${i}",${i % 7}`);
      writeFileSync(file, `id,email,first_name,points\n${rows.join('\n')}\n`);
      const seen: number[] = [];
      const result = await importContacts(store, { path: file }, { key: 'id' }, ({ rows: n, total }) => {
        expect(total).toBe(30_000);
        seen.push(n);
      });
      expect(result).toMatchObject({ read: 30_000, created: 30_000, rejected: [] });
      expect(seen.length).toBeGreaterThan(3);
      expect(count({ field: 'attributes.points', operator: '=', value: 3 })).toBe(
        rows.filter((row) => row.endsWith(',3')).length,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('corrections', () => {
  it('are read instead of the cells of the file, at their lines only', async () => {
    const text = 'key,email,phone,birthday\n1,ann@x,+380671112233,1990-02-31\n2,ben@x.io,nothing,1991-01-02\n';
    const first = await bring(text, { key: 'key' });
    expect(first.rejected.map(({ line, column }) => [line, column])).toEqual([
      [2, 'email'],
      [2, 'birthday'],
      [3, 'phone'],
    ]);
    const again = await bring(text, {
      key: 'key',
      corrections: [
        { line: 2, column: 'email', value: ' ann@x.io ' },
        { line: 2, column: 'birthday', value: '1990-02-30' },
      ],
    });
    expect(again).toMatchObject({ read: 1, created: 0, updated: 1 });
    expect(again.rejected).toEqual([{ line: 2, column: 'birthday', value: '1990-02-30', reason: 'bad-date' }]);
    expect(store.contacts.byAddress('email', 'ann@x.io')).toBe(store.contacts.byKey('1'));
    expect(store.contacts.row(store.contacts.byKey('2') ?? 0)?.phone).toBeNull();
  });
});
