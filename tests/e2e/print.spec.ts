/** Letters on paper: drawn with a preview of the page, made into a PDF, marked as printed, taken back. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPdf } from '../kit/pdf-text.ts';
import { expect, type Seed, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';

/** Three people who agreed to post; where Clara lives nobody knows. */
const post: Seed = {
  fill(kaskad, workspace) {
    kaskad('contacts', 'import', workspace, join(root, 'tests/e2e/post.csv'), '--key', 'customer');
  },
};

test.use({ seed: post });
test.setTimeout(240_000);

test('prints a letter for everybody who has an address, once', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;

  await test.step('nothing waits for paper yet', async () => {
    await app.shell.goTo('Inbox');
    await page.getByRole('link', { name: 'To print' }).click();
    await expect(page.getByRole('heading', { name: 'Nothing to print' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('draws a letter and sees the page as it will be printed', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.rename('Post');
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
    await canvas.addAfter('Start by hand', 'Next', 'Print');
    await canvas.fit();
    await canvas.click('Print');
    await inspector.tab('Texts');
    await inspector.write('Text', 'Dear {first name}, come and see us.');
    await inspector.box.getByRole('textbox', { name: 'QR code', exact: true }).fill('https://example.com/visit');
    await inspector.previewAs('Borys', /Borys Melnyk/);
    const sheet = inspector.preview.getByRole('img', { name: 'Page 1 of 1' });
    await expect(sheet.getByText('Dear Borys, come and see us.')).toBeVisible();
    await expect(sheet.getByText('79000 Lviv')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await inspector.previewAs('Clara', /Clara Bondar/);
    await expect(inspector.preview.getByText(/has no postal address/)).toBeVisible();
  });

  await test.step('says on the canvas that a flyer is too full', async () => {
    await inspector.tab('Setup');
    const format = inspector.box.getByRole('combobox', { name: 'Format' });
    await format.selectOption({ label: 'Flyers, 4 on A4' });
    await inspector.tab('Texts');
    const text = inspector.box.getByRole('textbox', { name: 'Text', exact: true });
    const letter = await text.inputValue();
    await text.fill('A long story. '.repeat(300));
    const problems = await canvas.problems();
    await expect(problems.getByText(/does not fit onto the paper/)).toBeVisible();
    await page.keyboard.press('Escape');
    await text.fill(letter);
    await inspector.tab('Setup');
    await format.selectOption({ label: 'Letter, A4' });
    await canvas.expectSaved();
  });

  await test.step('starts; two letters wait, and become one PDF', async () => {
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in shop for 3 people$/ }).click();
    await expect(canvas.status).toContainText('Running');
    await app.shell.goTo('Inbox');
    await page.getByRole('link', { name: 'To print (2)' }).click();
    const waiting = page.getByRole('table', { name: 'Waiting for paper' });
    await expect(waiting.getByRole('row', { name: /Post/ })).toContainText('2');
    await waiting.getByRole('checkbox', { name: /Choose Post/ }).check();
    const pdf = await app.download(async () => {
      await page.getByRole('button', { name: 'Make a PDF of 2 pieces' }).click();
    });
    expect(pdf.name).toMatch(/^Post \d{4}-\d\d-\d\d 1\.pdf$/);
    await expect.poll(() => readFileSync(pdf.path).subarray(-6).toString('latin1').trim()).toBe('%%EOF');
    const { pages } = readPdf(readFileSync(pdf.path));
    const said = pages.map((one) => one.map(({ text }) => text).join(' '));
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('Dear Олена, come and see us.');
    expect(said[0]).toContain('вул. Хрещатик, 22');
    expect(said[1]).toContain('Dear Borys, come and see us.');
  });

  await test.step('marks them as printed, takes it back, and puts them back', async () => {
    const jobs = page.getByRole('table', { name: 'PDFs made' });
    await expect(page.getByText('Nothing waits for paper now.')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await jobs.getByRole('button', { name: 'Mark as printed' }).click();
    await expect(jobs.getByText('Printed', { exact: true })).toBeVisible();
    await jobs.getByRole('button', { name: 'Undo' }).click();
    await expect(jobs.getByText('Not printed yet')).toBeVisible();
    await jobs.getByRole('button', { name: 'Put back' }).click();
    await expect(page.getByRole('link', { name: 'To print (2)' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });
});
