/** Undo outlives the window; a moment gets a name, is compared with, and comes back. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(180_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

test('every change is listed and stays after a reload; a saved moment is compared with and comes back', async ({
  app,
}) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const history = page.getByRole('complementary', { name: 'History' });
  const take = async (name: string) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `${app.kind}-${name}.png`) });
  };
  const open = async () => {
    await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
    await page.keyboard.press('Alt+KeyH');
    await expect(history).toBeVisible();
  };
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await open();
  await expect(history.getByText('Nothing has been changed yet')).toBeVisible();

  await history.getByRole('tab', { name: 'Bookmarks' }).click();
  await history.getByRole('textbox', { name: 'Bookmark this moment' }).fill('As delivered');
  await history.getByRole('button', { name: 'Keep', exact: true }).click();
  await expect(history.getByText('As delivered')).toBeVisible();

  await canvas.fit();
  await canvas.click('Two weeks more');
  await page.keyboard.press('Delete');
  await canvas.click('Mark as interested');
  await page.keyboard.press('KeyD');
  await history.getByRole('tab', { name: 'Changes' }).click();
  await expect(history.getByRole('button', { name: /^Turned off “Mark as interested”/ })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await expect(history.getByRole('button', { name: /^Deleted “Two weeks more”/ })).toBeVisible();
  await canvas.expectSaved();

  await page.reload();
  await open();
  await expect(history.getByRole('button', { name: /^Turned off “Mark as interested”/ })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await canvas.drawing.click({ position: { x: 12, y: 300 } });
  await page.keyboard.press('ControlOrMeta+KeyZ');
  await expect(history.getByRole('button', { name: /^Deleted “Two weeks more”/ })).toHaveAttribute(
    'aria-current',
    'step',
  );
  await take('steps');
  await app.expectAccessible({ alsoInDark: true });
  await page.keyboard.press('ControlOrMeta+Shift+KeyZ');

  await history.getByRole('tab', { name: 'Bookmarks' }).click();
  await history.getByRole('button', { name: 'What differs?' }).click();
  const comparison = history.getByRole('region', { name: 'Different from “As delivered” now' });
  await expect(comparison.getByText('no longer there')).toBeVisible();
  await expect(canvas.card('Mark as interested')).toHaveAccessibleName(/changed/);
  await comparison.getByRole('button', { name: /Mark as interested/ }).click();
  await take('compared');
  await app.expectAccessible({ alsoInDark: true });

  await history.getByRole('button', { name: 'Make it so again' }).click();
  await expect(canvas.card('Two weeks more')).toBeVisible();
  await expect(comparison).toHaveCount(0);
  await history.getByRole('tab', { name: 'Versions' }).click();
  await expect(history.getByText('Version 1')).toBeVisible();
  await take('versions');
  await history.getByRole('button', { name: 'What differs?' }).click();
  await expect(history.getByText('Nothing: the draft is the same.')).toBeVisible();
});
