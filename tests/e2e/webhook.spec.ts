/** A webhook of a service: set up in its dialog; a signed delivery shows in the profile, one with a wrong signature does nothing. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { metaSigned } from '../kit/deliveries.ts';
import { expect, type Seed, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { ContactsPage } from './pages/contacts.ts';

const appSecret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
const number = '106853218861309';
const seed: Seed = {
  fill(kaskad, workspace) {
    const file = join(dirname(workspace), 'whatsapp.json');
    writeFileSync(
      file,
      JSON.stringify({
        token: 'EAAFakeAccessTokenForTests0123456789',
        phoneNumberId: number,
        businessAccountId: '102290129340398',
        appSecret,
        // Nothing of this test leaves the computer.
        baseUrl: 'http://127.0.0.1:1',
      }),
    );
    kaskad('accounts', 'add', workspace, '--type', 'whatsapp-cloud', '--name', 'Shop in WhatsApp', '--config', file);
  },
};
test.use({ seed });
test.setTimeout(300_000);

const wrote = (id: string, text: string) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '102290129340398',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '15550783881', phone_number_id: number },
            contacts: [{ wa_id: '380501112233', profile: { name: 'Nina' } }],
            messages: [
              {
                from: '380501112233',
                id,
                timestamp: String(Math.floor(Date.now() / 1000)),
                type: 'text',
                text: { body: text },
              },
            ],
          },
        },
      ],
    },
  ],
});

test('a service tells what people write', async ({ app }) => {
  const { page } = app;
  const accounts = new AccountsPage(page);
  const dialog = page.getByRole('dialog', { name: 'Webhook of “Shop in WhatsApp”' });
  const openDialog = () => accounts.card('Shop in WhatsApp').getByRole('button', { name: 'Webhook' }).click();
  let url = '';

  await test.step('without a public address the dialog says so and leads to its setting', async () => {
    await app.shell.goTo('Accounts');
    await openDialog();
    await expect(dialog.getByText(/there is no public address/)).toBeVisible();
    await expect(dialog.getByText('Approved templates leave', { exact: false })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Set a public address' }).click();
    const web = page.getByRole('region', { name: 'Public address' });
    const field = web.getByRole('textbox', { name: 'Address' });
    const save = async (address: string) => {
      await field.fill(address);
      await web.getByRole('button', { name: 'Save' }).click();
      await expect(web.getByRole('button', { name: 'Try it' })).toBeEnabled();
    };
    await expect(field).toBeFocused();
    // On the desktop this computer has an address once one is wanted.
    await save('https://go.example.com');
    await save((await web.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).textContent()) ?? '');
  });

  await test.step('with one it shows the address and the word, and what to do with them', async () => {
    await openDialog();
    url = await dialog.getByRole('textbox', { name: 'Address' }).inputValue();
    expect(new URL(url).pathname).toMatch(/^\/hooks\/v\/[\w-]{22}$/);
    const word = await dialog.getByRole('textbox', { name: 'Word' }).inputValue();
    await expect(dialog.getByText('Verify and save', { exact: false })).toBeVisible();
    await expect(dialog.getByText('Nothing has come yet.')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    const asked = await fetch(
      `${url}?${new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.verify_token': word, 'hub.challenge': '1158201444' })}`,
    );
    expect([asked.status, await asked.text()]).toEqual([200, '1158201444']);
    await page.keyboard.press('Escape');
  });

  await test.step('a wrong signature does nothing; a right one makes who wrote a contact', async () => {
    const send = ({ headers, body }: { headers: Record<string, string>; body: string }) =>
      fetch(url, { method: 'POST', headers, body });
    expect((await send(metaSigned('0'.repeat(32), wrote('wamid.forged', 'Forged')))).status).toBe(401);
    expect((await send(metaSigned(appSecret, wrote('wamid.in', 'Is it ready?')))).status).toBe(200);
    expect((await send(metaSigned(appSecret, wrote('wamid.in', 'Is it ready?')))).status).toBe(200);
    await app.shell.goTo('Contacts');
    const contacts = new ContactsPage(page);
    await contacts.open('Nina');
    const timeline = await contacts.timeline();
    await expect(timeline.getByText('Is it ready?')).toHaveCount(1);
    await expect(timeline.getByText('Forged')).toHaveCount(0);
  });

  await test.step('the dialog tells what came and what was turned away', async () => {
    await app.shell.goTo('Accounts');
    await openDialog();
    await expect(dialog.getByText(/^2 deliveries, the last /)).toBeVisible();
    await expect(dialog.getByText(/^1 turned away, .*the signature does not fit/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('a new address takes the place of the old one', async () => {
    await dialog.getByRole('button', { name: 'Make a new address' }).click();
    await page
      .getByRole('dialog', { name: 'Make a new address?' })
      .getByRole('button', { name: 'Make a new address' })
      .click();
    await expect(dialog.getByRole('textbox', { name: 'Address' })).not.toHaveValue(url);
    expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404);
  });
});
