/** The flow for people who never saw the tool: told in plain words, printed, copied, and exported as a picture. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(240_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

const { nodes } = JSON.parse(readFileSync(join(root, 'resources/templates/win-back.flow.json'), 'utf8')) as {
  nodes: { name: string }[];
};

test('a flow is read as a story in three languages, leads to its blocks, and goes to paper alone', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const story = page.getByRole('article');
  const steps = story.locator('[data-step] > button');
  const nameField = canvas.inspector.box.getByRole('textbox', { name: 'Name', exact: true });
  const take = async (name: string) => {
    if (pictures === undefined) return;
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const size of [
        { width: 1280, height: 800 },
        { width: 1920, height: 1080 },
      ]) {
        await app.resize(size);
        const to = join(pictures, app.kind);
        mkdirSync(to, { recursive: true });
        await page.waitForTimeout(300);
        await page.screenshot({ path: join(to, `story-${name}-${scheme}-${size.width}.png`) });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await app.resize({ width: 1440, height: 900 });
  };
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await canvas.ready();

  await test.step('every block is told, in the order of reading', async () => {
    await page.keyboard.press('Alt+KeyT');
    await expect(story.getByRole('heading', { name: 'Win-back' })).toBeVisible();
    await expect(steps).toHaveCount(nodes.length);
    for (const { name } of nodes) await expect(story.getByRole('button', { name }).first()).toBeVisible();
    await expect(story).toContainText(/It begins/);
    await expect(story.locator('.kc-story-head')).toContainText('Nova Records');
    await app.expectAccessible({ alsoInDark: true });
    await take('en');
  });

  await test.step('a sentence chooses its block, by mouse and by keyboard, and nothing is changed', async () => {
    const [, second, third] = nodes;
    await story
      .getByRole('button', { name: second?.name ?? '' })
      .first()
      .click();
    await expect(nameField).toHaveValue(second?.name ?? '');
    await steps
      .filter({ hasText: third?.name ?? '' })
      .first()
      .focus();
    await page.keyboard.press('Enter');
    await expect(nameField).toHaveValue(third?.name ?? '');
    await story.click({ position: { x: 4, y: 4 } });
    await page.keyboard.press('Delete');
    await expect(steps).toHaveCount(nodes.length);
  });

  await test.step('live figures can be put away', async () => {
    const entered = story.getByText(/^[\d,]+ entered$/).first();
    await expect(entered).toBeVisible();
    const figures = page.getByRole('switch', { name: 'Live figures' });
    await figures.focus();
    await page.keyboard.press('Space');
    await expect(entered).toHaveCount(0);
    await figures.click();
    await expect(entered).toBeVisible();
  });

  await test.step('it is copied as text', async () => {
    await page.getByRole('button', { name: 'Copy as text' }).click();
    await expect(page.getByText('The story is in the clipboard').first()).toBeVisible();
    await canvas.menu('Import a flow');
    const field = page.getByRole('dialog').getByRole('textbox');
    await field.focus();
    await page.keyboard.press('ControlOrMeta+KeyV');
    await expect(field).toHaveValue(/^# Win-back\n[\s\S]*\*\*1\.\*\*/);
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
  });

  await test.step('paper holds the story and nothing else, black on white', async () => {
    await page.keyboard.press('Alt+KeyT');
    await canvas.ready();
    // What the system's own dialog would print is looked at instead.
    await page.evaluate(() => {
      window.print = () => {
        document.documentElement.dataset.printed = document.querySelector('article')?.textContent ?? 'nothing';
      };
    });
    await page.keyboard.press('ControlOrMeta+KeyP');
    await expect(page.locator('html')).toHaveAttribute('data-printed', /Win-back[\s\S]*It begins/);
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await expect(story).toBeVisible();
    await expect(page.getByRole('banner')).toBeHidden();
    await expect(page.getByRole('navigation').first()).toBeHidden();
    await expect(page.getByRole('button', { name: 'Copy as text' })).toBeHidden();
    await expect(story).toHaveCSS('color', 'rgb(0, 0, 0)');
    await expect(story).toHaveCSS('background-color', 'rgb(255, 255, 255)');
    // Nothing it stands in cuts it off, so that all of it reaches the pages.
    const cut = await story.evaluate((element) => {
      for (let box = element.parentElement; box !== null; box = box.parentElement)
        if (getComputedStyle(box).overflow !== 'visible') return box.className || box.tagName;
      return null;
    });
    expect(cut).toBeNull();
    if (app.kind === 'web') {
      const kept = pictures === undefined ? {} : { path: join(pictures, 'story.pdf') };
      const paper = (await page.pdf({ preferCSSPageSize: true, ...kept })).toString('latin1');
      expect(paper).toMatch(/\/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
    }
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' });
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await canvas.ready();
  });

  for (const [language, begins, foreign] of [
    ['ru', /Начинается/, /It begins|We send/],
    ['uk', /Починається/, /It begins|We send|Начинается/],
  ] as const) {
    await test.step(`it is told in ${language}`, async () => {
      await page.evaluate((to) => localStorage.setItem('kaskad.language', to), language);
      await page.reload();
      await expect(page.locator('.react-flow__node').first()).toBeVisible();
      await page.keyboard.press('Alt+KeyT');
      await expect(story).toHaveAttribute('lang', language);
      await expect(story).toContainText(begins);
      await expect(story).not.toContainText(foreign);
      await expect(steps).toHaveCount(nodes.length);
      await take(language);
    });
  }
});

