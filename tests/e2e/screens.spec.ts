/**
 * Not a test: pictures of every screen and state, for people to look at. `KASKAD_SCREENSHOTS=<folder> npx playwright test
 * screens` makes them in three languages, two colour schemes and two sizes.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type App, expect, test } from './app.ts';
import { root } from './hosts.ts';
import { demoWithDoubles } from './seeds.ts';

const folder = process.env.KASKAD_SCREENSHOTS;
test.use({ seed: demoWithDoubles });
test.setTimeout(600_000);

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
];

/** None without a folder: a skipped test would count as one that could not run. */
const languages = folder === undefined ? [] : (['en', 'ru', 'uk'] as const);

const looks = languages.flatMap((language) =>
  (['light', 'dark'] as const).flatMap((scheme) => sizes.map((size) => ({ language, scheme, size }))),
);

for (const { language, scheme, size } of looks) {
  test.describe(() => {
    test.use({ language, scheme });
    test(`pictures in ${language}, ${scheme}, ${size.width}`, async ({ app }) => {
      const { page, state, take, missing } = await album(app, `${language}-${scheme}-${size.width}`, size);
      const dialog = page.getByRole('dialog');
      const close = async () => {
        await page.keyboard.press('Escape');
        await expect(dialog).toHaveCount(0);
      };
      const place = async (index: number) => {
        await page.keyboard.press(`Alt+Digit${index}`);
        await expect(app.shell.rail.getByRole('link').nth(index)).toHaveAttribute('aria-current', 'page');
      };
      const menu = page.getByRole('menu');
      const dock = page.getByRole('region').filter({ has: page.getByRole('tablist') });
      const firstFlow = page.getByRole('rowheader').first().getByRole('link');
      const card = page.getByRole('application').getByRole('group');

      await state('home', () => expect(page.getByRole('heading', { level: 2 }).nth(1)).toBeVisible());
      await state('settings', async () => {
        await app.shell.rail.getByRole('button').last().click();
        await expect(menu).toBeVisible();
      });
      await page.keyboard.press('Escape');
      await state('preferences', async () => {
        await app.shell.rail.getByRole('button').last().click();
        await menu.getByRole('menuitem').last().click();
        await expect(dialog).toBeVisible();
      });
      await close();
      await state('limits', async () => {
        await place(9);
        await expect(page.getByRole('main').getByRole('checkbox').first()).toBeVisible();
      });
      await place(1);
      await state('go-to', async () => page.keyboard.press('ControlOrMeta+KeyK'));
      await page.keyboard.press('Escape');

      await state('flows', async () => {
        await place(2);
        await expect(firstFlow).toBeVisible();
      });
      await state('flow-file', async () => {
        await page.getByRole('banner').getByRole('button').first().click();
        await dialog.locator('input[type=file]').setInputFiles(join(root, 'resources/templates/welcome.flow.json'));
        await expect(dialog.getByRole('button')).not.toHaveCount(1);
      });
      await close();

      for (let flow = 0; flow < 3; flow++) {
        await place(2);
        await state(`canvas-running-${flow + 1}`, async () => {
          await page.getByRole('rowheader').nth(flow).getByRole('link').click();
          await expect(card.first()).toBeVisible();
        });
        for (let node = 0; node < Math.min(6, await card.count()); node++) {
          await state(`canvas-running-${flow + 1}-block-${node + 1}`, async () => {
            await page.keyboard.press('Escape');
            await card.nth(node).focus();
            await card.nth(node).press('Enter');
            await expect(page.getByRole('complementary').last().getByRole('tab').first()).toBeVisible();
          });
        }
        const tabs = page.getByRole('complementary').last().getByRole('tab');
        await state(`canvas-running-${flow + 1}-people`, () => tabs.last().click());
      }
      const panel = page.getByRole('complementary').last();
      for (const [name, keys] of [
        ['outline', 'Alt+KeyO'],
        ['story', 'Alt+KeyT'],
      ] as const) {
        await state(`canvas-${name}`, async () => {
          await page.keyboard.press('Escape');
          await page.keyboard.press(keys);
          await expect(page.getByRole('application')).toHaveCount(0);
        });
        await page.keyboard.press(keys);
        await expect(page.getByRole('application')).toBeVisible();
      }
      for (const [name, keys] of [
        ['history', 'Alt+KeyH'],
        ['simulate', 'Alt+KeyR'],
        ['layers', 'Alt+KeyL'],
      ] as const) {
        await state(`canvas-${name}`, async () => {
          await page.keyboard.press('Escape');
          await page.keyboard.press(keys);
          await expect(panel).toBeVisible();
        });
        await page.keyboard.press(keys);
      }
      await state('canvas-compare', async () => {
        await page.keyboard.press('Alt+KeyC');
        await expect(dialog).toBeVisible();
      });
      await close();
      await state('canvas-frame-note', async () => {
        await card.nth(1).focus();
        await page.keyboard.press('Shift+ArrowDown');
        await page.keyboard.press('ControlOrMeta+KeyG');
        await page.keyboard.press('Enter');
        await page.keyboard.press('Shift+KeyN');
        await page.keyboard.type('Ask Olena before you change this');
        await page.keyboard.press('Escape');
      });
      await state('canvas-several', async () => {
        await card.nth(1).focus();
        await page.keyboard.press('ControlOrMeta+KeyA');
      });
      await state('canvas-menu', async () => {
        await page.keyboard.press('Shift+F10');
        await expect(menu).toBeVisible();
      });
      await page.keyboard.press('Escape');
      await state('canvas-folded', async () => {
        await card.nth(1).focus();
        await page.keyboard.press('KeyF');
      });
      await state('canvas-more', async () => {
        await page.getByRole('banner').getByRole('button', { expanded: false }).last().click();
        await expect(menu).toBeVisible();
      });
      await page.keyboard.press('Escape');
      await state('canvas-problems', () => dock.getByRole('tab').nth(1).click());
      await state('canvas-whole', () => page.getByRole('toolbar').getByRole('button').nth(3).click());
      for (const [name, keys] of [
        ['commands', 'ControlOrMeta+KeyK'],
        ['find', 'ControlOrMeta+KeyF'],
      ] as const) {
        await state(`canvas-${name}`, async () => {
          await page.keyboard.press(keys);
          await expect(dialog).toBeVisible();
        });
        await close();
      }

      await state('shortcuts', async () => {
        await page.keyboard.press('Shift+Slash');
        await expect(dialog).toBeVisible();
      });
      await close();
      await state('gallery', async () => {
        await place(2);
        await page.getByRole('banner').getByRole('button').nth(1).click();
        await expect(page.getByRole('main').getByRole('listitem').nth(5)).toBeVisible();
      });
      await state('gallery-look', async () => {
        await page.getByRole('main').getByRole('listitem').first().getByRole('button').click();
        await expect(dialog).toBeVisible();
      });
      await close();

      await state('preflight-ready', async () => {
        await page.getByRole('main').getByRole('listitem').first().getByRole('button').click();
        await dialog.getByRole('button').last().click();
        await expect(page.getByRole('application')).toBeVisible();
        await page.keyboard.press('ControlOrMeta+Enter');
        await expect(dialog.getByRole('heading', { level: 3 }).first()).toBeVisible();
      });
      await close();

      await place(2);
      await state('canvas-empty', async () => {
        await page.getByRole('banner').getByRole('button').last().click();
        await expect(page.getByRole('application')).toBeVisible();
      });
      const palette = page.locator('[data-block]');
      const blocks = (await palette.count().catch(() => 0)) || 0;
      for (let block = 0; block < blocks; block++) {
        await state(`block-${block + 1}`, async () => {
          await palette.nth(block).click();
          await expect(page.getByRole('complementary').last().getByRole('tab').first()).toBeVisible();
        });
        const tabs = page.getByRole('complementary').last().getByRole('tab');
        if ((await tabs.count()) === 3) await state(`block-${block + 1}-texts`, () => tabs.nth(1).click());
      }
      await state('flow-settings', () => page.keyboard.press('Alt+KeyS'));
      await state('preflight', async () => {
        await page.keyboard.press('ControlOrMeta+Enter');
        await expect(dialog.getByRole('heading', { level: 3 }).first()).toBeVisible();
      });
      await close();

      await state('contacts', async () => {
        await place(3);
        await expect(page.getByRole('table').getByRole('link').first()).toBeVisible();
      });
      await state('filter', async () => {
        await page.getByRole('button', { name: filterBy[language] }).click();
        await expect(dialog).toBeVisible();
      });
      await close();
      await state('purchases', async () => {
        await page.getByRole('main').locator('button').nth(1).click();
        await dialog.getByRole('button').last().click();
        await expect(dialog.getByRole('table')).toBeVisible();
      });
      await close();
      await state('segments-none', async () => {
        await page.getByRole('banner').getByRole('navigation').getByRole('link').nth(1).click();
        await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
      });
      await state('segment', async () => {
        await page.getByRole('main').getByRole('button').last().click();
        await expect(dialog.getByRole('textbox').first()).toBeVisible();
      });
      await state('segments', async () => {
        await dialog.getByRole('textbox').first().fill('Київ, купували двічі');
        await page.keyboard.press('Enter');
        await expect(page.getByRole('table')).toBeVisible();
      });
      await place(3);
      await state('profile', async () => {
        await page.getByRole('table').getByRole('link').nth(2).click();
        await expect(page.getByRole('complementary').getByRole('heading', { level: 2 })).toBeVisible();
      });
      await state('answers', async () => {
        await page.locator('button:has(.tabler-icon-history)').click();
        await expect(dialog.getByRole('table').or(dialog.getByText(/\w/)).first()).toBeVisible();
      });
      await close();
      await state('timeline', () => page.getByRole('complementary').getByRole('tab').nth(1).click());
      await page.keyboard.press('Escape');
      await state('duplicates', async () => {
        await page.getByRole('banner').getByRole('button').nth(-3).click();
        await expect(dialog.getByRole('listitem').first()).toBeVisible();
      });
      await state('duplicates-all', async () => {
        await dialog.locator('button').nth(1).click();
        await expect(dialog.getByRole('checkbox').first()).toBeVisible();
        await take('merge-all');
        await dialog.getByRole('button').nth(1).click();
      });
      await state('merge', async () => {
        await dialog.getByRole('listitem').first().getByRole('button').last().click();
        await expect(dialog.getByRole('table')).toBeVisible();
      });
      await page.keyboard.press('Escape');
      await close();
      await state('import-file', async () => {
        await page.getByRole('banner').getByRole('button').nth(-2).click();
        await expect(dialog).toBeVisible();
      });
      await state('import-recognised', async () => {
        await dialog.locator('input[type=file]').setInputFiles(join(root, 'resources/sample/contacts-excel-ru.csv'));
        await expect(dialog.getByRole('table')).toBeVisible();
      });
      await state('import-columns', async () => {
        await dialog.getByRole('button').last().click();
        await expect(dialog.getByRole('table').getByRole('combobox').first()).toBeVisible();
      });
      await state('import-result', async () => {
        await dialog.getByRole('button').last().click();
        await expect(dialog.getByRole('region')).toBeVisible();
      });
      await close();

      await state('offers-none', async () => {
        await place(4);
        await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
      });
      await state('offer-new', async () => {
        await page.getByRole('main').getByRole('button').click();
        await expect(dialog.getByRole('textbox').first()).toBeVisible();
      });
      await state('offer-wrong', async () => {
        await dialog.getByRole('radiogroup').nth(1).locator('label').nth(2).click();
        await dialog.locator('textarea').first().fill('VESNA 1');
        await dialog.getByRole('button').last().click();
        await expect(dialog.locator('[aria-invalid=true]').first()).toBeVisible();
      });
      await state('offers', async () => {
        await dialog.getByRole('textbox').first().fill('Весенняя распродажа всех сортов кофе');
        await dialog.getByRole('textbox').nth(1).fill('15');
        await dialog.locator('textarea').first().fill('VESNA-1\nVESNA-2');
        await dialog.locator('input[type=datetime-local]').nth(1).fill('2030-03-31T23:59');
        await dialog.getByRole('button').last().click();
        await expect(page.getByRole('table')).toBeVisible();
      });
      await state('find-code', async () => {
        await page.getByRole('banner').getByRole('button').nth(-2).click();
        await dialog.getByRole('textbox').fill('VESNA-1');
        await page.keyboard.press('Enter');
        await expect(dialog.getByText(/\S/).last()).toBeVisible();
      });
      await close();

      await state('report', async () => {
        await place(5);
        await expect(page.getByRole('table').first()).toBeVisible();
      });
      await state('report-below', async () => page.getByRole('table').last().scrollIntoViewIfNeeded());
      await state('report-people', async () => {
        await page.getByRole('table').first().getByRole('button').first().click();
        await expect(dialog.getByRole('link').first()).toBeVisible();
      });
      await close();

      await state('mailbox', async () => {
        await place(6);
        await expect(page.getByRole('region').first().getByRole('listitem').first()).toBeVisible();
      });
      // Channels are called otherwise in each language.
      for (const channel of [1, 2, 3]) {
        await state(`mailbox-${channel}`, async () => {
          await page.getByRole('region').first().getByRole('combobox').click();
          await page.getByRole('option').nth(channel).click();
          // The list of before stands until the new one comes, and not every channel has somebody.
          await page.waitForTimeout(500);
          const first = page.getByRole('region').first().getByRole('listitem').first();
          if (!(await first.isVisible())) return;
          await first.getByRole('button').click();
          await expect(page.getByRole('article').first()).toBeVisible();
        });
      }

      await state('accounts', async () => {
        await place(7);
        await expect(page.getByRole('article').first()).toBeVisible();
      });
      await state('account-kinds', async () => {
        await page.getByRole('banner').getByRole('button').last().click();
        await expect(dialog.getByRole('listitem').first()).toBeVisible();
      });
      await state('account-form', async () => {
        await dialog.getByRole('listitem').filter({ hasText: 'SMTP' }).getByRole('button').click();
        await expect(dialog.getByRole('textbox').first()).toBeVisible();
      });
      await close();
      await state('inbox', () => place(8));
      await state('conversations', async () => {
        await page.getByRole('navigation').nth(1).getByRole('link').first().click();
        await expect(page.getByRole('region').first().getByRole('listitem').first()).toBeVisible();
      });
      await state('conversation', async () => {
        await page.getByRole('region').first().getByRole('listitem').first().getByRole('button').click();
        await expect(page.getByRole('log').getByRole('article').first()).toBeVisible();
      });
      expect(missing).toEqual([]);
    });

    test(`pictures of forms, letters and paper in ${language}, ${scheme}, ${size.width}`, async ({ app }) => {
      const { page, state, missing } = await album(app, `${language}-${scheme}-${size.width}-more`, size);
      const dialog = page.getByRole('dialog');
      const main = page.getByRole('main');
      const icon = (name: string) => page.locator(`button:has(.tabler-icon-${name})`);
      // The first Escape may belong to an open list within.
      const close = async () => {
        for (let press = 0; press < 4 && (await dialog.count()) > 0; press++) {
          await page.keyboard.press('Escape');
          await expect(dialog)
            .toHaveCount(0, { timeout: 1500 })
            .catch(() => undefined);
        }
      };
      const visit = async (address: string) => {
        await page.evaluate((to) => history.pushState(null, '', to), address);
        await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
      };

      await state('public-address', async () => {
        await visit('/accounts');
        await page.locator('#public-address').scrollIntoViewIfNeeded();
      });
      await state('forms-none', async () => {
        await visit('/forms');
        await expect(main.getByRole('heading', { level: 2 })).toBeVisible();
      });
      await state('form-new', async () => {
        await visit('/forms/new');
        await expect(main.locator('iframe')).toBeVisible();
      });
      await state('form-wrong', () => page.getByRole('banner').getByRole('button').last().click());
      await state('form', async () => {
        await main.getByRole('textbox').first().fill('Подписка на новости кофейни');
        await page.getByRole('banner').getByRole('button').last().click();
      });
      await state('forms', () => visit('/forms'));
      await state('form-publish', async () => {
        await icon('dots').first().click();
        await page.getByRole('menuitem').nth(1).click();
        await expect(dialog).toBeVisible();
      });
      await close();

      await state('chosen', async () => {
        await visit('/contacts');
        await main.getByRole('row').nth(2).getByRole('checkbox').click();
        await main.getByRole('row').nth(4).getByRole('checkbox').click();
      });
      await state('bulk-menu', () => main.locator('button:has(.tabler-icon-chevron-down)').last().click());
      for (const [index, name] of ['bulk-tag', 'bulk-third', 'bulk-fifth'].entries()) {
        await state(name, async () => {
          await page
            .getByRole('menuitem')
            .nth(index * 2)
            .click();
          await expect(dialog).toBeVisible();
        });
        await close();
        await icon('chevron-down')
          .last()
          .click({ timeout: 2000 })
          .catch(() => undefined);
      }
      await page.keyboard.press('Escape');
      await state('changes', () => visit('/contacts?changes'));
      await close();
      await state('requests', () => visit('/contacts?requests'));
      await close();
      await state('import', () => visit('/contacts?import'));
      await close();
      await state('profile', async () => {
        await visit('/contacts');
        await page.getByRole('table').getByRole('link').nth(2).click();
        await expect(page.getByRole('complementary').getByRole('heading', { level: 2 })).toBeVisible();
      });
      await state('profile-end', () => icon('file-export').scrollIntoViewIfNeeded());
      for (const [index, name] of ['person-export', 'person-erase'].entries()) {
        await state(name, async () => {
          await icon(index === 0 ? 'file-export' : 'user-x').click();
          await expect(dialog).toBeVisible();
        });
        await close();
      }

      await state('segment-list', async () => {
        await visit('/segments');
        await icon('list-check').first().click();
        await expect(dialog).toBeVisible();
      });
      await close();

      await state('brand', async () => {
        await visit('/content/brand');
        await expect(main.locator('iframe')).toBeVisible();
      });
      await state('surveys', () => visit('/surveys'));
      await state('print', () => visit('/print'));
      const place = page.getByRole('complementary').last();
      await state('letter', async () => {
        await visit('/flows');
        await page.getByRole('banner').getByRole('button').last().click();
        await expect(page.getByRole('application')).toBeVisible();
        await page.locator('[data-block=email]').click();
        await place.getByRole('tab').nth(1).click();
      });
      await state('letter-window', async () => {
        await place.locator('button:has(.tabler-icon-arrows-maximize)').click();
        await expect(dialog).toBeVisible();
      });
      await state('letter-starters', async () => {
        await dialog.locator('button:has(.tabler-icon-sparkles)').click();
        await expect(page.getByRole('menuitem').first()).toBeVisible();
      });
      await state('letter-begun', async () => {
        await page.getByRole('menuitem').nth(1).click();
        await expect(dialog.frameLocator('iframe').getByRole('heading').first()).toBeVisible();
      });
      await state('letter-card', () => dialog.locator('[data-card]').nth(1).getByRole('button').nth(1).click());
      await state('letter-dark', () => icon('moon').last().click());
      await state('letter-test', async () => {
        await icon('send').last().click();
        await expect(dialog).toHaveCount(2);
      });
      for (const block of ['site', 'web-push', 'print', 'whatsapp', 'messenger', 'instagram', 'viber', 'vk', 'ask']) {
        await state(`block-${block}`, async () => {
          await close();
          await page.locator(`[data-block=${block}]`).click();
          await expect(place.getByRole('tab').first()).toBeVisible();
        });
        await state(`block-${block}-texts`, () => place.getByRole('tab').nth(1).click());
      }
      expect(missing).toEqual([]);
    });
  });
}

const filterBy = { en: 'Filter by a rule', ru: 'Фильтр по правилу', uk: 'Фільтр за правилом' } as const;

/** Numbered pictures of one look. A state that cannot be reached does not end the album, which fails when it is done. */
async function album(app: App, look: string, size: { width: number; height: number }) {
  app.expectTrouble(/./);
  const { page } = app;
  page.setDefaultTimeout(5_000);
  await app.resize(size);
  let number = 0;
  const missing: string[] = [];
  const take = async (name: string) => {
    number += 1;
    await rest(page);
    const to = join(folder ?? '', app.kind, look);
    mkdirSync(to, { recursive: true });
    await page.screenshot({ path: join(to, `${String(number).padStart(3, '0')}-${name}.png`) });
  };
  const state = async (name: string, reach: () => Promise<unknown>) => {
    try {
      await reach();
      await take(name);
    } catch (error) {
      missing.push(`${name}: ${String(error).split('\n')[0]}`);
    }
  };
  return { page, take, state, missing };
}

/** Movements and pictures on their way have come to an end. */
async function rest(page: Page): Promise<void> {
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}
