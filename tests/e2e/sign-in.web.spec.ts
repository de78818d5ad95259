/** The browser's half of signing in: on the desktop the same link goes through the system's question and browser. */
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type FakeOAuth, mailbox, oauthClient, startFakeOAuth } from '../kit/fake-oauth.ts';
import { startSmtp, type TestSmtp } from '../kit/smtp.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';

let oauth: FakeOAuth;
let smtp: TestSmtp;
test.beforeEach(async () => {
  oauth = await startFakeOAuth();
  smtp = await startSmtp({ bearer: (token) => oauth.holds(token) });
  oauth.owner('asks');
});
test.afterEach(async () => {
  await Promise.all([oauth.close(), smtp.close()]);
});

/** For people who look at screens: `KASKAD_PICTURES=<folder>`. */
const picture = async (page: Page, name: string): Promise<void> => {
  const folder = process.env.KASKAD_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) });
};

test('a mailbox at Google is signed in to in the browser, waits when access is taken back, and goes on after signing in again', async ({
  app,
}) => {
  const accounts = new AccountsPage(app.page);
  await app.shell.goTo('Accounts');
  const card = accounts.card('Shop mail');

  await test.step('the form asks for what the service needs, and explains it', async () => {
    await accounts.choosesKind('Email (SMTP and IMAP)');
    await accounts.fill({ 'Mail service': 'Gmail' });
    await expect(accounts.form.getByText('At most 500 letters a day')).toBeVisible();
    await expect(accounts.field('Mail server for sending')).toBeHidden();
    await picture(app.page, 'form-gmail');
    await accounts.fill({ 'How to sign in': 'In the browser' });
    await expect(accounts.field('Password')).toHaveCount(0);
    await accounts.form.getByRole('button', { name: 'More settings' }).click();
    await expect(accounts.field('Mail server for sending')).toHaveValue('smtp.gmail.com');
    await expect(accounts.field('Mail server for reading')).toHaveValue('imap.gmail.com');
    await accounts.form.getByRole('button', { name: 'Connect and sign in' }).click();
    await expect(accounts.form.getByText('This is needed.')).toHaveCount(3);
    await picture(app.page, 'form-browser');
    await accounts.fill({
      Name: 'Shop mail',
      'User name': mailbox,
      'Client ID': oauthClient.id,
      'Client secret': oauthClient.secret,
      'Sender’s address': mailbox,
      'Mail server for sending': smtp.host,
      Port: String(smtp.port),
      Encryption: 'None',
      'Mail server for reading': '',
      'Address of the sign-in server': oauth.baseUrl,
    });
    await accounts.form.getByRole('button', { name: 'Connect and sign in' }).click();
  });

  const dialog = app.page.getByRole('dialog', { name: 'Sign in to “Shop mail”' });
  const throughTheBrowser = async (decision: 'Allow' | 'Deny'): Promise<Page> => {
    const [tab] = await Promise.all([
      app.page.context().waitForEvent('page'),
      dialog.getByRole('link', { name: 'Open the sign-in page' }).click(),
    ]);
    await expect(tab.getByText('Kaskad wants to use')).toBeVisible();
    await expect(dialog.getByText('Waiting for the browser')).toBeVisible();
    await picture(app.page, 'dialog-waiting');
    await tab.getByRole('link', { name: decision }).click();
    return tab;
  };

  await test.step('who refuses is told so, and may try again', async () => {
    const tab = await throughTheBrowser('Deny');
    await expect(tab.getByRole('heading', { name: 'You were not signed in' })).toBeVisible();
    await tab.close();
    await expect(dialog.getByText('You were not signed in')).toBeVisible();
    await picture(app.page, 'dialog-refused');
    await dialog.getByRole('button', { name: 'Sign in again' }).click();
  });

  await test.step('who allows it is signed in, and the mailbox works', async () => {
    const tab = await throughTheBrowser('Allow');
    await expect(tab.getByRole('heading', { name: 'You are signed in' })).toBeVisible();
    await picture(tab, 'page-done');
    await tab.close();
    await expect(dialog).toHaveCount(0);
    await expect(app.page.getByText(/“Shop mail” works\./)).toBeVisible();
    await expect(card.getByText(/^Works/)).toBeVisible();
  });

  await test.step('no secret is shown anywhere', async () => {
    const shown = JSON.stringify(app.kaskad('accounts', 'list', app.workspace));
    const page = await app.page.content();
    for (const secret of oauth.secrets) expect([shown.includes(secret), page.includes(secret)]).toEqual([false, false]);
  });

  await test.step('when the owner takes the access back the account says so, and signing in again heals it', async () => {
    oauth.takeBack();
    await card.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(card.getByText('Needs you to sign in again')).toBeVisible();
    await expect(card.getByText('The service no longer lets Kaskad in')).toBeVisible();
    await picture(app.page, 'card-needed');
    await app.shell.goTo('Home');
    await expect(app.page.getByText('“Shop mail” waits for you to sign in')).toBeVisible();
    await app.shell.goTo('Accounts');
    await card.getByRole('button', { name: 'Sign in', exact: true }).click();
    const tab = await throughTheBrowser('Allow');
    await expect(tab.getByRole('heading', { name: 'You are signed in' })).toBeVisible();
    await tab.close();
    await expect(card.getByText(/^Works/)).toBeVisible();
  });

  await test.step('signing out makes it wait', async () => {
    await app.page.getByRole('button', { name: 'Actions for “Shop mail”' }).click();
    await app.page.getByRole('menuitem', { name: 'Sign out…' }).click();
    await app.page.getByRole('dialog').getByRole('button', { name: 'Sign out', exact: true }).click();
    await expect(app.page.getByText('the service was told')).toBeVisible();
    await expect(card.getByText('You signed out.')).toBeVisible();
  });
});
