/** Making the app one's own, and the first steps in it: keys, density, motion, the tour, the sample data. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { type App, expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';
import { KeyboardPage } from './pages/keyboard.ts';

test.setTimeout(300_000);

const pictures = process.env.KASKAD_SCREENSHOTS;
const take = async (app: App, name: string): Promise<void> => {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await app.resize({ width, height });
    await app.page.waitForTimeout(400);
    await app.page.screenshot({ path: join(pictures, `${app.kind}-${name}-${width}.png`) });
  }
  await app.resize({ width: 1440, height: 900 });
};

const shortcuts = (page: Page): Locator => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const row = (page: Page, name: string): Locator =>
  shortcuts(page)
    .getByRole('listitem')
    .filter({ has: page.getByText(name, { exact: true }) });

test('gives an action other keys, by mouse and by keyboard, and every place shows and obeys them', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const keys = new KeyboardPage(page);
  await app.shell.goTo('Flows');
  await new FlowsPage(page).create();
  await canvas.addByClick('Start by hand');
  await canvas.addByClick('Email');
  const said = shortcuts(page).getByRole('status');

  await test.step('by mouse', async () => {
    await canvas.menu('Keyboard shortcuts');
    await shortcuts(page).getByRole('searchbox').fill('dupl');
    await expect(shortcuts(page).getByRole('listitem')).toHaveCount(2);
    await page.getByRole('button', { name: 'Change the keys of “Duplicate”' }).click();
    await app.expectAccessible({ alsoInDark: true });
    await keys.press('KeyX');
    await expect(said).toHaveText('“Duplicate” has X now.');
    // The whole list is judged with the other dialogs: accessibility.spec.ts.
    await shortcuts(page).getByRole('searchbox').fill('');
    await expect(row(page, 'Home')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(shortcuts(page)).toHaveCount(0);
  });

  await test.step('the new keys work, the old ones do not, and menus show the new ones', async () => {
    await canvas.card('Email').focus();
    await keys.press('ControlOrMeta+KeyD');
    await expect(canvas.cards).toHaveCount(2);
    await canvas.click('Email');
    await keys.press('KeyX');
    await expect(canvas.cards).toHaveCount(3);
    await page.getByRole('button', { name: 'Actions', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: /^Duplicate/ })).toContainText('X');
    await page.keyboard.press('Escape');
  });

  await test.step('by keyboard: what is taken is said by name, and swapped', async () => {
    await canvas.card('Start by hand').focus();
    await keys.press('Shift+Slash');
    await expect(shortcuts(page).getByRole('searchbox')).toBeFocused();
    await keys.type('turn off');
    await keys.walkTo(page.getByRole('button', { name: 'Change the keys of “Turn off or on”' }));
    await keys.press('Enter');
    const field = shortcuts(page).getByRole('textbox', { name: /^New keys for “Turn off or on”/ });
    await expect(field).toBeFocused();
    await keys.press('ControlOrMeta+KeyR');
    await expect(shortcuts(page).getByRole('alert')).toContainText('The browser needs Ctrl R');
    await keys.press('ControlOrMeta+KeyC');
    await expect(shortcuts(page).getByRole('alert')).toContainText('“Copy”, which cannot be changed');
    await keys.press('KeyL');
    await expect(shortcuts(page).getByRole('alert')).toContainText('L belongs to “Tidy up the layout”');
    await keys.walkTo(shortcuts(page).getByRole('button', { name: 'Swap' }));
    await keys.press('Enter');
    await expect(said).toContainText('“Tidy up the layout” has its former keys');
    await expect(page.getByRole('button', { name: 'Change the keys of “Turn off or on”' })).toBeFocused();
    await keys.press('Escape');
    await expect(shortcuts(page)).toHaveCount(0);
  });

  await test.step('after a start anew they still hold; one and all can be reset', async () => {
    await canvas.expectSaved();
    await page.reload();
    await canvas.ready();
    await canvas.click('Start by hand');
    await keys.press('KeyL');
    await expect(canvas.card('Start by hand')).toHaveAccessibleName(/off/i);
    await keys.press('Shift+Slash');
    await page.getByRole('button', { name: 'Take the keys of “Tidy up the layout” away' }).click();
    await expect(row(page, 'Tidy up the layout')).toContainText('no keys');
    await page.getByRole('button', { name: 'Reset the keys of “Tidy up the layout”' }).click();
    await expect(said).toContainText('“Turn off or on” lost them');
    await take(app, 'shortcuts');
    await shortcuts(page).getByRole('button', { name: 'Reset all' }).click();
    await expect(row(page, 'Turn off or on').locator('kbd')).toHaveText('D');
    await shortcuts(page).getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(row(page, 'Turn off or on')).toContainText('no keys');
    await shortcuts(page).getByRole('button', { name: 'Reset all' }).click();
  });

  await test.step('single keys are turned off with one switch', async () => {
    await shortcuts(page).getByRole('switch', { name: 'Shortcuts of a single key' }).click();
    await keys.press('Escape');
    await canvas.click('Start by hand');
    await keys.press('Slash');
    await keys.press('Shift+Slash');
    await keys.press('F2');
    // The last of the three was heard, so that the two before were too, and did nothing.
    await expect(canvas.inspector.box.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await keys.press('ControlOrMeta+Slash');
    await expect(shortcuts(page)).toBeVisible();
  });
});

test('density, motion and language are chosen, hold at once, also in another window and after a reload', async ({
  app,
}) => {
  const { page } = app;
  const html = page.locator('html');
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await app.shell.goTo('Flows');
  await page.keyboard.press('ControlOrMeta+Comma');
  await expect(dialog).toBeVisible();
  const height = () =>
    page
      .locator('header')
      .filter({ visible: true })
      .first()
      .evaluate((element) => element.getBoundingClientRect().height);
  const roomy = await height();
  expect(roomy).toBeGreaterThan(0);
  await app.expectAccessible({ alsoInDark: true });
  await take(app, 'preferences');
  await dialog.getByText('Compact', { exact: true }).click();
  await expect.poll(height).toBeLessThan(roomy);
  await dialog.getByRole('switch', { name: 'Less motion' }).click();
  await expect(html).toHaveAttribute('data-motion', 'less');
  expect(
    await page
      .getByRole('link', { name: 'Home' })
      .first()
      .evaluate((one) => getComputedStyle(one).transitionDuration),
  ).toMatch(/^0s/);
  await take(app, 'preferences-compact');
  await page.reload();
  await app.shell.ready();
  await expect(html).toHaveAttribute('data-density', 'compact');
  await expect(html).toHaveAttribute('data-motion', 'less');
  await app.expectAccessible();
  // As another window tells it.
  await app.prefer({ density: 'comfortable' });
  await expect(html).toHaveAttribute('data-density', 'comfortable');
  await app.shell.rail.getByRole('button').last().click();
  await page.getByRole('menuitem', { name: /^Preferences/ }).click();
  await dialog.getByText('Українська').click();
  await expect(html).toHaveAttribute('lang', 'uk');
  await expect(page.getByRole('dialog', { name: 'Уподобання' })).toBeVisible();
});

test.describe('for who was not yet shown round', () => {
  test.use({ shownRound: false });

  test('the tour begins by itself, goes on by doing and by keyboard, covers nothing and can be put away', async ({
    app,
  }) => {
    const { page } = app;
    const canvas = new CanvasPage(page);
    const keys = new KeyboardPage(page);
    const note = (title: string) => page.getByRole('dialog', { name: title });
    const clearOf = async (title: string, thing: Locator) => {
      const apart = async () => {
        const [one, other] = await Promise.all([note(title).boundingBox(), thing.boundingBox()]);
        if (one === null || other === null) return false;
        return (
          one.x >= other.x + other.width ||
          other.x >= one.x + one.width ||
          one.y >= other.y + other.height ||
          other.y >= one.y + one.height
        );
      };
      await expect.poll(apart, `${title} stands clear of what it explains`).toBe(true);
    };
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();

    await test.step('by doing', async () => {
      await expect(note('Blocks to draw with')).toBeFocused();
      await clearOf('Blocks to draw with', canvas.palette);
      await app.expectAccessible({ alsoInDark: true });
      await take(app, 'tour-1');
      await canvas.addByClick('Start by hand');
      await expect(note('What happens next')).toBeVisible();
      await canvas.atRest();
      await expect(page.locator('[data-said]')).toContainText('Tour, step 2 of 5');
      await clearOf(
        'What happens next',
        canvas.card('Start by hand').getByRole('button', { name: /^Add a block after/ }),
      );
      await take(app, 'tour-2');
      await canvas.addAfter('Start by hand', 'next', 'Email');
      await expect(note('Say what it does')).toBeVisible();
      await clearOf('Say what it does', canvas.inspector.box);
      await take(app, 'tour-3');
    });

    await test.step('waits while the flow is not a drawing', async () => {
      await page.keyboard.press('Alt+KeyT');
      await expect(note('Say what it does')).toHaveCount(0);
      await page.getByRole('banner').getByRole('button', { name: 'More', exact: true }).click();
      await expect(page.getByRole('menuitem', { name: 'Show me round' })).toBeDisabled();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Alt+KeyT');
      await expect(note('Say what it does')).toBeVisible();
      await canvas.card('Email').focus();
      await keys.press('F2');
      await keys.type('Letter');
      await expect(note('See it before it happens')).toBeVisible();
      await clearOf('See it before it happens', page.getByRole('button', { name: 'Simulate', exact: true }));
    });

    await test.step('by keyboard, put away and taken up again', async () => {
      await take(app, 'tour-4');
      await canvas.card('Letter').focus();
      await keys.press('Escape');
      await expect(note('See it before it happens')).toHaveCount(0);
      await page.reload();
      await canvas.ready();
      await expect(canvas.card('Letter')).toBeVisible();
      await expect(page.getByRole('dialog')).toHaveCount(0);
      await keys.walkTo(page.getByRole('banner').getByRole('button', { name: 'More', exact: true }));
      await keys.press('Enter');
      await keys.menu('Show me round');
      await expect(note('See it before it happens')).toBeFocused();
      await keys.walkTo(note('See it before it happens').getByRole('button', { name: 'Next' }));
      await keys.press('Enter');
      await expect(note('Then start it')).toBeVisible();
      await take(app, 'tour-5');
      await canvas.start();
      await expect(note('Then start it')).toHaveCount(0);
    });
  });
});

test('shows sample data to who has nothing yet, marked as such, and leads back', async ({ app }) => {
  const { page } = app;
  await take(app, 'home-empty');
  await page.getByRole('main').getByRole('button', { name: 'Look around with sample data' }).click();
  const banner = page.getByRole('complementary', { name: 'Sample data' });
  if (app.kind === 'web') {
    // One server, one workspace: then it is said how.
    const how = page.getByRole('dialog', { name: 'Look around with sample data' });
    await expect(how).toContainText('kaskad serve demo.kaskad --open');
    await app.expectAccessible({ alsoInDark: true });
    await take(app, 'sample-how');
    await page.keyboard.press('Escape');
    await expect(banner).toHaveCount(0);
    return;
  }
  await expect(banner).toContainText('nothing is sent to anybody', { timeout: 90_000 });
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  await app.expectAccessible({ alsoInDark: true });
  await take(app, 'sample');
  await banner.getByRole('button', { name: 'Leave the sample' }).click();
  await expect(page.getByRole('main').getByRole('button', { name: 'Look around with sample data' })).toBeVisible();
  await expect(banner).toHaveCount(0);
});
