import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';

const template = join(root, 'resources/templates/win-back.flow.json');

test('a flow leaves as a file and comes back as the same flow', async ({ app }) => {
  const { page } = app;
  const flows = new FlowsPage(page);
  const canvas = new CanvasPage(page);
  const { name, nodes } = JSON.parse(readFileSync(template, 'utf8')) as { name: string; nodes: unknown[] };

  await test.step('imports a file after looking at what it does', async () => {
    await app.shell.goTo('Flows');
    await flows.chooseFile(template);
    await expect(flows.importDialog.getByText(name, { exact: true })).toBeVisible();
    await expect(flows.importDialog.getByText(`${nodes.length} blocks`)).toBeVisible();
    await flows.importDialog.getByRole('button', { name: 'Import as a draft' }).click();
    await canvas.ready();
    await expect(canvas.cards).toHaveCount(nodes.length);
    await expect(canvas.status).toContainText('Draft');
  });

  const first = await test.step('exports it from the canvas', async () => {
    const file = await app.download(() => canvas.menu('Export to a file'));
    expect(file.name).toMatch(/\.flow\.json$/);
    return file;
  });

  await test.step('imports the exported file, exports that: not a byte differs', async () => {
    await app.shell.goTo('Flows');
    await flows.chooseFile(first.path);
    await flows.importDialog.getByRole('button', { name: 'Import as a draft' }).click();
    await canvas.ready();
    await app.shell.goTo('Flows');
    await expect(page.getByRole('link', { name, exact: true })).toHaveCount(2);
    await page
      .getByRole('button', { name: `Actions for “${name}”` })
      .first()
      .click();
    const second = await app.download(() => page.getByRole('menuitem', { name: 'Export as a file' }).click());
    expect(second.text).toBe(first.text);
  });
});

test('a file that is not what it says is refused in words', async ({ app }, testInfo) => {
  const flows = new FlowsPage(app.page);
  const dialog = flows.importDialog;
  const refuse = async (fileName: string, text: string, words: RegExp) => {
    const file = testInfo.outputPath(fileName);
    writeFileSync(file, text);
    await flows.chooseFile(file);
    await expect(dialog.getByRole('alert').filter({ hasText: 'This file cannot be imported' })).toContainText(words);
  };
  await app.shell.goTo('Flows');
  const good = readFileSync(template, 'utf8');
  await refuse('torn.flow.json', good.slice(0, 500), /damaged: line \d+, column \d+/);
  await refuse('photo.flow.json', JSON.stringify({ hello: 'world' }), /not a Kaskad flow|not a flow/i);
  await refuse('deep.flow.json', '['.repeat(5000) + ']'.repeat(5000), /levels deep/);
  await refuse(
    'proto.flow.json',
    good.replace('"name"', '"__proto__": {"polluted": true}, "name"'),
    /Do not use this file/,
  );
  await refuse('future.flow.json', good.replace('"formatVersion": 1', '"formatVersion": 999'), /newer Kaskad/);
  await app.page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(app.page.getByText('No flows yet')).toBeVisible();
});

test('shows a hostile text as text', async ({ app }, testInfo) => {
  const flows = new FlowsPage(app.page);
  const canvas = new CanvasPage(app.page);
  const hostile = '<img src=x onerror="window.planted=1"><script>window.planted=2</script>';
  const document = JSON.parse(readFileSync(template, 'utf8')) as { name: string; nodes: { name?: string }[] };
  document.name = hostile;
  for (const node of document.nodes) node.name = hostile;
  const file = testInfo.outputPath('hostile.flow.json');
  writeFileSync(file, JSON.stringify(document));
  await app.shell.goTo('Flows');
  await flows.chooseFile(file);
  await expect(flows.importDialog.getByText(hostile).first()).toBeVisible();
  await flows.importDialog.getByRole('button', { name: 'Import as a draft' }).click();
  await canvas.ready();
  await expect(canvas.drawing.getByText(hostile).first()).toBeVisible();
  expect(await app.page.evaluate(() => 'planted' in window)).toBe(false);
});

test('duplicates and deletes a flow', async ({ app }) => {
  const { page } = app;
  const flows = new FlowsPage(page);
  const canvas = new CanvasPage(page);
  await app.shell.goTo('Flows');
  await flows.create();
  await canvas.rename('Spring sale');
  await canvas.addByClick('Start by hand');
  await canvas.expectSaved();
  await app.shell.goTo('Flows');
  await flows.menu('Spring sale', 'Duplicate');
  await expect(page.getByText('A copy of “Spring sale” was made')).toBeVisible();
  await expect(page.getByRole('rowheader')).toHaveCount(2);
  await flows.menu('Spring sale', 'Delete…');
  const question = page.getByRole('dialog', { name: 'Delete “Spring sale”?' });
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(flows.row('Spring sale')).toBeVisible();
  await flows.menu('Spring sale', 'Delete…');
  await question.getByRole('button', { name: 'Delete the flow' }).click();
  await expect(flows.row('Spring sale')).toHaveCount(0);
  await expect(page.getByRole('rowheader')).toHaveCount(1);
});
