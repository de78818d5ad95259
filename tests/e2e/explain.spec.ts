/** "Why?": from the people behind a number to the reasons, and to the replay on the canvas. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(240_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`in ${scheme} colours`, () => {
    test.use({ scheme, language: scheme === 'light' ? 'en' : 'ru' });

    test('every number opens into people, and each of them into reasons and a replay', async ({ app, language }) => {
      const { page } = app;
      const en = language === 'en';
      const take = async (name: string) => {
        if (pictures === undefined) return;
        mkdirSync(pictures, { recursive: true });
        for (const [width, height] of [
          [1280, 800],
          [1920, 1080],
        ] as const) {
          await app.resize({ width, height });
          await page.waitForTimeout(400);
          await page.screenshot({ path: join(pictures, `${language}-${scheme}-${width}-${name}.png`) });
        }
        await app.resize({ width: 1280, height: 800 });
      };
      const go = async (address: string) => {
        await page.evaluate((to) => {
          window.history.pushState(null, '', to);
          window.dispatchEvent(new PopStateEvent('popstate'));
        }, address);
      };

      await go('/report/win-back');
      const chart = page.getByRole('table').first();
      await chart.getByRole('button').first().click();
      const why = page.getByRole('button', { name: en ? /^Why: / : /^Почему: / });
      await why.first().click();
      const steps = page.getByRole('list', { name: en ? 'Steps of the journey' : 'Шаги пути' });
      await expect(steps.getByRole('listitem').first()).toBeVisible();
      // The audience rule with the values it found.
      await expect(page.getByText(en ? /^found: \d+$/ : /^найдено: \d+$/).first()).toBeVisible();
      await expect(page.getByText(en ? 'Why not there' : 'Почему не там')).toBeVisible();
      await app.expectAccessible();
      await take('why');

      await page.getByRole('link', { name: en ? 'See it on the canvas' : 'Показать на холсте' }).click();
      const slider = page.getByRole('slider', { name: en ? 'Moment' : 'Момент' });
      await expect(slider).toBeVisible({ timeout: 30_000 });
      const here = page.locator('.kc-card[data-replay="here"]');
      await expect(here).toHaveCount(1);
      const last = await here.getAttribute('aria-label');
      await slider.focus();
      await page.keyboard.press('Home');
      await expect(here).not.toHaveAttribute('aria-label', last ?? '');
      await expect(page.locator('.kc-edge[data-taken="true"]')).not.toHaveCount(0);
      await take('replay-contact');
      await app.expectAccessible();
      await page.getByRole('button', { name: en ? 'Close the replay' : 'Закрыть повтор' }).click();
      await expect(page.locator('[data-replay]')).toHaveCount(0);

      await page.getByRole('button', { name: en ? 'Replay over time' : 'Повтор во времени' }).click();
      await expect(page.locator('.kc-replay-mark').first()).toBeVisible();
      await slider.focus();
      await page.keyboard.press('PageDown');
      await take('replay-everybody');
      await app.expectAccessible();
      await page.keyboard.press('Home');
      await page.getByRole('button', { name: en ? 'Play' : 'Пуск', exact: true }).click();
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(2);
      await page
        .getByRole('button', { name: en ? 'Pause' : 'Пауза', exact: true })
        .last()
        .click();

      await go('/contacts/1');
      await page
        .getByRole('tab', { name: en ? /^Timeline/ : /./ })
        .nth(en ? 0 : 1)
        .click();
      await why.first().click();
      await expect(steps).toBeVisible();
      await app.expectAccessible();
      await take('timeline-why');
    });
  });
}
