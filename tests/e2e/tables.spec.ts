/** A folder of tables: connected, brought in; and what changes in a file is seen here. */
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { ContactsPage } from './pages/contacts.ts';
import { pictures, pictureTaker } from './pictures.ts';

let folder: string;
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaskad-tables-'));
});
test.afterEach(() => rm(folder, { recursive: true, force: true }));

/** A file that changed just now is left for the next look: it is made a little older. */
async function put(text: string, second: number): Promise<void> {
  await writeFile(join(folder, 'customers.csv'), text);
  await utimes(join(folder, 'customers.csv'), 1_790_000_000 + second, 1_790_000_000 + second);
}

test('people in the files of a folder come into the profiles, and follow what changes there', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  const take = pictureTaker(app, 'tables');
  const accounts = new AccountsPage(page);
  const contacts = new ContactsPage(page);
  const dialog = page.getByRole('dialog', { name: 'What comes in from “Folder of tables”' });
  const open = async () => {
    await accounts.card('Folder of tables').getByRole('button', { name: 'What comes in' }).click();
    await expect(dialog.getByRole('heading', { name: 'What is to come in' })).toBeVisible();
  };
  const cityOf = async (name: string, city: string) => {
    await app.shell.goTo('Contacts');
    await contacts.search(name);
    await contacts.open(name);
    await expect(contacts.profile.getByText(city, { exact: true })).toBeVisible();
  };

  await test.step('a folder without tables is said in words; with one it works', async () => {
    await app.shell.goTo('Accounts');
    await accounts.add('Folder of tables', { Folder: folder });
    const card = accounts.card('Folder of tables');
    await expect(card.getByText(/There are no tables in/)).toBeVisible();
    await put(
      'Customer ID;First name;Last name;E-mail;City\n7;Olha;Kovalenko;olha@example.com;Kyiv\n8;Ivan;;;Lviv\n',
      0,
    );
    await card.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(card.getByText(/people: 2, tables: 1/)).toBeVisible();
    await take('account');
  });

  await test.step('the columns are offered as what they plainly are', async () => {
    await open();
    await expect(dialog.getByRole('combobox', { name: 'What “City” becomes' })).toHaveValue(/^city$/i);
    await dialog.getByRole('button', { name: 'Try on the newest people' }).click();
    await expect(dialog.getByRole('row').filter({ hasText: 'Olha Kovalenko' })).toContainText(/city: Kyiv/i);
    await take('preview');
    await dialog.getByRole('button', { name: 'Bring it in' }).click();
    await expect(dialog.getByText('2 records read · 2 new people · 0 changed')).toBeVisible();
    await page.keyboard.press('Escape');
    await cityOf('Olha Kovalenko', 'Kyiv');
  });

  await test.step('what changes in the file is seen here, once it looks again', async () => {
    await put(
      'Customer ID;First name;Last name;E-mail;City\n8;Ivan;;;Lviv\n7;Olha;Kovalenko;olha@example.com;Odesa\n',
      60,
    );
    await app.shell.goTo('Accounts');
    await open();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByText(/1 changed/)).toBeVisible();
    await page.keyboard.press('Escape');
    await cityOf('Olha Kovalenko', 'Odesa');
  });

  if (pictures !== undefined) {
    for (const [language, button, kinds] of [
      ['en', 'Connect an account', ['HubSpot', 'Pipedrive', 'Google Sheets', 'Folder of tables']],
      ['ru', 'Подключить аккаунт', ['HubSpot', 'Pipedrive', 'Google Таблицы', 'Папка с таблицами']],
    ] as const) {
      await page.evaluate((chosen) => localStorage.setItem('kaskad.language', chosen), language);
      await page.reload();
      for (const kind of kinds) {
        await page.goto(page.url());
        await page
          .getByRole('link', { name: language === 'en' ? 'Accounts' : 'Аккаунты' })
          .first()
          .click();
        await page.getByRole('banner').getByRole('button', { name: button }).click();
        if (kind === 'HubSpot') await take(`${language}-kinds`);
        await page
          .getByRole('dialog')
          .getByRole('button', { name: new RegExp(`^${kind}`) })
          .click();
        await take(`${language}-${kind.replaceAll(' ', '-')}`);
        await page.keyboard.press('Escape');
      }
    }
  }
});
