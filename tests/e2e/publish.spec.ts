/** A running flow is changed: those inside are shown before it is published, and go where they are told. */
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });
test.setTimeout(180_000);

test('shows who stands where, offers what may become of them, and moves them', async ({ app }) => {
  // The preview's sandboxed frame lets no script in: not the accessibility check's either.
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'|Failed to execute 'postMessage' on 'DOMWindow'/);
  const { page } = app;
  const canvas = new CanvasPage(page);
  await app.shell.goTo('Flows');
  await page.getByRole('link', { name: 'Win-back', exact: true }).click();
  await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
  await canvas.card('We miss you').click();
  await canvas.inspector.expectOpen('Email');
  await canvas.inspector.tab('Texts');
  await canvas.inspector.write('Subject', ' Please read on.');
  await canvas.expectSaved();
  await page.getByRole('button', { name: 'Publish changes…' }).click();
  const sheet = canvas.preflight;
  const inside = sheet.getByRole('region', { name: 'Those inside' });
  await expect(inside.getByRole('listitem').first()).toContainText(/\d+ pe(ople|rson), version 1/);
  const first = inside.getByRole('radiogroup').first();
  // Only a text has changed: the new one reaches those who wait.
  await expect(first.getByRole('radio', { name: 'Move' })).toBeChecked();
  await app.expectAccessible();
  await inside.getByRole('radiogroup').last().getByText('Stay').click();
  await expect(inside.getByRole('radiogroup').last().getByRole('radio', { name: 'Stay' })).toBeChecked();
  await sheet.getByRole('button', { name: /^Publish in / }).click();
  await expect(page.getByText('Version 2 is published.')).toBeVisible();
});