test('the drawing leaves as SVG, PNG and PDF', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const dialog = page.getByRole('dialog', { name: 'Export the picture' });
  const save = dialog.getByRole('button', { name: 'Save' });
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await canvas.ready();

  await test.step('the dialog shows what will be saved', async () => {
    await canvas.menu('Export picture');
    const preview = dialog.getByRole('img', { name: 'Drawing of the flow “Win-back”' });
    await expect(preview).toBeVisible();
    await expect.poll(() => preview.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(300);
    await app.expectAccessible({ alsoInDark: true });
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${app.kind}-picture-dialog.png`) });
    }
  });

  const svg = await test.step('as SVG, with figures, by keyboard', async () => {
    await dialog.getByRole('radio', { name: /^PNG/ }).focus();
    await page.keyboard.press('ArrowDown');
    await expect(dialog.getByRole('radio', { name: /^SVG/ })).toBeChecked();
    await dialog.getByRole('switch', { name: 'With figures' }).focus();
    await page.keyboard.press('Space');
    await save.focus();
    const file = await app.download(() => page.keyboard.press('Enter'));
    expect(file.name).toBe('Win-back.svg');
    await expect(page.getByText('“Win-back.svg”').first()).toBeVisible();
    await expect(dialog).toHaveCount(0);
    const read = await page.evaluate((text) => {
      const xml = new DOMParser().parseFromString(text, 'image/svg+xml');
      return {
        broken: xml.querySelector('parsererror')?.textContent ?? null,
        words: [...xml.querySelectorAll('text')].map((element) => element.textContent).join(' '),
        size: [xml.documentElement.getAttribute('width'), xml.documentElement.getAttribute('height')].map(Number),
      };
    }, file.text);
    expect(read.broken).toBeNull();
    // A long name stands on two lines.
    for (const { name } of nodes) for (const word of name.split(' ')) expect(read.words).toContain(word);
    expect(read.words).toMatch(/[\d,]+\s*entered/);
    if (pictures !== undefined) writeFileSync(join(pictures, `${app.kind}-picture.svg`), file.text);
    return read;
  });
  const [width = 0, height = 0] = svg.size;

  await test.step('as PNG, twice as fine, in dark colours', async () => {
    await canvas.menu('Export picture');
    await dialog.getByText('Dark', { exact: true }).click();
    await dialog.getByRole('switch', { name: 'With figures' }).click();
    await dialog.getByRole('textbox', { name: 'File name' }).fill('For: Anna/2');
    const file = await app.download(() => save.click());
    expect(file.name).toBe('For Anna 2.png');
    const bytes = readFileSync(file.path);
    expect(bytes.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([width * 2, height * 2]);
    if (pictures !== undefined) writeFileSync(join(pictures, `${app.kind}-picture.png`), bytes);
  });

  await test.step('as PDF of one page as large as the drawing', async () => {
    await canvas.menu('Export picture');
    await dialog.getByRole('radio', { name: /^PDF/ }).click();
    await dialog.getByRole('switch', { name: 'With figures' }).click();
    const file = await app.download(() => save.click());
    const text = readFileSync(file.path, 'latin1');
    expect(text.startsWith('%PDF-1.')).toBe(true);
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(1);
    const [, pageWidth, pageHeight] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text) ?? [];
    expect(Number(pageWidth)).toBeCloseTo(width * 0.75, 0);
    expect(Number(pageHeight)).toBeCloseTo(height * 0.75, 0);
  });
});
