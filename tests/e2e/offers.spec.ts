/** One offer in a letter of two languages and in Telegram: made, written, looked at as three people, sent, used, ended. */
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { OffersPage } from './pages/offers.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

test('an offer says the same in every channel, and each person has their own code', async ({ app }) => {
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const { page } = app;
  // What the engine refuses comes as 422.
  app.expectTrouble(/status of 422/);
  const offers = new OffersPage(page);
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;

  await test.step('makes the offer; what is wrong is said where it stands', async () => {
    await app.shell.goTo('Content');
    await expect(page.getByRole('heading', { name: 'No offers yet' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    const dialog = await offers.new();
    await dialog.getByRole('button', { name: 'Save the offer' }).click();
    await expect(dialog.getByText('Give it a name.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Spring sale');
    await dialog.getByRole('textbox', { name: 'Discount, %' }).fill('15');
    await offers.pick(dialog, 'Each person’s own');
    await dialog.getByRole('textbox', { name: 'Codes' }).fill('SPRING-A1\nSPRING B2');
    await dialog.getByLabel('Ends').fill('2030-03-31T23:59');
    await dialog.getByRole('combobox', { name: 'Event' }).fill('order.created');
    await dialog.getByRole('combobox', { name: 'Property with the code' }).fill('promo');
    await dialog.getByRole('button', { name: 'Save the offer' }).click();
    await expect(dialog.getByText(/Line 2 is no code: “SPRING B2”/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('textbox', { name: 'Codes' }).fill('SPRING-A1\nSPRING-B2\nSPRING-C3\nspring-a1');
    await offers.save(dialog);
    await expect(page.getByText('“Spring sale” is saved. 3 codes were added.')).toBeVisible();
    await expect(offers.row('Spring sale')).toContainText('15 % off');
    await expect(offers.row('Spring sale')).toContainText('3 left');
  });

  await test.step('draws a letter and a message in Telegram', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.rename('Spring');
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
    await canvas.addAfter('Start by hand', 'Next', 'Email');
    await canvas.fit();
    await canvas.addAfter('Email', 'Sent', 'Telegram');
    await canvas.fit();
  });

  await test.step('writes the letter in two languages; a hand-typed discount is warned of', async () => {
    await canvas.click('Email');
    await inspector.tab('Texts');
    await inspector.writeLetter('{percent} off for you, {first name}', 'Your code is {code}, until {end date}.');
    await inspector.addLanguage('Ukrainian');
    await inspector.writeLetter('Знижка 20% для вас', 'Ваш код {code}.');
    const problems = await canvas.problems();
    await expect(
      problems.getByText(/“20%” is typed into the text, but the offer “Spring sale” says otherwise/),
    ).toBeVisible();
    await page.keyboard.press('Escape');
    const subject = inspector.box.getByRole('textbox', { name: 'Subject', exact: true });
    await subject.fill('');
    await inspector.write('Subject', 'Знижка {percent} для вас');
    await expect(page.getByText(/“20%” is typed into the text/)).toHaveCount(0);
  });

  await test.step('writes the same offer in Telegram and looks at both as three people', async () => {
    for (const [search, person] of [
      ['Anna', /Anna Shevchenko/],
      ['Borys', /Borys Melnyk/],
      ['Emma', /Emma Stone/],
    ] as const) {
      await inspector.previewAs(search, person);
      await expect(inspector.preview.getByText('Знижка 15% для вас')).toBeVisible();
      await expect(inspector.preview.frameLocator('iframe').getByText('Ваш код SPRING-A1.')).toBeVisible();
    }
    await canvas.click('Telegram');
    await inspector.tab('Texts');
    await inspector.write('Text', '{first name}: {percent} with {code}');
    await inspector.previewAs('Anna', /Anna Shevchenko/);
    await expect(inspector.preview.getByText('Anna: 15% with SPRING-A1')).toBeVisible();
    const problems = await canvas.problems();
    await expect(problems.getByText('Error:')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await canvas.expectSaved();
  });

  await test.step('starts; the letter and Telegram carry the same code', async () => {
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in shop for 5 people$/ }).click();
    await expect(canvas.status).toContainText('Running');
    await app.shell.goTo('Mailbox');
    const mailbox = new MailboxPage(page);
    await mailbox.onlyChannel('Telegram');
    await mailbox.thread('Anna Shevchenko').click();
    const said = mailbox.conversation('Anna Shevchenko', 'Telegram').getByText(/^Anna: 15% with SPRING-[ABC]\d$/);
    await expect(said).toBeVisible();
    const code = /SPRING-\w\d/.exec((await said.textContent()) ?? '')?.[0] ?? '';
    await mailbox.onlyChannel('Email');
    await mailbox.thread('Anna Shevchenko').click();
    const letter = mailbox.conversation('Anna Shevchenko', 'Email');
    await expect(letter.frameLocator('iframe').getByText(`Your code is ${code}, until 31 March.`)).toBeVisible();

    await app.shell.goTo('Contacts');
    const contacts = new ContactsPage(page);
    await contacts.open('Anna Shevchenko');
    await expect(contacts.profile.getByText(`Spring sale: ${code}`)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });

    await app.shell.goTo('Content');
    await expect(offers.row('Spring sale')).toContainText('0 left');
    await page.getByRole('button', { name: 'Find a code' }).click();
    const find = offers.dialog('Who has this code?');
    await find.getByRole('textbox', { name: 'Code' }).fill(code.toLowerCase());
    await find.getByRole('button', { name: 'Find' }).click();
    await expect(find.getByRole('link', { name: 'Anna Shevchenko' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await find.getByRole('button', { name: 'Mark as used' }).click();
    await expect(find.getByText(/ · used /)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(offers.row('Spring sale').getByRole('cell').nth(3)).toHaveText('1');
  });

  await test.step('an offer that people hold codes of is not deleted', async () => {
    await page.getByRole('button', { name: 'Actions for “Spring sale”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText(/This offer is used by: Spring/)).toBeVisible();
    await expect(offers.row('Spring sale')).toBeVisible();
  });
});
