/** Flows come in from elsewhere, are looked at and tried before they are taken, get newer, and are compared. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowDocument } from '../../flows/document/schema.ts';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { SharingPage } from './pages/sharing.ts';

test.setTimeout(240_000);
const pictures = process.env.KASKAD_SCREENSHOTS;
const text = readFileSync(join(root, 'resources/templates/win-back.flow.json'), 'utf8');
const flow = JSON.parse(text) as FlowDocument;
const blocks = flow.nodes.length;

const pictureTaker =
  (page: import('@playwright/test').Page, kind: string) =>
  async (name: string): Promise<void> => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(pictures, `${kind}-${name}.png`) });
  };

test('a flow from elsewhere is looked at and tried on made-up people, and becomes a flow or a part of one', async ({
  app,
}) => {
  const { page } = app;
  const sharing = new SharingPage(page);
  const canvas = new CanvasPage(page);
  const take = pictureTaker(page, app.kind);
  await app.shell.goTo('Flows');

  await test.step('a torn text says where it is torn', async () => {
    await sharing.paste(text.slice(0, 400));
    await expect(sharing.preview.getByRole('alert')).toContainText(/line \d+, column \d+/);
    await page.keyboard.press('Escape');
    await expect(sharing.preview).toHaveCount(0);
  });

  await test.step('a file that is dropped is shown, tried, and stored only then', async () => {
    await sharing.drop('win-back.flow.json', text);
    await expect(sharing.preview.getByText('Win-back', { exact: true })).toBeVisible();
    await expect(sharing.preview.getByRole('combobox', { name: 'Email: mail' })).toHaveValue('Sandbox');
    await sharing.tryIt();
    await expect(sharing.rehearsal.getByText(/We miss you, Email: \d+ messages/)).toBeVisible();
    await take('import-tried');
    await app.expectAccessible({ alsoInDark: true });
    await expect(page.getByText('No flows yet')).toBeVisible();
    await sharing.preview.getByRole('button', { name: 'Import as a draft' }).click();
    await canvas.ready();
    await expect(canvas.cards).toHaveCount(blocks);
    await expect(canvas.status).toContainText('Draft');
  });

  await test.step('before its first start it can be tried again', async () => {
    await page.getByRole('banner').getByRole('button', { name: 'Start…' }).click();
    await expect(canvas.preflight.getByRole('region', { name: 'Try it on 100 made-up people' })).toBeVisible();
    await take('preflight-tried');
    await page.keyboard.press('Escape');
  });

  await test.step('it is copied as text, and pasted into the drawing as one step', async () => {
    await canvas.menu('Copy as text');
    await expect(page.getByText('“Win-back” is in the clipboard as text')).toBeVisible();
    await canvas.drawing.click({ position: { x: 12, y: 300 } });
    await page.keyboard.press('ControlOrMeta+KeyV');
    await sharing.preview.getByRole('button', { name: 'Add to “Win-back”' }).click();
    await expect(canvas.cards).toHaveCount(2 * blocks);
    await page.keyboard.press('ControlOrMeta+KeyZ');
    await expect(canvas.cards).toHaveCount(blocks);
  });
});

test('a newer file is merged into a changed draft, and what differs is seen on the drawing', async ({
  app,
}, testInfo) => {
  const { page } = app;
  const sharing = new SharingPage(page);
  const canvas = new CanvasPage(page);
  const keys = new KeyboardPage(page);
  const take = pictureTaker(page, app.kind);
  const newer = {
    ...flow,
    nodes: flow.nodes.map((node) =>
      node.id === 'think'
        ? { ...node, name: 'Ten days to think' }
        : node.id === 'keen'
          ? { ...node, name: 'Wants to hear more' }
          : node,
    ),
  };
  const file = testInfo.outputPath('win-back-2.flow.json');
  writeFileSync(file, JSON.stringify(newer));

  await app.shell.goTo('Flows');
  await new FlowsPage(page).chooseFile(join(root, 'resources/templates/win-back.flow.json'));
  await sharing.preview.getByRole('button', { name: 'Import as a draft' }).click();
  await canvas.ready();
  await canvas.fit();

  await test.step('changes it', async () => {
    await keys.find('A week to think');
    await keys.press('Enter');
    await canvas.inspector.nameIt('Five days to think');
    await keys.find('Two weeks more');
    await page.keyboard.press('Delete');
    await expect(canvas.cards).toHaveCount(blocks - 1);
    await canvas.expectSaved();
  });

  await test.step('sees what is new and what is disputed, and chooses', async () => {
    await canvas.menu('Update from a newer file');
    await sharing.update.locator('input[type="file"]').setInputFiles(file);
    await expect(sharing.update.getByRole('region', { name: 'New in the file' })).toContainText('Wants to hear more');
    await expect(sharing.update.getByRole('region', { name: 'What you changed' })).toContainText('Two weeks more');
    const disputed = sharing.update.getByRole('region', { name: 'Both changed this' });
    await expect(disputed.getByRole('listitem')).toHaveCount(1);
    await expect(disputed).toContainText('Five days to think');
    await disputed.getByText('Take theirs').click();
    await take('update-review');
    await app.expectAccessible({ alsoInDark: true });
    await sharing.update.getByRole('button', { name: 'Update the draft' }).click();
    await expect(canvas.card('Ten days to think')).toBeVisible();
    await expect(canvas.card('Wants to hear more')).toBeVisible();
    await expect(canvas.cards).toHaveCount(blocks - 1);
  });

  await test.step('takes it back in one step, and does it again with the same file', async () => {
    await canvas.drawing.click({ position: { x: 12, y: 300 } });
    await page.keyboard.press('ControlOrMeta+KeyZ');
    await expect(canvas.card('Five days to think')).toBeVisible();
    await canvas.menu('Update from a newer file');
    await sharing.update.locator('input[type="file"]').setInputFiles(file);
    await sharing.update.getByRole('button', { name: 'Update the draft' }).click();
    await expect(canvas.card('Wants to hear more')).toBeVisible();
    await expect(canvas.card('Five days to think')).toBeVisible();
  });

  await test.step('compares it with what it was made from, side by side and on the drawing', async () => {
    await page.keyboard.press('Alt+KeyC');
    const list = sharing.compare.getByRole('list', { name: 'What differs' });
    await expect(list).toContainText('Five days to think');
    await expect(list).not.toContainText('Wants to hear more');
    await sharing.compare.getByRole('combobox', { name: 'Before' }).click();
    await page
      .getByRole('option', { name: /^As it came/ })
      .last()
      .click();
    await expect(list).toContainText('Wants to hear more');
    await take('compare-panes');
    await app.expectAccessible({ alsoInDark: true });
    await sharing.compare.getByRole('button', { name: 'Show on the drawing' }).click();
    await canvas.fit();
    await expect(canvas.drawing.getByRole('img', { name: /^“Two weeks more” stood here/ })).toBeVisible();
    const comparison = page.getByRole('region', { name: /^Different from/ });
    await page.keyboard.press('F7');
    await expect(comparison.locator('[aria-current="step"]')).toHaveCount(1);
    const first = (await comparison.locator('[aria-current="step"]').textContent()) ?? '';
    await comparison.getByRole('button', { name: 'Next difference' }).click();
    await expect(comparison.locator('[aria-current="step"]')).not.toHaveText(first);
    await page.keyboard.press('Shift+F7');
    await expect(comparison.locator('[aria-current="step"]')).toHaveText(first);
    await take('compare-drawing');
    await app.expectAccessible({ alsoInDark: true });
  });
});
