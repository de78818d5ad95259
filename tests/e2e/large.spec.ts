/** A flow of 300 blocks: cards come into sight bare, and all that stand still say all they have to say. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { flowOf } from '../../bench/canvas/flow.ts';
import { expect, type Seed, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { KeyboardPage } from './pages/keyboard.ts';

const large: Seed = {
  fill(kaskad, workspace) {
    const file = join(dirname(workspace), 'large.flow.json');
    writeFileSync(file, JSON.stringify(flowOf(300)));
    kaskad('flow', 'import', workspace, file);
  },
};
test.use({ seed: large });

test('cards of a large flow are filled in where one looks, near and far, and lead on by keyboard', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const keys = new KeyboardPage(page);
  const bare = canvas.drawing.locator('[data-bare]');
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: '300 blocks', exact: true }).click();
  await canvas.ready();
  await expect(canvas.cards.first()).toBeVisible();
  await expect(bare).toHaveCount(0);
  expect(await canvas.cards.count()).toBeLessThan(100);
  await expect(canvas.cards.first().locator('.kc-card-summary')).not.toBeEmpty();

  await page.mouse.move(700, 400);
  for (let turns = 0; turns < 6; turns++) await page.mouse.wheel(0, 400);
  await canvas.atRest();
  await expect(bare).toHaveCount(0);
  await expect(canvas.cards.first().locator('.kc-card-summary')).not.toBeEmpty();

  await page.keyboard.press('Digit1');
  await canvas.atRest();
  await expect(bare).toHaveCount(0);

  // Many blocks have this name: the first of them is gone to.
  await keys.press('ControlOrMeta+KeyF');
  const dialog = page.getByRole('dialog', { name: 'Find a block in the flow' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  await keys.type('Email');
  await expect(dialog.getByRole('option').first()).toContainText('Email');
  await keys.press('Enter');
  const card = page.locator('.kc-card:focus');
  await expect(card).toHaveAccessibleName(/^Email\. “Letter \d+: what is new”\. Step \d+ of 300\. .*leads to/);
  await keys.press('ArrowDown');
  await expect(card).not.toHaveAccessibleName(/^Email/);
  await expect(card).toHaveAccessibleName(/Step \d+ of 300/);
  await canvas.atRest();
  await expect(bare).toHaveCount(0);
});
