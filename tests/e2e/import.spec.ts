import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { ContactsPage } from './pages/contacts.ts';

test('brings in a table as Excel in Russian saves it, and is told what could not be read', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  await app.shell.goTo('Contacts');
  await contacts.chooseFile(join(root, 'resources/sample/contacts-excel-ru.csv'));
  const dialog = contacts.importDialog;

  await test.step('sees what was recognised', async () => {
    await expect(dialog.getByText('“contacts-excel-ru.csv” was recognised as a table of text (CSV).')).toBeVisible();
    await expect(dialog.getByRole('combobox', { name: 'Encoding' })).toHaveValue('WINDOWS-1251');
    await expect(dialog.getByRole('combobox', { name: 'Columns are separated by' })).toHaveValue('semicolon');
    await expect(dialog.getByRole('combobox', { name: 'Dates are written' })).toHaveValue('day, month, year');
    await expect(dialog.getByRole('columnheader', { name: 'Фамилия' })).toBeVisible();
    await expect(dialog.getByRole('cell', { name: 'Анна' })).toBeVisible();
  });

  await test.step('corrects a wrong choice and sees the rows follow', async () => {
    await choose('Encoding', 'KOI8-U');
    await expect(dialog.getByRole('columnheader', { name: 'Фамилия' })).toHaveCount(0);
    await choose('Encoding', 'WINDOWS-1251');
    await expect(dialog.getByRole('columnheader', { name: 'Фамилия' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Next' }).click();
  });

  await test.step('says what each column means', async () => {
    await expect(meaning('Имя')).toHaveValue('First name');
    await expect(meaning('Фамилия')).toHaveValue('Last name');
    await expect(meaning('Эл. почта')).toHaveValue('Email');
    await expect(meaning('Телефон')).toHaveValue('Phone');
    await expect(dialog.getByRole('combobox', { name: 'Which column is the key?' })).toHaveValue('Код');
    await choose('Which column is the key?', 'Код');
    await expect(meaning('Код')).toHaveValue('Key');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  });

  await test.step('sees what was refused, and why', async () => {
    await expect(dialog.getByText(/^\d+ values were refused$/)).toBeVisible();
    await refused('43', 'Эл. почта', 'c00530 at example.com', 'not an email address');
    await refused('55', 'Телефон', '8 (2095550136', 'not a phone number');
    await refused('302', 'День рождения', '31.02.1990', 'not a date');
    const file = await app.download(() => dialog.getByRole('button', { name: 'Download all as CSV' }).click());
    expect(file.name).toBe('contacts-excel-ru-rejected.csv');
    expect(file.text).toContain('c00530 at example.com');
  });

  await test.step('corrects two of them right there', async () => {
    await dialog.getByRole('textbox', { name: 'Эл. почта in line 43, written anew' }).fill('c00530@example.com');
    await dialog.getByRole('textbox', { name: 'День рождения in line 302, written anew' }).fill('30.02.1990');
    await dialog.getByRole('button', { name: 'Take 2 corrections' }).click();
    await expect(page.getByText('1 value was taken.')).toBeVisible();
    await expect(dialog.getByRole('textbox', { name: 'Эл. почта in line 43, written anew' })).toHaveCount(0);
    await expect(dialog.getByRole('textbox', { name: 'День рождения in line 302, written anew' })).toHaveValue(
      '30.02.1990',
    );
    await dialog.getByRole('button', { name: 'Show the contacts' }).click();
    await contacts.search('c00530@');
    await expect(page.getByText('1 contact found')).toBeVisible();
    await contacts.search('');
  });

  await test.step('finds one of them', async () => {
    await expect(contacts.table.getByRole('row')).not.toHaveCount(1);
    await contacts.search('c00050@');
    await expect(page.getByText('1 contact found')).toBeVisible();
    await contacts.open('Andrii Garcia');
    await expect(contacts.profile.getByText('c00050@example.net')).toBeVisible();
    await expect(contacts.profile.getByText('+12015550150')).toBeVisible();
    await expect(contacts.profile.getByText('key 00050')).toBeVisible();
    await expect(contacts.profile.getByRole('definition').filter({ hasText: '1983' })).toBeVisible();
  });

  await test.step('the same file again changes nothing', async () => {
    await contacts.search('');
    await contacts.chooseFile(join(root, 'resources/sample/contacts-excel-ru.csv'));
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog.getByText('New contacts').locator('..')).toContainText('0');
  });

  async function choose(label: string, option: string) {
    await dialog.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }
  function meaning(column: string) {
    return dialog.getByRole('combobox', { name: `What “${column}” becomes` });
  }
  async function refused(line: string, column: string, value: string, reason: string) {
    let row = dialog.getByRole('row');
    for (const cell of [line, column, reason])
      row = row.filter({ has: page.getByRole('cell', { name: cell, exact: true }) });
    await expect(row.getByRole('textbox')).toHaveValue(value);
  }
});
