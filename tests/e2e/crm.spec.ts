/** A CRM: connected, looked into, brought in; and what changes there is seen here. */
import { join } from 'node:path';
import { type FakeBitrix24, startFakeBitrix24 } from '../kit/fake-bitrix24.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { pictures, pictureTaker } from './pictures.ts';

let bitrix: FakeBitrix24;
test.beforeEach(async () => {
  bitrix = await startFakeBitrix24();
  bitrix.items.seed();
  bitrix.items.add('contact', {
    name: 'Olha',
    lastName: 'Kovalenko',
    post: 'Owner',
    ufCrm_1700000000: 'Kyiv',
    fm: [{ typeId: 'EMAIL', valueType: 'WORK', value: 'olha@example.com' }],
  });
});
test.afterEach(async () => {
  expect(bitrix.faults).toEqual([]);
  expect(bitrix.tooMany()).toBe(0);
  await bitrix.close();
});

test('people and deals of a CRM come into the profiles, and follow what changes there', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  const take = pictureTaker(app, 'crm');
  const accounts = new AccountsPage(page);
  const contacts = new ContactsPage(page);
  const dialog = page.getByRole('dialog', { name: 'What comes in from “Bitrix24”' });
  const open = async () => {
    await accounts.card('Bitrix24').getByRole('button', { name: 'What comes in' }).click();
    await expect(dialog.getByRole('heading', { name: 'What is to come in' })).toBeVisible();
  };

  await test.step('connects it; nothing comes in by that', async () => {
    await app.shell.goTo('Accounts');
    await accounts.add('Bitrix24', { 'Address of the webhook': bitrix.webhook });
    await expect(accounts.card('Bitrix24').getByText(/knows the webhook of Anna Titova/)).toBeVisible();
    await expect(page.locator('html')).not.toContainText(bitrix.code);
    await take('account');
  });

  await test.step('chooses what a field becomes, and sees it on the newest people', async () => {
    await open();
    await take('start');
    const city = dialog.getByRole('combobox', { name: 'What “City” becomes' });
    await city.click();
    await page.getByRole('option', { name: 'City', exact: true }).click();
    await dialog.getByRole('button', { name: 'Try on the newest people' }).click();
    const olha = dialog.getByRole('row').filter({ hasText: 'Olha Kovalenko' });
    await expect(olha).toContainText('olha@example.com');
    await expect(olha).toContainText('City: Kyiv');
    await expect(olha).toContainText('new');
    await olha.scrollIntoViewIfNeeded();
    await take('preview');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('brings it in, and is told how far it is', async () => {
    await dialog.getByRole('button', { name: 'Bring it in' }).click();
    await expect(dialog.getByText(/^Up to date/)).toHaveCount(2);
    await expect(dialog.getByText('31 records read · 31 new people · 0 changed')).toBeVisible();
    await take('done');
    await page.keyboard.press('Escape');
    await app.shell.goTo('Contacts');
    await contacts.search('Olha');
    await contacts.open('Olha Kovalenko');
    await expect(contacts.profile.getByText('Kyiv', { exact: true })).toBeVisible();
  });

  await test.step('what changes there is seen here, once it looks again', async () => {
    const olha = [...bitrix.items.contacts.values()].find(({ name }) => name === 'Olha');
    if (olha === undefined) throw new Error('Olha is gone');
    bitrix.items.change(olha, { ufCrm_1700000000: 'Lviv' });
    bitrix.items.add('deal', { title: 'Order 42', contactIds: [olha.id], opportunity: 1500, currencyId: 'UAH' });
    await app.shell.goTo('Accounts');
    await open();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await expect(dialog.getByText('Paused', { exact: true })).toHaveCount(2);
    await take('paused');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByText(/1 changed/)).toBeVisible();
    await page.keyboard.press('Escape');
    await app.shell.goTo('Contacts');
    await contacts.search('Olha');
    await contacts.open('Olha Kovalenko');
    await expect(contacts.profile.getByText('Lviv', { exact: true })).toBeVisible();
    await expect((await contacts.timeline()).getByText(/deal\.created/)).toBeVisible();
  });

  await test.step('a webhook that ended is said in words', async () => {
    const reply = { status: 401, body: { error: 'NO_AUTH_FOUND', error_description: 'Wrong authorization data' } };
    bitrix.fail({ kind: 'reply', reply });
    await app.shell.goTo('Accounts');
    await open();
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByText(/Bitrix24 refuses the webhook/)).toBeVisible();
    await take('refused');
    await page.keyboard.press('Escape');
  });

  if (pictures !== undefined) {
    bitrix.fail(null);
    await page.evaluate(() => localStorage.setItem('kaskad.language', 'ru'));
    await page.reload();
    await accounts.card('Bitrix24').getByRole('button', { name: 'Что приходит' }).click();
    await page.getByRole('button', { name: 'Проверить на самых новых' }).click();
    await page.waitForTimeout(1500);
    await take('ru');
  }
});

test('a block knows the stages of the CRM', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  await app.shell.goTo('Accounts');
  await new AccountsPage(page).add('Bitrix24', { 'Address of the webhook': bitrix.webhook });
  await app.shell.goTo('Flows');
  await new FlowsPage(page).create();
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.1 });
  await canvas.addAfter('Start by hand', 'Next', 'CRM record');
  await canvas.fit();
  await canvas.click('CRM record');
  await inspector.tab('Setup');
  await inspector.box.getByRole('combobox', { name: 'What' }).selectOption({ label: 'Move the deal to a stage' });
  await expect(inspector.box.getByText('Choose the stage to which the deal goes.').first()).toBeVisible();
  const stage = inspector.box.getByRole('combobox', { name: 'Stage' });
  await expect(stage).toBeEnabled();
  await stage.click();
  await page.getByRole('option', { name: 'Отгружено' }).click();
  await expect(inspector.box.getByText('Choose the stage to which the deal goes.')).toHaveCount(0);
  await expect(stage).toHaveValue('Отгружено');
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${app.kind}-crm-block.png`) });
  await app.expectAccessible({ alsoInDark: true });
  await canvas.expectSaved();
});
