/** Shops: connected by what their own screens show, and a cart that was left behind stands with the person. */
import { startFakeRetailCrm } from '../kit/fake-retailcrm.ts';
import { startFakeShopify } from '../kit/fake-shopify.ts';
import { startFakeWooCommerce } from '../kit/fake-woocommerce.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { ContactsPage } from './pages/contacts.ts';
import { pictures, pictureTaker } from './pictures.ts';

test('three shops are connected; customers, orders and a cart of one come in', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  const take = pictureTaker(app, 'shops');
  const accounts = new AccountsPage(page);
  const contacts = new ContactsPage(page);
  const [shopify, woo, retail] = await Promise.all([startFakeShopify(), startFakeWooCommerce(), startFakeRetailCrm()]);
  try {
    const olha = shopify.customer({ firstName: 'Olha', lastName: 'Kovalenko', email: 'olha@example.com' });
    shopify.order({ name: '#1001', customer: olha, displayFinancialStatus: 'PAID' });
    shopify.checkout({ customer: olha, total: 250, items: [{ name: 'Lamp', quantity: 1 }] });

    await test.step('each by its own form', async () => {
      await app.shell.goTo('Accounts');
      await accounts.choosesKind('WooCommerce');
      await take('woocommerce-form');
      await app.expectAccessible({ alsoInDark: true });
      await page.keyboard.press('Escape');
      await accounts.add('WooCommerce', {
        'Address of the shop': woo.baseUrl,
        'Consumer key': woo.config.consumerKey,
        'Consumer secret': woo.secret,
      });
      await accounts.add('RetailCRM (Simla)', { 'Address of the account': retail.baseUrl, 'API key': retail.key });
      await accounts.choosesKind('Shopify');
      await take('shopify-form');
      await page.keyboard.press('Escape');
      await accounts.add('Shopify', {
        'Address of the shop': shopify.baseUrl,
        'Client ID of the app': shopify.clientId,
        'Client secret, or access token': shopify.clientSecret,
      });
      await expect(accounts.card('WooCommerce').getByText(/knows the key/)).toBeVisible();
      await expect(accounts.card('RetailCRM (Simla)').getByText(/Shops: shop\./)).toBeVisible();
      await expect(accounts.card('Shopify').getByText(/knows the app in “Lamps”/)).toBeVisible();
      await take('accounts');
    });

    await test.step('what was there comes in, and stands with the person', async () => {
      const dialog = page.getByRole('dialog', { name: 'What comes in from “Shopify”' });
      await accounts.card('Shopify').getByRole('button', { name: 'What comes in' }).click();
      await expect(dialog.getByRole('heading', { name: 'What is to come in' })).toBeVisible();
      await take('kinds');
      await dialog.getByRole('button', { name: 'Bring it in' }).click();
      await expect(dialog.getByText(/^Up to date/)).toHaveCount(3);
      await take('done');
      await page.keyboard.press('Escape');
      await app.shell.goTo('Contacts');
      await contacts.search('Olha');
      await contacts.open('Olha Kovalenko');
      const timeline = await contacts.timeline();
      await expect(timeline.getByText('Cart changed', { exact: true })).toBeVisible();
      await expect(timeline.getByText('Order paid', { exact: true })).toBeVisible();
    });

    if (pictures !== undefined) {
      await page.evaluate(() => localStorage.setItem('kaskad.language', 'ru'));
      await app.shell.goTo('Accounts').catch(() => page.goBack());
      await page.reload();
      await page.waitForTimeout(1500);
      await take('ru');
    }
    for (const { faults } of [shopify, woo, retail]) expect(faults).toEqual([]);
  } finally {
    for (const one of [shopify, woo, retail]) await one.close();
  }
});
