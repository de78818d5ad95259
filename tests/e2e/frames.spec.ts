/** Notes, frames and folding: by mouse, and the same once more without one. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type App, expect, test } from './app.ts';
import { boxOf, CanvasPage } from './pages/canvas.ts';
import { FramesPage } from './pages/frames.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(180_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

async function take(app: App, name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  for (const scheme of ['light', 'dark'] as const) {
    await app.page.emulateMedia({ colorScheme: scheme });
    await app.page.screenshot({ path: join(pictures, `${app.kind}-frames-${name}-${scheme}.png`) });
  }
  await app.page.emulateMedia({ colorScheme: 'light' });
}

async function openWinBack(app: App, page: Page): Promise<CanvasPage> {
  const canvas = new CanvasPage(page);
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await canvas.ready();
  return canvas;
}

test('frames blocks, moves and folds them, and writes notes, by mouse', async ({ app }) => {
  const { page } = app;
  const canvas = await openWinBack(app, page);
  const frames = new FramesPage(canvas);
  await canvas.fit();
  const [hot, keen, later] = ['Mark as interested', 'Interested', 'Not now'] as const;

  await test.step('frames what is chosen and names it', async () => {
    await canvas.click(hot);
    await canvas.card(keen).click({ modifiers: ['ControlOrMeta'], position: { x: 40, y: 16 } });
    await frames.menu(canvas.card(keen), { x: 40, y: 16 }, 'Frame the selected');
    await expect(frames.name).toBeFocused();
    await page.keyboard.type('Keen people');
    await page.keyboard.press('Enter');
    await expect(frames.frame('Keen people')).toBeFocused();
    await expect(canvas.card(hot)).toHaveAccessibleName(/In the frame “Keen people”/);
    await expect(canvas.card(later)).not.toHaveAccessibleName(/In the frame/);
    await expect(canvas.inspector.box.getByRole('textbox', { name: 'Name of the frame' })).toHaveValue('Keen people');
    await take(app, 'framed');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('its head moves all that lies in it, in one step of undo', async () => {
    const [inside, outside] = [await boxOf(canvas.card(hot)), await boxOf(canvas.card(later))];
    await frames.drag(frames.frame('Keen people'), { x: -60, y: 40 });
    await frames.expectMoved(canvas.card(hot), inside, { x: -60, y: 40 });
    await frames.expectMoved(canvas.card(later), outside, { x: 0, y: 0 });
    await canvas.tool('Undo').click();
    await frames.expectMoved(canvas.card(hot), inside, { x: 0, y: 0 });
  });

  await test.step('grows by its corner and holds one more', async () => {
    const gap = (await boxOf(canvas.card(later))).x - (await boxOf(canvas.card(hot))).x;
    await frames.resize(frames.frame('Keen people'), { x: gap, y: 0 });
    await expect(canvas.card(later)).toHaveAccessibleName(/In the frame “Keen people”/);
  });

  await test.step('folds by a click into a tile that says what happened inside, and opens by a click', async () => {
    await frames.frame('Keen people').getByRole('button', { name: 'Fold “Keen people”' }).click();
    const tile = frames.tile('Keen people');
    await expect(tile).toHaveAccessibleName(/folded\. 3 blocks\. \d+ entered/);
    for (const name of [hot, keen, later]) await expect(canvas.card(name)).toHaveCount(0);
    await expect(canvas.card('What do they say?')).toHaveAccessibleName(/leads to “Mark as interested”/);
    await take(app, 'folded');
    await app.expectAccessible({ alsoInDark: true });
    await tile.getByRole('button', { name: 'Open “Keen people”' }).click();
    await expect(canvas.card(hot)).toBeVisible();
    await tile.waitFor({ state: 'detached' });
  });

  await test.step('problems and finding open what is folded; nothing is lost after a reload', async () => {
    // Left of where a line crosses the head.
    await frames.menu(frames.frame('Keen people'), { x: 28, y: 10 }, 'Fold or open the frame');
    await expect(frames.tile('Keen people')).toBeVisible();
    await canvas.expectSaved();
    await page.reload();
    await canvas.ready();
    await expect(frames.tile('Keen people')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+KeyF');
    await page.getByRole('dialog').getByRole('combobox').fill(later);
    await page
      .getByRole('option', { name: new RegExp(later) })
      .first()
      .click();
    await expect(canvas.card(later)).toBeFocused();
    await expect(frames.tile('Keen people')).toHaveCount(0);
  });

  await test.step('writes a note, copies, resizes and deletes it', async () => {
    await canvas.fit();
    await frames.menu(canvas.drawing, { x: 60, y: 90 }, 'Add a note');
    await expect(frames.text).toBeFocused();
    await page.keyboard.type('Ask Olena before');
    await page.keyboard.press('Enter');
    await page.keyboard.type('you change this');
    await page.keyboard.press('Escape');
    const note = frames.note('Ask Olena before you change this');
    await expect(note).toBeFocused();
    const before = await boxOf(note);
    await frames.resize(note, { x: 40, y: 30 });
    await expect.poll(async () => (await boxOf(note)).width - before.width).toBeGreaterThan(30);
    await page.keyboard.press('ControlOrMeta+KeyD');
    await expect(note).toHaveCount(2);
    await canvas.tool('Undo').click();
    await expect(note).toHaveCount(1);
    await note.dblclick();
    await page.keyboard.press('ControlOrMeta+KeyA');
    await page.keyboard.type('Done');
    await canvas.drawing.click({ position: { x: 400, y: 20 } });
    await expect(frames.note('Done')).toBeVisible();
    await take(app, 'note');
    await app.expectAccessible({ alsoInDark: true });
    await frames.menu(frames.note('Done'), { x: 20, y: 20 }, 'Delete');
    await expect(frames.note('Done')).toHaveCount(0);
  });
});

test('folds what follows a block, walks, resizes, tidies and takes frames away by keyboard alone', async ({ app }) => {
  const { page } = app;
  const canvas = await openWinBack(app, page);
  const frames = new FramesPage(canvas);
  const keys = new KeyboardPage(page);
  await keys.forbidMouse();
  const branch = 'After “The same, by SMS”';

  await keys.find('The same, by SMS');
  await keys.press('Shift+KeyF');
  await expect(frames.tile(branch)).toBeFocused();
  await expect(frames.tile(branch)).toHaveAccessibleName(/2 blocks/);
  for (const name of ['Two weeks more', 'No answer']) await expect(canvas.card(name)).toHaveCount(0);

  await test.step('arrows that lead into it open it', async () => {
    await keys.find('The same, by SMS');
    await keys.press('ArrowDown');
    await expect(canvas.card('Two weeks more')).toBeFocused();
    await expect(frames.frame(branch)).toBeVisible();
  });

  await test.step('F folds, Enter opens, F2 names, Ctrl with an arrow resizes', async () => {
    await keys.press('KeyF');
    await expect(frames.tile(branch)).toBeFocused();
    await keys.press('Enter');
    await expect(frames.frame(branch)).toBeFocused();
    await keys.press('F2');
    await expect(frames.name).toBeFocused();
    await keys.retype('Answers');
    await keys.press('Enter');
    const frame = frames.frame('Answers');
    await expect(frame).toBeFocused();
    const before = await boxOf(frame);
    await keys.press('ControlOrMeta+ArrowRight');
    await keys.press('ControlOrMeta+ArrowDown');
    await expect
      .poll(async () => {
        const { width, height } = await boxOf(frame);
        return width > before.width && height > before.height;
      })
      .toBe(true);
  });

  await test.step('a note is written, is reached by Tab and arrows, and moves', async () => {
    await keys.press('Shift+KeyN');
    await expect(frames.text).toBeFocused();
    await keys.type('By keyboard');
    await keys.press('Escape');
    const note = frames.note('By keyboard');
    await expect(note).toBeFocused();
    await keys.walkBackTo(canvas.card('Two weeks more'));
    await keys.walkTo(note);
    const noteFirst = (await boxOf(note)).y < (await boxOf(frames.frame('Answers'))).y;
    await keys.press(noteFirst ? 'ArrowDown' : 'ArrowUp');
    await expect(frames.frame('Answers')).toBeFocused();
    await keys.press(noteFirst ? 'ArrowUp' : 'ArrowDown');
    await expect(note).toBeFocused();
    await canvas.atRest();
    const at = await boxOf(note);
    await keys.press('Alt+Shift+ArrowRight');
    await expect.poll(async () => (await boxOf(note)).x).toBeGreaterThan(at.x + 10);
  });

  await test.step('tidying keeps the frame round its blocks', async () => {
    await keys.press('Escape');
    await keys.press('KeyL');
    await expect(page.locator('[data-said]')).toContainText('Layout tidied');
    await expect(frames.frame('Answers')).toHaveAccessibleName(/2 blocks/);
  });

  await test.step('the frame is taken away and its blocks stay, or go with it', async () => {
    await keys.find('No answer');
    await keys.press('ControlOrMeta+Shift+KeyG');
    await expect(frames.frame('Answers')).toHaveCount(0);
    await expect(canvas.card('No answer')).toHaveCount(1);
    await keys.press('ControlOrMeta+KeyZ');
    await expect(frames.frame('Answers')).toHaveCount(1);
    await keys.find('No answer');
    await keys.press('KeyF');
    await expect(frames.tile('Answers')).toBeFocused();
    await keys.press('Shift+Delete');
    await expect(frames.tile('Answers')).toHaveCount(0);
    await expect(canvas.card('No answer')).toHaveCount(0);
    await keys.press('Alt+KeyH');
    const history = page.getByRole('complementary', { name: 'History' });
    await expect(history.getByRole('button', { name: /^Named a frame “Answers”/ })).toBeVisible();
    await expect(history.getByRole('button', { name: /^Wrote the note|^Added a note/ }).first()).toBeVisible();
  });
});
