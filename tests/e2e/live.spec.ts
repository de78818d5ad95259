/** The canvas while a flow runs: every number opens its people, and the drawing shows any part of what happened. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { newsletter } from './live-seed.ts';
import { CanvasPage } from './pages/canvas.ts';

test.use({ seed: newsletter });
test.setTimeout(240_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

test('numbers open people; time, version and test choose what the numbers are of', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const box = canvas.inspector.box;
  const list = page.getByRole('region', { name: 'List of people' });
  const bar = page.getByRole('region', { name: 'What is shown' });
  const shown = bar.locator('.kc-layer-shown');
  const take = async (name: string) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await app.resize({ width, height });
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(pictures, `live-${app.kind}-${name}-${width}-${scheme}.png`) });
      }
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await app.resize({ width: 1280, height: 800 });
  };
  /** The number before a word in what a card says. */
  const said = async (card: string, word: string): Promise<number> => {
    const label = (await canvas.card(card).getAttribute('aria-label')) ?? '';
    return Number(new RegExp(`([\\d,]+) ${word}`).exec(label)?.[1]?.replaceAll(',', '') ?? Number.NaN);
  };
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Newsletter', exact: true }).click();
  await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
  await canvas.fit();

  await test.step('a card says who waits and till when, who left, and what keeps its messages back', async () => {
    await expect(canvas.card('Short letter')).toHaveAccessibleName(/sends nothing till .*Too many letters today/);
    await expect(canvas.card('Five days').getByText(/^Next: /)).toBeVisible();
    await take('cards');
    await canvas.click('Short letter');
    const troubles = box.getByRole('list', { name: 'What keeps messages back' });
    await expect(troubles.getByText(/test the account/)).toBeVisible();
    await expect(troubles.getByRole('link', { name: /^Open “/ })).toHaveAttribute('href', /accounts$/);
  });

  await test.step('by mouse: a figure, an edge and the panel below open their people', async () => {
    const short = canvas.card('Short letter');
    const sent = await said('Short letter', 'sent');
    expect(sent).toBeGreaterThan(3);
    await short.getByRole('button', { name: `${sent} sent`, exact: true }).click();
    await expect(box.getByRole('radio', { name: `Sent ${sent}` })).toBeChecked();
    await expect(box.getByText(`${sent} people`, { exact: true })).toBeVisible();
    await expect(list.getByRole('listitem').first()).toBeVisible();

    await page
      .locator('[data-edge]')
      .getByRole('button', { name: /^Short \d/ })
      .click();
    await expect(box.getByText(/came here: .*went on by “Short”/)).toBeVisible();
    await expect(box.getByRole('radio', { name: /^Went on by “Short”/ })).toBeChecked();

    await canvas.dock.getByRole('button', { name: /^Entered: / }).click();
    await expect(box.getByRole('heading', { name: 'Entered the flow' })).toBeVisible();
    await expect(list.getByRole('listitem').first()).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await box.getByRole('button', { name: 'Back' }).click();
    await expect(box.getByRole('heading', { name: 'Entered the flow' })).toHaveCount(0);
  });

  await test.step('by keyboard: the same numbers stand on the tab of the people', async () => {
    await canvas.click('Five days');
    await canvas.inspector.tab('People');
    await expect(box.getByRole('region', { name: 'When they go on' })).toBeVisible();
    await take('people');
    const here = box.getByRole('radio', { name: /^Here now/ });
    await here.focus();
    await page.keyboard.press('ArrowRight');
    await expect(box.getByRole('radio', { name: /^Everyone who came/ })).toBeChecked();
    await expect(list.getByRole('listitem').first()).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  const came = await said('Which subject', 'entered');

  await test.step('by mouse: a version, and all of them; the slider plays through the time', async () => {
    await page.getByRole('button', { name: 'Period, version, A/B test' }).click();
    await expect(shown).toHaveText('Shown: current version, since the start');
    await bar.getByRole('combobox', { name: 'Version' }).selectOption({ label: 'version 1' });
    await expect(shown).toHaveText('Shown: version 1, since the start');
    await expect.poll(() => said('Which subject', 'entered')).not.toBe(came);
    const first = await said('Which subject', 'entered');
    await bar.getByRole('combobox', { name: 'Version' }).selectOption({ label: 'All versions' });
    await expect.poll(() => said('Which subject', 'entered')).toBe(first + came);

    const slider = bar.getByRole('slider', { name: 'Moment' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => said('Which subject', 'entered')).toBeLessThan(first);
    await expect(shown).toHaveText(/^Shown: all versions, till /);
    await take('slider');
    await bar.getByRole('button', { name: 'Play through the time' }).click();
    await expect.poll(() => said('Which subject', 'entered')).toBeGreaterThan(first);
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('by keyboard: a span, then both ways of the test beside each other, and back', async () => {
    const period = bar.getByRole('combobox', { name: 'Time' });
    await period.focus();
    await period.selectOption({ label: 'last 24 hours' });
    await expect(shown).toHaveText(/last 24 hours/);
    await expect.poll(() => said('Which subject', 'entered')).toBeLessThan(came);
    await period.selectOption({ label: 'since the start' });
    await bar.getByRole('combobox', { name: 'A/B test' }).selectOption({ label: 'Short and Long side by side' });
    await expect(shown).toHaveText(/A Short \/ B Long$/);
    await expect(canvas.card('Five days').getByTitle(/^Short: .* came this far/)).toBeVisible();
    await expect(canvas.card('Long letter').getByTitle(/^Long: .* messages got through/)).toBeVisible();
    await take('compared');
    await app.expectAccessible({ alsoInDark: true });
    await bar.getByRole('combobox', { name: 'A/B test' }).selectOption({ label: 'Only Short' });
    await expect.poll(() => said('Long letter', 'sent')).toBe(0);
    await page.keyboard.press('Escape');
    await expect(bar).toHaveCount(0);
    await expect.poll(() => said('Which subject', 'entered')).toBe(came);
    await page.keyboard.press('Alt+KeyL');
    await expect(bar).toBeVisible();
  });
});
