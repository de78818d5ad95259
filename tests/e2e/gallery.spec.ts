/** A ready flow is found, looked into, and becomes a draft on the canvas. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';

test.setTimeout(180_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

test('finds a ready flow by what it is for and by words, and starts from it', async ({ app }) => {
  const { page } = app;
  const take = async (name: string) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `${app.kind}-${name}.png`) });
  };
  await app.shell.goTo('Flows');
  await page.getByRole('button', { name: 'From a ready flow' }).click();
  const cards = page.getByRole('main').getByRole('listitem');
  await expect(cards).toHaveCount(23);
  await take('gallery');
  await app.expectAccessible({ alsoInDark: true });
  await page.getByText('Bring back', { exact: true }).click();
  await expect(cards).toHaveCount(2);
  await page.getByText('All', { exact: true }).click();
  await page.getByRole('searchbox', { name: 'Find a ready flow' }).fill('cart');
  await cards.first().getByRole('button').click();
  const look = page.getByRole('dialog', { name: 'Start from this flow' });
  await expect(look.getByRole('button', { name: 'Start from this' })).toBeVisible();
  await expect(look.getByText(/^It listens for: Cart changed/)).toBeVisible();
  await take('gallery-look');
  await app.expectAccessible({ alsoInDark: true });
  await look.getByRole('button', { name: 'Start from this' }).click();
  const canvas = new CanvasPage(page);
  await canvas.ready();
  await expect.poll(() => canvas.cards.count()).toBeGreaterThan(5);
  await canvas.expectSaved();
  await take('gallery-canvas');
});

test.describe('in Russian', () => {
  test.use({ language: 'ru' });
  test('speaks the language of the app', async ({ app }) => {
    const { page } = app;
    await page.getByRole('link', { name: 'Сценарии' }).first().click();
    await page.getByRole('button', { name: 'Из готового' }).click();
    await expect(page.getByRole('main').getByRole('listitem')).toHaveCount(23);
    await expect(page.getByText('Брошенная корзина')).toBeVisible();
    if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${app.kind}-gallery-ru.png`) });
  });
});
