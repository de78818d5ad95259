/** Every screen, every form and every dialog, in light and dark, over a workspace that has lived for a month. */
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { ConversationsPage } from './pages/conversations.ts';
import { FlowsPage } from './pages/flows.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(480_000);

test('screens outside the canvas', async ({ app }) => {
  // The checker knocks at the frame of a letter, which runs no scripts and answers nobody.
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'|Failed to execute 'postMessage' on 'DOMWindow'/);
  const { page } = app;
  const check = (name: string) => test.step(name, () => app.expectAccessible({ alsoInDark: true }));
  const dialog = page.getByRole('dialog');
  const closed = async () => {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };

  await expect(page.getByRole('heading', { name: 'Messages' })).toBeVisible();
  await check('home');
  if (app.kind === 'web') {
    await page
      .getByRole('complementary', { name: 'Sample data' })
      .getByRole('button', { name: 'Leave the sample' })
      .click();
    await expect(dialog).toContainText('kaskad init my-shop.kaskad');
    await check('how to leave the sample data');
    await closed();
  }
  await page.keyboard.press('ControlOrMeta+KeyK');
  await expect(page.getByRole('searchbox').or(page.getByPlaceholder('Find a screen or a flow'))).toBeVisible();
  await check('palette');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Language and look' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check('language and look');
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
  await expect(dialog).toBeVisible();
  await check('shortcuts');
  await closed();

  await app.shell.goTo('Flows');
  const flows = new FlowsPage(page);
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await check('flows');
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await expect(page.getByRole('menu')).toBeVisible();
  await check('menu of a flow');
  await page.keyboard.press('Escape');
  await flows.chooseFile(join(root, 'resources/templates/welcome.flow.json'));
  await expect(dialog.getByRole('button', { name: 'Import as a draft' })).toBeVisible();
  await check('look into a flow file');
  await closed();

  await app.shell.goTo('Contacts');
  const contacts = new ContactsPage(page);
  await expect(contacts.table.getByRole('link').first()).toBeVisible();
  await check('contacts');
  await page.getByRole('button', { name: 'Filter by a rule' }).click();
  await expect(dialog).toBeVisible();
  await check('filter');
  await closed();
  await contacts.table.getByRole('link').first().click();
  await expect(contacts.profile.getByRole('heading', { level: 2 })).toBeVisible();
  await check('profile');
  await contacts.profile.getByRole('button', { name: 'Edit the fields' }).click();
  await check('fields of a profile');
  await contacts.timeline();
  await check('timeline');
  await contacts.profile.getByRole('button', { name: 'Close the profile' }).click();
  await page.getByRole('button', { name: 'Import contacts' }).click();
  await expect(dialog.getByLabel('Drop a table here, or press to choose a file')).toBeAttached();
  await check('import: file');
  await closed();
  await contacts.chooseFile(join(root, 'resources/sample/contacts-excel-ru.csv'));
  await expect(dialog.getByRole('combobox', { name: 'Encoding' })).toBeVisible();
  await check('import: recognised');
  await dialog.getByRole('button', { name: 'Next' }).click();
  await expect(dialog.getByRole('columnheader', { name: 'Becomes' })).toBeVisible();
  await check('import: columns');
  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(dialog.getByRole('columnheader', { name: 'Reason' })).toBeVisible();
  await check('import: result');
  await closed();

  await app.shell.goTo('Report');
  await expect(page.getByRole('table').first()).toBeVisible();
  await check('report');
  await page
    .getByRole('button', { name: /, Came: / })
    .first()
    .click();
  await expect(dialog.getByRole('link').first()).toBeVisible();
  await check('people behind a number');
  await closed();

  await app.shell.goTo('Mailbox');
  const mailbox = new MailboxPage(page);
  for (const channel of ['Email', 'Telegram']) {
    await mailbox.onlyChannel(channel);
    await mailbox.conversations.getByRole('listitem').first().getByRole('button').click();
    await expect(page.getByRole('textbox', { name: 'Answer as the recipient' })).toBeVisible();
    await expect(
      page
        .getByRole('region', { name: new RegExp(`, ${channel}$`) })
        .getByRole('article')
        .first(),
    ).toBeVisible();
    await check(`mailbox: ${channel}`);
  }

  await app.shell.goTo('Inbox');
  await page.getByRole('link', { name: /^Conversations/ }).click();
  const talk = new ConversationsPage(page);
  await expect(talk.list.getByRole('listitem').first()).toBeVisible();
  await check('conversations');
  await talk.list.getByRole('listitem').first().getByRole('button').click();
  await expect(page.getByRole('log', { name: 'Messages' }).getByRole('article').first()).toBeVisible();
  await check('a conversation');

  await app.shell.goTo('Accounts');
  const accounts = new AccountsPage(page);
  await expect(page.getByRole('article').first()).toBeVisible();
  await check('accounts');
  await page.getByRole('banner').getByRole('button', { name: 'Connect an account' }).click();
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  await check('kinds of accounts');
  await closed();
  for (const kind of ['Email (SMTP and IMAP)', 'Telegram']) {
    await accounts.choosesKind(kind);
    await dialog
      .getByRole('button', { name: 'More settings' })
      .or(dialog.getByRole('button', { name: 'Connect and test' }))
      .first()
      .click();
    await check(`form: ${kind}`);
    await closed();
  }
});

