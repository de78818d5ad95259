import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { SimulationPage } from './pages/simulation.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(180_000);

/** Opens the flow; the demo is large, and so is its canvas. */
async function openWinBack(app: { page: Page; shell: { goTo(place: string): Promise<void> } }): Promise<CanvasPage> {
  const canvas = new CanvasPage(app.page);
  await app.shell.goTo('Flows');
  await app.page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
  return canvas;
}

test('foresees a flow, plays it over time, and goes back to what is real', async ({ app }) => {
  const { page } = app;
  const canvas = await openWinBack(app);
  const simulation = new SimulationPage(page);
  const first = canvas.cards.first();
  await expect(first).toHaveAttribute('aria-label', /entered/);
  // The flow goes on meanwhile: who is inside changes by itself, who entered a start by hand does not.
  const [real = ''] = /[\d,]+ entered/.exec((await first.getAttribute('aria-label')) ?? '') ?? [];
  expect(real).not.toBe('');
  const showsReal = new RegExp(`\\b${real}\\b`);

  await test.step('asks what to assume', async () => {
    await simulation.open();
    await expect(simulation.panel.getByText('Nothing is sent and nothing changes.')).toBeVisible();
    await expect(simulation.panel.getByText(/based on [\d,]+ of your messages/).first()).toBeVisible();
    await app.expectAccessible();
    await simulation.panel.getByLabel('Email: Price').fill('0.02');
  });

  await test.step('runs and says what will happen', async () => {
    await simulation.run();
    await expect(simulation.figure('Enter')).toHaveText(/^\d/);
    await expect(simulation.figure('Cost')).toHaveText(/^\d/);
    await expect(simulation.panel.getByText('never enter this flow')).toBeVisible();
    await expect(simulation.panel.getByRole('img', { name: 'Messages a day' })).toBeVisible();
    await expect(simulation.bar).toBeVisible();
    await expect(first).not.toHaveAttribute('aria-label', showsReal);
    await app.expectAccessible();
  });

  await test.step('moves virtual time by keyboard', async () => {
    const time = simulation.bar.getByRole('slider', { name: 'Virtual time' });
    const shown = () => time.getAttribute('aria-valuetext');
    const end = await shown();
    await time.press('Home');
    await expect.poll(shown).not.toBe(end);
    await time.press('End');
    await expect.poll(shown).toBe(end);
    await simulation.bar.getByRole('button', { name: 'Play virtual time' }).click();
    await expect(simulation.bar.getByRole('button', { name: 'Pause' })).toBeVisible();
  });

  await test.step('goes back', async () => {
    await simulation.bar.getByRole('button', { name: 'Back to the real figures' }).click();
    await expect(simulation.bar).toBeHidden();
    await expect(first).toHaveAttribute('aria-label', showsReal);
  });
});

test('runs the tests that a flow carries, and says what differed', async ({ app }) => {
  const { page } = app;
  await openWinBack(app);
  const simulation = new SimulationPage(page);
  await simulation.openByKeyboard();
  await simulation.tests();
  await simulation.panel.getByRole('button', { name: 'Run 4 tests' }).click();
  await expect(simulation.panel.getByRole('img', { name: 'Passed' })).toHaveCount(4, { timeout: 60_000 });
  await app.expectAccessible();
});

test('a run can be stopped', async ({ app }) => {
  const { page } = app;
  await openWinBack(app);
  const simulation = new SimulationPage(page);
  await simulation.open();
  await simulation.panel.getByRole('combobox', { name: 'How long' }).click();
  await page.getByRole('option', { name: '365 days' }).click();
  await simulation.panel.getByRole('button', { name: 'Simulate', exact: true }).click();
  await simulation.panel.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(simulation.panel.getByRole('button', { name: 'Simulate', exact: true })).toBeVisible();
  await expect(simulation.bar).toBeHidden();
});
