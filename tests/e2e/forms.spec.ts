/** A form on a site: drawn, put online, filled in by a stranger, confirmed by the link of a letter. */
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FormsPage, fillIn, get, post } from './pages/forms.ts';
import { MailboxPage } from './pages/mailbox.ts';

test.setTimeout(300_000);

test('a stranger fills in a form, and confirms by the link', async ({ app }) => {
  const { page } = app;
  // What the engine refuses comes as 422; the frame of the preview runs nothing.
  app.expectTrouble(/status of 422/);
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const forms = new FormsPage(page);
  let address = '';

  await test.step('draws a form in two languages; what is missing is said where it stands', async () => {
    await app.shell.goTo('Contacts');
    await forms.open();
    await expect(page.getByRole('heading', { name: 'No forms yet' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await page.getByRole('button', { name: 'New form' }).click();
    const fields = forms.part('Fields');
    await fields.getByRole('button', { name: 'Add a field' }).click();
    await page.getByRole('menuitem', { name: 'Something else' }).click();
    const own = fields.getByRole('group').last();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(own.getByText('This is needed.')).toBeVisible();
    await own.getByRole('textbox', { name: 'Label' }).fill('Your city');
    await own.getByRole('combobox', { name: 'Kept as' }).fill('city');
    await expect(forms.preview.getByLabel('Your city')).toBeVisible();
    const words = forms.part('Words');
    await words.getByRole('textbox', { name: 'Heading' }).fill('Hear <from> us');
    await words.getByRole('button', { name: 'Add a language' }).click();
    await page.getByRole('menuitem', { name: 'Ukrainian' }).click();
    await words.getByRole('textbox', { name: 'Heading' }).fill('Будьмо на зв’язку');
    await expect(forms.preview.getByRole('heading', { name: 'Будьмо на зв’язку' })).toBeVisible();
    await forms.save('Newsletter');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('gives its address and HTML for a site', async () => {
    await page.getByRole('button', { name: 'Put on a site' }).click();
    const dialog = page.getByRole('dialog', { name: 'Put on a site' });
    const url = await dialog.getByRole('textbox', { name: 'Page of its own' }).inputValue();
    address = new URL(url).origin;
    expect(url).toBe(`${address}/p/f/newsletter`);
    await expect(dialog.getByRole('textbox', { name: 'Plain HTML' })).toHaveValue(/name="f_city"|name="f_answer"/);
    await app.expectAccessible({ alsoInDark: true });
    await page.keyboard.press('Escape');
    expect(await get(`${url}?lang=en`)).toContain('<h1>Hear &lt;from&gt; us</h1>');
  });

  await test.step('sets the public address, and sees that it leads here', async () => {
    await app.shell.goTo('Accounts');
    const panel = page.getByRole('region', { name: 'Public address' });
    const field = panel.getByRole('textbox', { name: 'Address' });
    await field.fill('http://go.example.com');
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(panel.getByText(/begins with https/)).toBeVisible();
    await field.fill(address);
    await panel.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The public address is saved.')).toBeVisible();
    await panel.getByRole('button', { name: 'Try it' }).click();
    await expect(panel.getByText('It works: the address leads to this workspace.')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('draws the flow that begins by it, and starts it', async () => {
    await app.shell.goTo('Contacts');
    await forms.open();
    await forms.act('Newsletter', 'Draw a flow for it');
    const canvas = new CanvasPage(page);
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in / }).click();
    await expect(canvas.status).toContainText('Running');
  });

  await test.step('a stranger fills it in; only the pressed link gives the consent', async () => {
    await fillIn(
      `${address}/p/f/newsletter`,
      { lang: 'en', f_email: 'nina@example.com', 'f_first-name': 'Nina', f_answer: 'Lviv', c_news: 'yes' },
      /We have sent you a letter/,
    );
    await app.shell.goTo('Mailbox');
    await new MailboxPage(page).thread('Nina').click();
    const conversation = page.getByRole('region', { name: 'Nina, Email' });
    const letter = conversation.getByText(/To hear from us, open this link/);
    await expect(letter).toBeVisible();
    const link = /http:\/\/\S+\/p\/c\/\S+/.exec((await letter.textContent()) ?? '')?.[0] ?? '';
    expect(await get(link)).toContain('Yes, I confirm');
    const contacts = new ContactsPage(page);
    await app.shell.goTo('Contacts');
    await contacts.open('Nina');
    await expect(contacts.profile.getByText('No consent is recorded')).toBeVisible();
    expect(await post(link, {})).toContain('Thank you, confirmed');
    await expect(contacts.profile.getByText('Email: marketing').first()).toBeVisible();
    await forms.open();
    await expect(forms.row('Newsletter').getByRole('cell').nth(0)).toHaveText('1');
  });

  await test.step('takes the form away and back', async () => {
    await forms.act('Newsletter', 'Remove');
    await expect(page.getByRole('heading', { name: 'No forms yet' })).toBeVisible();
    expect(await get(`${address}/p/f/newsletter`)).toContain('This page is not here');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(forms.row('Newsletter')).toBeVisible();
    expect(await get(`${address}/p/f/newsletter`)).toContain('<form method="post"');
  });
});
