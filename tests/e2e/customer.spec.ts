/**
 * One customer, from a file to an offer: brought in and mended, read as a story, merged, found by a segment that asks what people
 * did, and written to in two channels with the same offer.
 */
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { OffersPage } from './pages/offers.ts';
import { demoWithDoubles } from './seeds.ts';

test.use({ seed: demoWithDoubles });
test.setTimeout(420_000);

test('imports, mends, reads, merges, finds by what people did, and writes to them with one offer', async ({ app }) => {
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const { page } = app;
  const contacts = new ContactsPage(page);
  const canvas = new CanvasPage(page);
  const offers = new OffersPage(page);
  const { inspector } = canvas;

  await test.step('brings in the table as Excel saves it, and mends what was refused', async () => {
    await app.shell.goTo('Contacts');
    await contacts.chooseFile(join(root, 'resources/sample/contacts-excel-ru.csv'));
    const dialog = contacts.importDialog;
    await dialog.getByRole('button', { name: 'Next' }).click();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(dialog.getByText(/^\d+ values were refused$/)).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Эл. почта in line 43, written anew' }).fill('c00530@example.com');
    await dialog.getByRole('button', { name: 'Take 1 correction' }).click();
    await expect(page.getByText('1 value was taken.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Show the contacts' }).click();
  });

  await test.step('reads one customer’s whole story', async () => {
    await contacts.search('c00050@');
    await contacts.open('Andrii Garcia');
    await expect(contacts.profile.getByText('c00050@example.net')).toBeVisible();
    const timeline = await contacts.timeline();
    await expect(timeline.getByRole('listitem').first()).toBeVisible();
    await page.keyboard.press('Escape');
    await contacts.search('');
  });

  await test.step('merges two who are one', async () => {
    await page.getByRole('button', { name: 'Duplicates' }).click();
    await contacts.duplicates.getByRole('button', { name: 'Compare' }).first().click();
    await contacts.merging.getByRole('button', { name: 'Merge', exact: true }).click();
    await expect(contacts.merging).toHaveCount(0);
    await page.keyboard.press('Escape');
  });

  await test.step('says in sentences whom to write to', async () => {
    await page.getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('button', { name: 'New segment' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New segment' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Bought twice, silent');
    const add = async (search: string, field: RegExp) => {
      await dialog.getByRole('button', { name: 'Add a condition' }).last().click();
      await dialog.getByRole('combobox', { name: 'What about' }).fill(search);
      await page.getByRole('option', { name: field }).first().click();
    };
    const nested = async (months: number, unit: string) => {
      await dialog.getByRole('button', { name: 'Narrow down' }).click();
      await dialog.getByRole('combobox', { name: 'What about' }).last().fill('When it happened');
      await page.getByRole('option', { name: 'When it happened' }).click();
      await dialog.getByRole('combobox', { name: 'How', exact: true }).last().selectOption({ label: 'in the last …' });
      await dialog.getByRole('textbox', { name: 'How many' }).last().fill(String(months));
      await dialog.getByRole('combobox', { name: 'Unit' }).last().selectOption({ label: unit });
      await dialog.getByRole('button', { name: 'Done', exact: true }).first().click();
    };
    await add('order', /^Order/);
    await dialog.getByRole('textbox', { name: 'How many' }).first().fill('2');
    await nested(90, 'days');
    await dialog.getByRole('button', { name: 'Done', exact: true }).click();
    await add('sum', /^Sum of total/);
    await dialog.getByRole('combobox', { name: 'How', exact: true }).selectOption({ label: 'is more than' });
    await dialog.getByRole('textbox', { name: 'Value' }).fill('10');
    await dialog.getByRole('button', { name: 'Done', exact: true }).click();
    await add('read', /^Email: read/);
    await dialog.getByRole('combobox', { name: 'How', exact: true }).selectOption({ label: 'never' });
    await nested(1, 'month');
    await dialog.getByRole('button', { name: 'Done', exact: true }).click();
    await expect(dialog.getByText(/people now$/)).toBeVisible();
    await expect(dialog.getByText('For example:')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Save the segment' }).click();
    await expect(page.getByText('“Bought twice, silent” is saved.')).toBeVisible();
  });

  await test.step('makes an offer', async () => {
    await app.shell.goTo('Content');
    const dialog = await offers.new();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Come back');
    await dialog.getByRole('textbox', { name: 'Discount, %' }).fill('15');
    await offers.pick(dialog, 'One for everybody');
    await dialog.getByRole('textbox', { name: 'The code' }).fill('BACK15');
    await dialog.getByLabel('Ends').fill('2040-03-31T23:59');
    await offers.save(dialog);
  });

  await test.step('writes a letter in two languages and a message in Telegram, both with it', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.rename('Come back');
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
    await canvas.addAfter('Start by hand', 'Next', 'Email');
    await canvas.fit();
    await canvas.addAfter('Email', 'Not sent', 'Telegram');
    await canvas.fit();
    await canvas.click('Start by hand');
    await inspector.addCondition('Segment', 'Bought twice, silent');
    await canvas.click('Email');
    await inspector.tab('Texts');
    await inspector.writeLetter('{percent} off for you, {first name}', 'Your code is {code}, until {end date}.');
    await inspector.addLanguage('Ukrainian');
    await inspector.writeLetter('Знижка {percent} для вас', 'Ваш код {code}.');
    await canvas.click('Telegram');
    await inspector.tab('Texts');
    await inspector.write('Text', '{percent} with {code}');
  });

  await test.step('looks at both as three people', async () => {
    for (const name of ['Telegram', 'Email'] as const) {
      await canvas.click(name);
      await inspector.tab('Texts');
      for (const person of ['c00050@', 'c00021@', 'c00071@']) {
        await inspector.previewAs(person, new RegExp(person));
        await expect(
          inspector.preview.getByText(name === 'Telegram' ? '15% with BACK15' : /^15% off for you, /),
        ).toBeVisible();
      }
    }
    const problems = await canvas.problems();
    await expect(problems.getByText('Error:')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await canvas.expectSaved();
  });

  await test.step('starts, and finds the offer in the mailbox a day later', async () => {
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in .* for [\d,]+ (?:people|person)$/ }).click();
    await expect(canvas.status).toContainText('Running');
    // It may be night where they live: a day later nobody sleeps any more.
    await app.quit();
    const now = Date.now();
    const at = (ms: number) => new Date(ms).toISOString();
    app.kaskad('run', app.workspace, '--from', at(now), '--to', at(now + 86_400_000));
    await app.open();
    await app.shell.goTo('Mailbox');
    const mailbox = new MailboxPage(app.page);
    await mailbox.onlyChannel('Email');
    await expect(mailbox.conversations.getByText(/^(?:15% off for you, |Знижка 15% для вас)/).first()).toBeVisible();
    await app.shell.goTo('Content');
    await expect(new OffersPage(app.page).row('Come back').getByRole('cell').nth(2)).not.toHaveText('0');
  });
});
