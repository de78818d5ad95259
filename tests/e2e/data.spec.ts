/** Files that come in, are remembered, stopped and taken back; segments over time; answers to surveys. */
import { writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { ContactsPage } from './pages/contacts.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(180_000);

const columnMeaning = (page: Page, column: string) => page.getByRole('combobox', { name: `What “${column}” becomes` });
const figure = (page: Page, label: string) => page.getByRole('dialog').getByText(label, { exact: true }).locator('..');

test('an import is mapped by content, remembered, stopped, mended and taken back', async ({ app }, info) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  const dialog = contacts.importDialog;
  const file = (name: string, text: string): string => {
    const path = info.outputPath(name);
    writeFileSync(path, text);
    return path;
  };
  await app.shell.goTo('Contacts');
  await expect(page.getByText('5 contacts')).toBeVisible();

  await test.step('a column whose name says nothing is known by what it holds; a choice is changed', async () => {
    await contacts.chooseFile(
      file(
        'first.csv',
        'who;reach me;loves\nc1;first@example.com;tea\nc2;second@example.com;milk\nc3;third at example;tea\n',
      ),
    );
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect(columnMeaning(page, 'loves')).toHaveValue('Field “loves”');
    await expect(columnMeaning(page, 'reach me')).toHaveValue('Field “reach me”');
    await columnMeaning(page, 'reach me').click();
    await page.getByRole('option', { name: 'Email', exact: true }).click();
    await columnMeaning(page, 'who').click();
    await page.getByRole('option', { name: 'Key', exact: true }).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(figure(page, 'New contacts')).toContainText('3');
    await expect(dialog.getByText('1 value was refused')).toBeVisible();
    await dialog.getByRole('button', { name: 'Show the contacts' }).click();
    await expect(page.getByText('8 contacts')).toBeVisible();
  });

  await test.step('the refused row is downloaded, mended, and comes in by the columns that are known', async () => {
    await page.getByRole('button', { name: 'Import contacts' }).click();
    await dialog.getByRole('link', { name: 'Past imports' }).click();
    const past = page.getByRole('dialog', { name: 'Past imports' });
    await expect(past.getByRole('row', { name: /first\.csv/ })).toContainText('Done');
    await app.expectAccessible({ alsoInDark: true });
    const refused = await app.download(() =>
      past.getByRole('button', { name: 'Download the refused rows of “first.csv”' }).click(),
    );
    expect(refused.text).toContain('c3,third at example,tea,reach me: not an email address');
    await page.keyboard.press('Escape');
    await contacts.chooseFile(file('mended.csv', refused.text.replace('third at example', 'third@example.com')));
    await dialog.getByRole('button', { name: 'Next' }).click();
    await expect(dialog.getByText(/^A file with the same columns came on/)).toBeVisible();
    await expect(columnMeaning(page, 'reach me')).toHaveValue('Email');
    await expect(columnMeaning(page, 'kaskad: why')).toHaveValue('Leave it out');
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(figure(page, 'Updated')).toContainText('1');
    await dialog.getByRole('button', { name: 'Show the contacts' }).click();
  });

  await test.step('events come in by the same way', async () => {
    await contacts.chooseFile(
      file(
        'orders.csv',
        'order_id,email,date,total\n1,first@example.com,2026-01-05,20\n2,nobody@example.com,2026-01-06,5\n',
      ),
    );
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByText('Events', { exact: true }).click();
    await expect(dialog.getByRole('combobox', { name: 'What happened' })).toHaveValue('order.created');
    await expect(dialog.getByRole('combobox', { name: 'Column: who' })).toHaveValue('email');
    await expect(dialog.getByRole('combobox', { name: 'Column: when' })).toHaveValue('date');
    await expect(dialog.getByRole('combobox', { name: 'Column: which one' })).toHaveValue('order_id');
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(figure(page, 'New events')).toContainText('1');
    await expect(dialog.getByRole('cell', { name: 'nobody is known by this' })).toBeVisible();
    await dialog.getByRole('button', { name: 'Show the contacts' }).click();
  });

  await test.step('a long import is stopped; what is in can be taken back', async () => {
    const lines = Array.from({ length: 400_000 }, (_, n) => `m${n},many${n}@example.com,Name ${n}`).join('\n');
    await contacts.chooseFile(file('many.csv', `customer_id,email,name\n${lines}\n`));
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog.getByText(/ of 400,000 rows/)).toBeVisible({ timeout: 60_000 });
    await dialog.getByRole('button', { name: 'Stop the import' }).click();
    await expect(dialog.getByText(/^The import was stopped\./)).toBeVisible();
    await dialog.getByRole('button', { name: 'Undo the import of “many.csv”' }).click();
    const ask = page.getByRole('dialog', { name: 'Undo the import of “many.csv”?' });
    await expect(ask.getByText(/^[\d,]+ new contacts go\.$/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await ask.getByRole('button', { name: 'Undo the import' }).click();
    await expect(page.getByText('8 contacts')).toBeVisible({ timeout: 60_000 });
  });

  await test.step('an import whose contacts have a story keeps those, and says so', async () => {
    await page.getByRole('button', { name: 'Import contacts' }).click();
    await dialog.getByRole('link', { name: 'Past imports' }).click();
    const past = page.getByRole('dialog', { name: 'Past imports' });
    await expect(past.getByRole('row', { name: /many\.csv/ })).toContainText('Undone');
    await past.getByRole('button', { name: 'Undo the import of “mended.csv”' }).click();
    await page.getByRole('button', { name: 'Undo the import', exact: true }).click();
    await expect(past.getByRole('row', { name: /mended\.csv/ })).toContainText('Undone');
    await past.getByRole('button', { name: 'Undo the import of “first.csv”' }).click();
    const ask = page.getByRole('dialog', { name: 'Undo the import of “first.csv”?' });
    await expect(ask.getByText('2 new contacts go.')).toBeVisible();
    await expect(ask.getByText('1 new contact stays: something has happened to it since.')).toBeVisible();
    await ask.getByRole('button', { name: 'Undo the import' }).click();
    await expect(past.getByRole('row', { name: /first\.csv/ })).toContainText('2 removed, 1 kept');
    await page.keyboard.press('Escape');
    await expect(page.getByText('6 contacts')).toBeVisible();
  });
});

test('a segment is watched, explained and reached; answers to a survey become a score', async ({ app }, info) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  const bring = async (name: string, text: string, more: () => Promise<void>) => {
    const path = info.outputPath(name);
    writeFileSync(path, text);
    await app.shell.goTo('Contacts');
    await contacts.chooseFile(path);
    await contacts.importDialog.getByRole('button', { name: 'Next' }).click();
    await more();
    await contacts.importDialog.getByRole('button', { name: 'Import', exact: true }).click();
    await contacts.importDialog.getByRole('button', { name: 'Show the contacts' }).click();
  };

  await test.step('answers come in as events; the score is the share of promoters less that of detractors', async () => {
    await app.shell.goTo('Report');
    await page.getByRole('link', { name: 'Surveys' }).click();
    await expect(page.getByRole('heading', { name: 'No answers yet' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    const today = new Date().toISOString().slice(0, 10);
    await bring(
      'answers.csv',
      `email,at,survey,kind,score,text\n${[
        `anna@example.com,${today},Loyalty,nps,10,All is well`,
        `borys@example.com,${today},Loyalty,nps,9,`,
        `emma@example.com,${today},Loyalty,nps,3,It came broken`,
      ].join('\n')}\n`,
      async () => {
        await contacts.importDialog.getByText('Events', { exact: true }).click();
        await contacts.importDialog.getByRole('combobox', { name: 'What happened' }).fill('survey.answered');
        await page.keyboard.press('Escape');
      },
    );
    await app.shell.goTo('Report');
    await page.getByRole('link', { name: 'Surveys' }).click();
    await expect(page.getByText('Net promoter score').first().locator('..')).toContainText('+33');
    await expect(page.getByText('Promoters, 9–10').locator('..')).toContainText('66.7%');
    const said = page.getByRole('region', { name: 'What people said' });
    await expect(said.getByRole('listitem')).toHaveCount(2);
    await expect(said.getByRole('listitem').filter({ hasText: 'It came broken' })).toContainText('3');
    await app.expectAccessible({ alsoInDark: true });
    await said.getByText('All', { exact: true }).click();
    await expect(said.getByRole('listitem')).toHaveCount(3);
  });

  const dialog = page.getByRole('dialog', { name: 'Change the segment' });
  await test.step('a segment of those who are unhappy; who crosses it is seen over time', async () => {
    await app.shell.goTo('Contacts');
    await page.getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('button', { name: 'New segment' }).click();
    const fresh = page.getByRole('dialog', { name: 'New segment' });
    await fresh.getByRole('textbox', { name: 'Name' }).fill('Unhappy');
    await fresh.getByRole('button', { name: 'Add a condition' }).click();
    await fresh.getByRole('combobox', { name: 'What about' }).fill('Loyalty');
    await page.getByRole('option', { name: 'Last score in the survey “Loyalty”' }).click();
    await fresh.getByRole('combobox', { name: 'How' }).selectOption({ value: 'lte' });
    await fresh.getByRole('textbox', { name: 'Value' }).fill('6');
    await fresh.getByRole('button', { name: 'Save the segment' }).click();
    await expect(page.getByText('“Unhappy” is saved.')).toBeVisible();
    await page.getByRole('button', { name: 'Unhappy', exact: true }).click();
    await dialog.getByRole('tab', { name: 'Over time' }).click();
    await expect(dialog.getByText(/^So far there was one look/)).toBeVisible();
    await page.keyboard.press('Escape');
    await bring(
      'later.csv',
      `email,at,survey,kind,score\nborys@example.com,${new Date().toISOString()},Loyalty,nps,2\n`,
      async () => {
        await contacts.importDialog.getByText('Events', { exact: true }).click();
        await contacts.importDialog.getByRole('combobox', { name: 'What happened' }).fill('survey.answered');
        await page.keyboard.press('Escape');
      },
    );
    await page.getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('button', { name: 'Unhappy', exact: true }).click();
    await dialog.getByRole('tab', { name: 'Over time' }).click();
    await dialog.getByRole('button', { name: 'Look now' }).click();
    await expect(dialog.getByRole('row').filter({ hasText: '+1' })).toContainText('2');
    await expect(dialog.getByRole('img', { name: /people are in “Unhappy”/ }).first()).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('whom its people can be reached by, and why one is in it and another is not', async () => {
    await dialog.getByRole('tab', { name: 'Channels' }).click();
    await expect(dialog.getByText('Of 2 people whom the rule finds:')).toBeVisible();
    await expect(dialog.getByRole('row', { name: /Email/ })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('tab', { name: 'Why in or out' }).click();
    const who = dialog.getByRole('combobox', { name: 'Person' });
    await who.fill('Borys');
    await page.getByRole('option', { name: 'Borys Melnyk' }).click();
    await expect(dialog.getByText('Borys Melnyk is in the segment')).toBeVisible();
    await who.fill('Clara');
    await page.getByRole('option', { name: /Clara/ }).click();
    await expect(dialog.getByText(/^Clara .* is not in the segment$/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await page.keyboard.press('Escape');
  });

  await test.step('the timeline tells of it', async () => {
    await app.shell.goTo('Contacts');
    await contacts.open('Borys Melnyk');
    const timeline = await contacts.timeline();
    await expect(timeline.getByText('Came into the segment “Unhappy”')).toBeVisible();
  });
});
