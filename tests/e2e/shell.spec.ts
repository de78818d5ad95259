import { expect, test } from './app.ts';
import { places } from './pages/shell.ts';

test('opens on an empty workspace, and every place of the rail opens', async ({ app }) => {
  for (const place of places) {
    await app.shell.goTo(place);
    await expect(app.page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }
});

test('speaks the three languages and remembers the choice', async ({ app }) => {
  await app.shell.speak('Русский');
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(app.shell.rail.getByRole('link', { name: 'Контакты' })).toBeVisible();
  await app.shell.speak('Українська');
  await expect(app.shell.rail.getByRole('link', { name: 'Контакти' })).toBeVisible();
  await app.page.reload();
  await expect(app.page.locator('html')).toHaveAttribute('lang', 'uk');
  await app.shell.speak('English');
  await expect(app.shell.rail.getByRole('link', { name: 'Contacts' })).toBeVisible();
});

test('says what a button does when a pointer rests on it or the keyboard comes to it', async ({ app }) => {
  const { page } = app;
  const tip = page.getByRole('tooltip');
  await app.shell.rail.getByRole('link', { name: 'Contacts' }).hover();
  await expect(tip).toHaveText('Contacts');
  await page.keyboard.press('Escape');
  await expect(tip).toHaveCount(0);
  await page.mouse.move(600, 400);
  await page.keyboard.press('Tab');
  await app.shell.rail.getByRole('link', { name: 'Flows' }).focus();
  await expect(tip).toHaveText('Flows');
  const [said, link] = [
    await tip.boundingBox(),
    await app.shell.rail.getByRole('link', { name: 'Flows' }).boundingBox(),
  ];
  expect(said?.x).toBeGreaterThan((link?.x ?? 0) + (link?.width ?? 0));
  await page.keyboard.press('Enter');
  await expect(tip).toHaveCount(0);
});

test('dresses in light and dark and remembers the choice', async ({ app }) => {
  const background = () => app.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await app.shell.dress('Dark');
  const dark = await background();
  await app.page.reload();
  await app.shell.ready();
  expect(await background()).toBe(dark);
  await app.shell.dress('Light');
  await expect.poll(background).not.toBe(dark);
});

test.describe('on a Ukrainian computer', () => {
  test.use({ language: 'uk' });
  test('speaks Ukrainian from the first screen on', async ({ app }) => {
    await expect(app.page.locator('html')).toHaveAttribute('lang', 'uk');
  });
});

test('every place is accessible, in light and in dark', async ({ app }) => {
  for (const place of places) {
    await test.step(place, async () => {
      await app.shell.goTo(place);
      await expect(app.page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
    });
  }
});
