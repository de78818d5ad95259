/** A block has an account do what its service offers: chosen, filled in by a form made from the operation, checked, done. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FakeGenesys, startFakeGenesys } from '../kit/fake-genesys.ts';
import { expect, type Seed, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { pictures, pictureTaker } from './pictures.ts';

let genesys: FakeGenesys;
/** Two people with a phone, and one without. */
const seed: Seed = {
  fill(kaskad, workspace) {
    const file = join(dirname(workspace), 'phones.csv');
    writeFileSync(
      file,
      'customer,first_name,phone,email\nc-1,Anna,+380501112233,\nc-2,Borys,+380501112244,\nc-3,Clara,,clara@example.com\n',
    );
    kaskad('contacts', 'import', workspace, file, '--key', 'customer');
  },
};
test.use({ seed });
test.beforeEach(async () => {
  genesys = await startFakeGenesys();
});
test.afterEach(async () => {
  expect(genesys.faults).toEqual([]);
  expect(genesys.tooMany()).toBe(0);
  await genesys.close();
});

test('a contact centre is asked to call back', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  const take = pictureTaker(app, 'action');
  const accounts = new AccountsPage(page);
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  const account = inspector.box.getByRole('combobox', { name: 'Account', exact: true });
  const what = inspector.box.getByRole('combobox', { name: 'What', exact: true });
  const missing = inspector.box.getByText('“Queue” is not filled in. It cannot be done without.');

  await test.step('the contact centre is connected', async () => {
    await app.shell.goTo('Accounts');
    await accounts.choosesKind('Genesys Cloud');
    await accounts.form.getByRole('button', { name: 'More settings' }).click();
    await accounts.fill({
      Region: 'Frankfurt (mypurecloud.de)',
      'Client ID': genesys.config.clientId,
      'Client secret': genesys.config.clientSecret,
      'Address of the API': genesys.config.baseUrl,
    });
    await take('account');
    await accounts.form.getByRole('button', { name: 'Connect and test' }).click();
    await expect(accounts.form).toHaveCount(0);
    await expect(accounts.card('Genesys Cloud').getByText(/Pizza Shop let the client Kaskad in/)).toBeVisible();
    await expect(page.locator('html')).not.toContainText(genesys.config.clientSecret);
  });

  await test.step('a block says what is missing, until an account and what it does are chosen', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.1 });
    await canvas.addAfter('Start by hand', 'Next', 'Account action');
    await canvas.fit();
    await canvas.click('Account action');
    await inspector.tab('Setup');
    await expect(inspector.box.getByText('Choose an account and what it does.').first()).toBeVisible();
    await inspector.choose(account, 'Genesys Cloud');
    await take('choose');
    await what.selectOption({ label: 'Ask a queue to call back' });
    await expect(inspector.box.getByText('Choose an account and what it does.')).toHaveCount(0);
    await expect(missing.first()).toBeVisible();
    await take('missing');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('who only a machine would call is said to need consent', async () => {
    await what.selectOption({ label: 'Put the person onto a calling list' });
    await expect(inspector.box.getByText(/Only for people who agreed to/)).toBeVisible();
    await take('list');
    await what.selectOption({ label: 'Ask a queue to call back' });
  });

  await test.step('its form is filled in, and the flow can start', async () => {
    await inspector.write('Queue', 'queue-7');
    await expect(missing).toHaveCount(0);
    const data = inspector.box.getByRole('group', { name: 'What the agent sees' });
    await data.getByRole('button', { name: 'Add a field' }).click();
    await data.getByRole('textbox', { name: 'Name' }).fill('customer');
    await data.getByRole('textbox', { name: 'Value' }).fill('{{ contact.key }}');
    await take('filled');
    await canvas.expectSaved();
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in shop for 3 people$/ }).click();
  });

  await test.step('who has a phone is called back, and their profile shows it', async () => {
    await expect.poll(() => genesys.callbacks.length).toBe(2);
    const wanted = (name: string, phone: string, key: string) => ({
      queueId: 'queue-7',
      callbackNumbers: [phone],
      callbackUserName: name,
      data: { customer: key },
    });
    expect(genesys.callbacks).toEqual(
      expect.arrayContaining([wanted('Anna', '+380501112233', 'c-1'), wanted('Borys', '+380501112244', 'c-2')]),
    );
    await app.shell.goTo('Contacts');
    const contacts = new ContactsPage(page);
    await contacts.open('Anna');
    await expect((await contacts.timeline()).getByText('Ask a queue to call back: done')).toBeVisible();
    await take('timeline');
    await page.goBack();
    await page.goBack();
  });

  if (pictures !== undefined) {
    await page.evaluate(() => localStorage.setItem('kaskad.language', 'ru'));
    await page.reload();
    await canvas.click('Действие аккаунта');
    await page.waitForTimeout(800);
    await take('ru');
  }
});
