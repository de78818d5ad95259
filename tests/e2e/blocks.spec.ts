/** Steps become a reusable block: made, opened, used again with a value of its own, kept for other flows, brought up to date, taken apart. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { type App, expect, type Seed, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { KeyboardPage } from './pages/keyboard.ts';

const letter = (subject: string) => ({
  account: 'mail',
  topic: 'service',
  content: { en: { subject, html: '<p>Thank you for the order.</p>' } },
});
const names = ['start', 'thanks', 'pause', 'ask', 'end'];
const flow = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'After a purchase',
  language: 'en',
  slots: { accounts: { mail: { capability: 'send.email' } } },
  nodes: [
    { id: 'start', type: 'trigger-event', version: 1, name: 'Bought', config: { event: 'order.created' } },
    { id: 'thanks', type: 'email', version: 1, name: 'Say thanks', config: letter('Thank you') },
    { id: 'pause', type: 'wait', version: 1, name: 'Let it arrive', config: { for: 'P3D' } },
    { id: 'ask', type: 'email', version: 1, name: 'Ask how it is', config: letter('How is it?') },
    { id: 'end', type: 'exit', version: 1, name: 'Over', config: { reason: 'done' } },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'thanks' },
    { from: 'thanks', outlet: 'next', to: 'pause' },
    { from: 'thanks', outlet: 'not-sent', to: 'ask' },
    { from: 'pause', outlet: 'next', to: 'ask' },
    { from: 'ask', outlet: 'next', to: 'end' },
  ],
  layout: { nodes: Object.fromEntries(names.map((id, n) => [id, [0, n * 190]])) },
};

const purchase: Seed = {
  fill(kaskad, workspace) {
    const file = join(dirname(workspace), 'purchase.flow.json');
    writeFileSync(file, JSON.stringify(flow));
    kaskad('flow', 'import', workspace, file);
  },
};
test.use({ seed: purchase });
test.setTimeout(300_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

async function take(app: App, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const [width, height] of [
    [1280, 800],
    [1920, 1080],
  ] as const) {
    await app.page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.page.emulateMedia({ colorScheme });
      await app.page.waitForTimeout(400);
      await app.page.screenshot({ path: join(pictures, `${app.kind}-${name}-${width}-${colorScheme}.png`) });
    }
  }
  await app.page.emulateMedia({ colorScheme: 'light' });
  await app.page.setViewportSize({ width: 1280, height: 800 });
}

const openFlow = async (app: App): Promise<CanvasPage> => {
  await app.shell.goTo('Flows');
  await app.page.getByRole('link', { name: 'After a purchase', exact: true }).click();
  const canvas = new CanvasPage(app.page);
  // The first opening on a busy machine loads the canvas.
  await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
  await canvas.fit();
  return canvas;
};
const makeDialog = (page: Page) => page.getByRole('dialog', { name: 'Make a reusable block' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Settings of what is selected' });

test('by mouse: two steps become a block that other places and other flows use', async ({ app }) => {
  const { page } = app;
  const canvas = await openFlow(app);
  const panel = inspector(page);

  await test.step('makes it', async () => {
    await canvas.click('Say thanks');
    await canvas.card('Let it arrive').click({ position: { x: 40, y: 16 }, modifiers: ['Shift'] });
    await canvas.card('Let it arrive').click({ position: { x: 40, y: 16 }, button: 'right' });
    await page.getByRole('menuitem', { name: /^Make a reusable block/ }).click();
    const dialog = makeDialog(page);
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Thanks');
    await dialog.getByRole('textbox', { name: 'What it does' }).fill('Says thanks and lets the parcel arrive');
    await dialog.getByRole('checkbox', { name: /^Say thanks: Subject/ }).check();
    await dialog.getByRole('checkbox', { name: /^Keep it in the library too/ }).check();
    await take(app, 'make-block');
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Make the block' }).click();
    await expect(canvas.cards).toHaveCount(4);
    await expect(canvas.card('Thanks')).toBeFocused();
    await expect(canvas.card('Thanks')).toHaveAccessibleName(/Leads to “Ask how it is”/);
    await expect(panel.getByText('As in the library, revision 1')).toBeVisible();
  });

  await test.step('gives this place a subject of its own', async () => {
    await panel.getByRole('textbox', { name: /^Subject/ }).fill('Thanks again');
    await expect(canvas.card('Thanks')).toHaveAccessibleName(/Thanks again/);
    await take(app, 'block-card');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('uses it a second time', async () => {
    await canvas.dragBlock('Thanks', { x: 0.85, y: 0.5 });
    await expect(canvas.cards).toHaveCount(5);
    await expect(panel.getByText('Used in 2 places of this flow')).toBeVisible();
    await expect(panel.getByText('As in the block: Thank you')).toBeVisible();
  });

  await test.step('opens it, changes it for both places, and comes back', async () => {
    await canvas.fit();
    await canvas
      .card('Thanks')
      .first()
      .dblclick({ position: { x: 40, y: 16 } });
    await expect(page.getByRole('banner').getByRole('button', { name: 'After a purchase' })).toBeVisible();
    await expect(canvas.cards).toHaveCount(4);
    await canvas.fit();
    await canvas.click('Let it arrive');
    await panel.getByRole('textbox', { name: 'Name' }).fill('Wait for the parcel');
    await canvas.drawing.click({ position: { x: 12, y: 300 } });
    await panel.getByRole('button', { name: 'Add an input', exact: true }).click();
    await expect(panel.getByText('{{ block.new_input }}')).toBeVisible();
    await take(app, 'block-open');
    await app.expectAccessible({ alsoInDark: true });
    await page.getByRole('banner').getByRole('button', { name: 'Done' }).click();
    await expect(canvas.card('Thanks').first()).toBeVisible();
    await expect(canvas.cards).toHaveCount(5);
    await expect(panel.getByText('Changed here since revision 1.')).toBeVisible();
    await panel.getByRole('button', { name: 'See what differs' }).click();
    await expect(panel.getByText('Wait for the parcel')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await take(app, 'block-differs');
    await panel.getByRole('button', { name: 'Keep as revision 2' }).click();
    await expect(panel.getByText('As in the library, revision 2')).toBeVisible();
    await canvas.expectSaved();
  });

  await test.step('takes one place apart; the other keeps the block', async () => {
    await panel.getByRole('button', { name: 'Take apart', exact: true }).click();
    await expect(canvas.cards).toHaveCount(6);
    await expect(canvas.card('Wait for the parcel')).toBeVisible();
    await expect(canvas.card('Thanks')).toHaveCount(1);
    await canvas.expectSaved();
  });

  await test.step('another flow takes it from the library, keeps a newer one; the first is told and updated', async () => {
    await app.shell.goTo('Flows');
    await page.getByRole('button', { name: 'New flow' }).click();
    await canvas.ready();
    await canvas.addByClick('Thanks');
    await canvas.card('Thanks').dblclick({ position: { x: 40, y: 16 } });
    await canvas.click('Wait for the parcel');
    await panel.getByRole('textbox', { name: 'Name' }).fill('Wait longer');
    await page.getByRole('banner').getByRole('button', { name: 'Done' }).click();
    await panel.getByRole('button', { name: 'Keep as revision 3' }).click();
    await expect(panel.getByText('As in the library, revision 3')).toBeVisible();
    await canvas.expectSaved();
    await openFlow(app);
    await canvas.click('Thanks');
    await expect(panel.getByText('A newer one is in the library: revision 3, here is 2.')).toBeVisible();
    await panel.getByRole('button', { name: 'See what differs' }).click();
    await expect(panel.getByText('Wait longer')).toBeVisible();
    await panel.getByRole('button', { name: 'Update to revision 3' }).click();
    await expect(panel.getByText('As in the library, revision 3')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+KeyZ');
    await expect(panel.getByText('A newer one is in the library: revision 3, here is 2.')).toBeVisible();
  });
});

test('by keyboard: refused in words, made, opened, left, copied and taken apart', async ({ app }) => {
  const { page } = app;
  const keys = new KeyboardPage(page);
  const canvas = await openFlow(app);
  await keys.forbidMouse();
  const said = page.locator('[data-said]');

  await keys.find('Bought');
  await keys.press('Shift+ArrowDown');
  await keys.press('KeyB');
  await expect(said).toContainText('A block holds no triggers. Leave “Bought” out of the selection.');

  await keys.find('Say thanks');
  await keys.press('Shift+ArrowDown');
  await keys.press('KeyB');
  await expect(makeDialog(page).getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keys.type('Thanks');
  await keys.press('Enter');
  await expect(canvas.cards).toHaveCount(4);
  await expect(canvas.card('Thanks')).toBeFocused();

  await keys.press('Shift+Enter');
  await expect(canvas.card('Way in')).toBeVisible();
  await expect(canvas.cards).toHaveCount(4);
  await keys.find('Let it arrive');
  await keys.press('KeyD');
  await expect(canvas.card('Let it arrive')).toHaveAccessibleName(/Off/);
  await keys.press('ControlOrMeta+ArrowUp');
  await expect(canvas.card('Thanks')).toBeFocused();

  await keys.press('ControlOrMeta+KeyD');
  await expect(canvas.card('Thanks')).toHaveCount(2);
  await keys.press('Shift+KeyB');
  await expect(canvas.card('Thanks')).toHaveCount(1);
  await expect(canvas.cards).toHaveCount(6);
  await keys.press('ControlOrMeta+KeyZ');
  await expect(canvas.card('Thanks')).toHaveCount(2);
  await canvas.expectSaved();
});
