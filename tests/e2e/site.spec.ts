/** Blocks on a shop's site: connected, drawn, shown to whom the shop vouches for, pressed and told; and to nobody else. */
import { createHmac } from 'node:crypto';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { Shop } from './pages/shop.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

test('a person who comes to the site finds what a flow has ready for them', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  const shop = await Shop.open();
  const elsewhere = await Shop.open();
  const dialog = page.getByRole('dialog', { name: 'Blocks on “Your site”' });
  let secret = '';
  let server = '';
  try {
    await test.step('connects the site, and takes what its pages need', async () => {
      await app.shell.goTo('Accounts');
      await new AccountsPage(page).add('Your site', { 'Addresses of your site': shop.origin });
      await page.getByRole('button', { name: 'Put on the site' }).click();
      await expect(dialog.getByText(/Your site cannot reach this computer yet/)).toBeVisible();
      await dialog.getByRole('button', { name: 'Show the secret' }).click();
      secret = await dialog.getByRole('textbox', { name: 'Secret for signing' }).inputValue();
      expect(secret.length).toBeGreaterThan(40);
      const person = dialog.getByRole('combobox', { name: 'As seen by' });
      await person.fill('Anna');
      await page.getByRole('option', { name: 'Anna Shevchenko' }).click();
      await dialog.getByRole('button', { name: 'Make the page' }).click();
      server = new URL(await dialog.getByRole('textbox', { name: 'Address of the page' }).inputValue()).origin;
      await app.expectAccessible({ alsoInDark: true });
      await page.keyboard.press('Escape');
    });

    await test.step('draws a card and a pop-up; what is missing is said while drawing', async () => {
      await app.shell.goTo('Flows');
      await new FlowsPage(page).create();
      await canvas.rename('On the site');
      await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
      await canvas.addAfter('Start by hand', 'Next', 'Site');
      await canvas.fit();
      await canvas.click('Site');
      await inspector.nameIt('Card');
      await inspector.tab('Setup');
      await inspector.box
        .getByRole('combobox', { name: 'What it is' })
        .selectOption({ label: 'Card: in a place of the page' });
      await expect(
        inspector.box.getByText('A card stands in a place of the page. Name the place.').first(),
      ).toBeVisible();
      await inspector.box.getByRole('textbox', { name: 'Place of the page' }).fill('home-top');
      await inspector.tab('Texts');
      await inspector.write('Text', 'Dear {first name}, look at our sale.');
      await inspector.box.getByRole('button', { name: 'Add a button' }).click();
      await inspector.box.getByText('Opens a link').click();
      await inspector.box.getByRole('textbox', { name: 'Address of the link' }).fill('javascript:alert(1)');
      await expect(inspector.box.getByText(/begins with https/).first()).toBeVisible();
      await inspector.box.getByRole('textbox', { name: 'Address of the link' }).fill('/sale');
      await inspector.previewAs('Anna', /Anna Shevchenko/);
      await expect(inspector.preview.getByText('Dear Anna, look at our sale.')).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
      await canvas.addAfter('Card', 'On the site', 'Site');
      await canvas.fit();
      await canvas.click('Site');
      await inspector.tab('Setup');
      await inspector.box
        .getByRole('combobox', { name: 'What it is' })
        .selectOption({ label: 'Pop-up: a window over the page' });
      await inspector.tab('Texts');
      await inspector.write('Text', 'Welcome back');
      const problems = await canvas.problems();
      await expect(problems.getByText(/this workspace has no public address/).first()).toBeVisible();
      await page.keyboard.press('Escape');
      await canvas.expectSaved();
      await canvas.start();
      await canvas.preflight.getByRole('button', { name: /^Start in / }).click();
      await expect(canvas.status).toContainText('Running');
    });

    const sealed = (contact: string, by = secret) =>
      `<script src="${server}/p/site.js" data-contact="${contact}" data-seal="${createHmac('sha256', by).update(contact).digest('hex')}"></script>`;

    await test.step('the shop shows it to whom it vouches for, and what is closed stays closed', async () => {
      shop.script = sealed('c-1');
      const visit = await shop.visit();
      const window = visit.getByRole('dialog', { name: 'Welcome back' });
      await expect(window).toBeVisible();
      expect(await shop.violations(visit)).toEqual([]);
      await visit.keyboard.press('Escape');
      await expect(window).toHaveCount(0);
      const card = visit.getByRole('region', { name: /Dear Anna/ });
      await expect(card).toBeVisible();
      await expect(card.getByText('Dear Anna, look at our sale.')).toHaveCSS('color', 'rgb(28, 36, 48)');
      await visit.emulateMedia({ colorScheme: 'dark' });
      expect(await shop.violations(visit)).toEqual([]);
      await visit.reload();
      await expect(card).toBeVisible();
      await expect(window).toHaveCount(0);
      await card.getByRole('link').click();
      await expect(visit.getByRole('heading', { name: 'Sale' })).toBeVisible();
      await visit.goto(shop.origin);
      await expect(visit.getByRole('heading', { name: 'Shop' })).toBeVisible();
      await expect(card).toHaveCount(0);
    });

    await test.step('a wrong seal, a stranger and a foreign site are told nothing', async () => {
      for (const [site, script] of [
        [shop, sealed('c-2', 'guessed')],
        [shop, `<script src="${server}/p/site.js"></script>`],
        [elsewhere, sealed('c-2')],
      ] as const) {
        site.script = script;
        const visit = await site.visit();
        const blocks = await visit.evaluate(async () => {
          await (window as unknown as { kaskad: { show(): Promise<void> } }).kaskad.show();
          return document.querySelectorAll('.kaskad-block').length;
        });
        expect(blocks).toBe(0);
      }
      shop.script = sealed('c-2');
      await expect((await shop.visit()).getByRole('dialog', { name: 'Welcome back' })).toBeVisible();
    });

    await test.step('the profile tells of it', async () => {
      const contacts = new ContactsPage(page);
      await app.shell.goTo('Contacts');
      await contacts.open('Anna Shevchenko');
      const answers = contacts.profile.getByRole('table', { name: 'How they answer' });
      await expect(answers.getByRole('rowheader', { name: /Site.*lively/ })).toBeVisible();
      await expect(answers.getByRole('rowheader', { name: /Telegram.*never written/ })).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
      const timeline = await contacts.timeline();
      await expect(timeline.getByText('Link clicked').first()).toBeVisible();
      await expect(timeline.getByText('Block on the site closed')).toBeVisible();
    });
  } finally {
    await shop.close();
    await elsewhere.close();
  }
});