test('the canvas', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const check = (name: string) => test.step(name, () => app.expectAccessible({ alsoInDark: true }));
  const dialog = page.getByRole('dialog');
  const closed = async () => {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };
  await app.shell.goTo('Flows');
  await page.getByRole('rowheader').first().getByRole('link').click();
  await canvas.ready();
  await expect(canvas.cards.first()).toBeVisible();
  await check('a running flow');
  await canvas.problems();
  await check('problems');
  await canvas.fit();
  await canvas.cards.nth(1).click({ position: { x: 40, y: 16 } });
  await canvas.inspector.tab('People');
  await expect(canvas.inspector.box.getByRole('radiogroup', { name: 'Which people' })).toBeVisible();
  await check('people of a block');
  for (const [keys, name] of [
    ['ControlOrMeta+KeyK', 'commands'],
    ['ControlOrMeta+KeyF', 'find'],
    ['Shift+Slash', 'shortcuts'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(dialog).toBeVisible();
    await check(name);
    await closed();
  }
  await canvas.menu('Stop for good…');
  await expect(dialog).toBeVisible();
  await check('stop');
  await closed();
  await canvas.menu('Import a flow…');
  await expect(dialog).toBeVisible();
  await check('import into the canvas');
  await closed();

  await app.shell.goTo('Flows');
  await new FlowsPage(page).create();
  await check('an empty canvas');
  // Each block adds a card and changes the form; the drawing with all of them is looked at once at the end.
  const form = (name: string) =>
    test.step(name, () => app.expectAccessible({ alsoInDark: true, within: '.kc-inspector' }));
  const blocks = await canvas.palette.getByRole('region').getByRole('button').allInnerTexts();
  for (const block of blocks) {
    await canvas.addByClick(block);
    await canvas.inspector.expectOpen(block);
    await form(`form: ${block}`);
    const texts = canvas.inspector.box.getByRole('tab', { name: 'Texts' });
    if (await texts.isVisible()) {
      await texts.click();
      await expect(canvas.inspector.box.getByRole('group', { name: 'Preview' })).toBeVisible();
      await form(`texts: ${block}`);
    }
  }
  await check('a drawing of every block');
  await page.keyboard.press('Slash');
  await expect(dialog).toBeVisible();
  await check('list of blocks');
  await closed();
  await page.keyboard.press('KeyC');
  await canvas.page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(canvas.inspector.box.getByRole('heading', { name: 'Flow settings' })).toBeVisible();
  await check('settings of the flow');
  await canvas.start();
  await check('pre-flight');
});
