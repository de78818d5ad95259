import { smtpLogin, startSmtp, type TestSmtp } from '../kit/smtp.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';

let server: TestSmtp;
test.beforeEach(async () => {
  server = await startSmtp();
});
test.afterEach(async () => {
  await server.close();
});

test('connects a mail server, is told when the password is wrong, and never sees the password again', async ({
  app,
}) => {
  const accounts = new AccountsPage(app.page);
  await app.shell.goTo('Accounts');
  const settings = {
    'Mail server for sending': server.host,
    Port: String(server.port),
    Encryption: 'None',
    'User name': smtpLogin.user,
    'Sender’s address': 'shop@example.com',
  };

  await test.step('a wrong password is said in words', async () => {
    await accounts.add('Email (SMTP and IMAP)', { ...settings, Name: 'Shop mail', Password: 'not the right one' });
    const card = accounts.card('Shop mail');
    await expect(card.getByText(/^Does not work/)).toBeVisible();
    await expect(card.getByText(/refused the user name or password/)).toBeVisible();
    await expect(app.page.getByText('not the right one')).toHaveCount(0);
  });

  await test.step('the right one works', async () => {
    await accounts.edit('Shop mail', { Password: smtpLogin.password });
    const card = accounts.card('Shop mail');
    await expect(card.getByText(/^Works/)).toBeVisible();
    await expect(card.getByText(/accepts mail/)).toBeVisible();
    const told = app.page.getByText(/“Shop mail” works\./);
    // Saving has told it, too.
    await expect(told).toHaveCount(0);
    await card.getByRole('button', { name: 'Test', exact: true }).click();
    await expect(told).toBeVisible();
  });

  await test.step('the password is kept, and shown to nobody', async () => {
    await accounts.openForm('Shop mail');
    const password = accounts.field('Password');
    await expect(password).toHaveValue('');
    await expect(password).toHaveAttribute('placeholder', 'set; type to replace');
    await accounts.form.getByRole('button', { name: 'Show what is typed' }).first().click();
    await expect(password).toHaveValue('');
    await expect(app.page.locator('html')).not.toContainText(smtpLogin.password);
    await accounts.form.getByRole('button', { name: 'Save and test' }).click();
    await expect(accounts.form).toHaveCount(0);
    await expect(accounts.card('Shop mail').getByText(/^Works/)).toBeVisible();
    expect(JSON.stringify(app.kaskad('accounts', 'list', app.workspace))).not.toContain(smtpLogin.password);
  });

  await test.step('a server that is gone is said in words', async () => {
    await server.close();
    await accounts.card('Shop mail').getByRole('button', { name: 'Test', exact: true }).click();
    await expect(app.page.getByText('“Shop mail” did not pass the test')).toBeVisible();
    await expect(accounts.card('Shop mail').getByText(/cannot be reached/)).toBeVisible();
  });
});
