/** A folder of tables through the whole engine: people become profiles, follow their rows, and nobody who was erased comes back. */
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { setSync } from '../../flows/host/syncs.ts';
import { type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let folder: string;
let w: TestWorkspace;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kaskad-tables-'));
  w = await testWorkspace({ now: '2026-10-01T08:00:00Z' });
});
afterEach(async () => {
  await w.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, lines: readonly string[], second = 0): void => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
  utimesSync(join(folder, name), 1_790_000_000 + second, 1_790_000_000 + second);
};
const head = 'Код клиента;Имя;Телефон;E-mail;Город;Баллы';

async function connected(): Promise<string> {
  const account = await addAccount(w, { type: 'csv-folder', name: 'Till', config: { folder } });
  const fields = [
    { from: 'Город', to: 'attributes.city' },
    { from: 'Баллы', to: 'attributes.points' },
  ];
  setSync(w, account, { kinds: ['contact'], since: null, mapping: { rule: 'fill', fields } });
  return account;
}
const viewOf = (account: string, id: string) => {
  const contact = w.store.sync.record(account, 'contact', id)?.contact ?? 0;
  return w.store.contacts.view(contact, { workspace: 'UTC' });
};

it('people of a file become profiles, numbers stay numbers, and follow what changes in their row', async () => {
  const known = w.contact('web-1', { addresses: [{ kind: 'email', value: 'anna@example.com' }] });
  put('customers.csv', [head, '7;Анна;+380501112233;ANNA@example.com;Киев;250', '8;Борис;+380671112233;;Львов;3,5']);
  const account = await connected();
  expect(await w.engine.sync(account)).toMatchObject({ contacts: 2, events: 0 });
  expect(w.store.sync.record(account, 'contact', '7')?.contact).toBe(known);
  expect(viewOf(account, '7')).toMatchObject({
    first_name: 'Анна',
    phone: '+380501112233',
    attributes: { city: 'Киев', points: 250 },
  });
  expect(viewOf(account, '8')?.attributes).toEqual({ city: 'Львов', points: 3.5 });
  expect(await w.engine.sync(account)).toMatchObject({ contacts: 0, events: 0 });

  put(
    'customers.csv',
    [head, '8;Борис;+380671112233;;Одесса;3,5', '7;Анна;+380501112233;anna@example.com;Киев;250'],
    60,
  );
  expect((await w.engine.sync(account)).contacts).toBe(1);
  expect(viewOf(account, '8')?.attributes.city).toBe('Одесса');
  expect(w.store.contacts.total()).toBe(2);
});

it('who is new in a later file is told as an event; a file that cannot be read is said, and what came before stays', async () => {
  put('a.csv', [head, '7;Анна;;anna@example.com;Киев;1']);
  const account = await connected();
  await w.engine.sync(account);
  put('b.csv', [head, '9;Вера;;vera@example.com;Харьков;2'], 30);
  expect(await w.engine.sync(account)).toMatchObject({ contacts: 1, events: 1 });
  put('c.xlsx', ['this is no workbook'], 40);
  await expect(w.engine.sync(account)).rejects.toThrow('c.xlsx:');
  expect(w.store.sync.of(account)[0]?.error).toContain('c.xlsx');
  expect(viewOf(account, '9')?.first_name).toBe('Вера');
});

it('who was erased is not made again, whatever their row says later', async () => {
  put('customers.csv', [head, '7;Анна;+380501112233;anna@example.com;Киев;250', '8;Борис;+380671112233;;Львов;3']);
  const account = await connected();
  await w.engine.sync(account);
  const anna = w.store.sync.record(account, 'contact', '7')?.contact ?? 0;
  w.engine.eraseContact(anna, { askedBy: 'person', reference: null, reason: null });
  put('customers.csv', [head, '7;Анна;+380501112233;new@example.com;Одесса;1', '8;Борис;+380671112233;;Львов;3'], 60);
  expect((await w.engine.sync(account)).contacts).toBe(0);
  expect(w.store.contacts.total()).toBe(1);
});
