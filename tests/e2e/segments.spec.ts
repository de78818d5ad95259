/** Segments: from a square of the purchases, and from a rule; kept under names, opened, deleted. */
import { expect, test } from './app.ts';
import { ContactsPage } from './pages/contacts.ts';
import { demo } from './seeds.ts';

test.use({ seed: demo });

test('scores purchases, keeps a square as a segment, and opens its people', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  await app.shell.goTo('Contacts');
  await expect(contacts.table.getByRole('link').first()).toBeVisible();

  await test.step('everybody who bought is scored', async () => {
    await page.getByRole('button', { name: 'By purchases' }).click();
    const dialog = page.getByRole('dialog', { name: 'By purchases' });
    await dialog.getByRole('button', { name: 'Score everybody' }).click();
    await expect(dialog.getByText(/^[\d,]+ buyers, scored/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    const best = dialog.getByRole('button', { name: /recently 5, often 5$/ });
    const people = /^[\d,]+/.exec((await best.textContent()) ?? '')?.[0];
    await best.click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByText(`${people} contacts found`)).toBeVisible();
  });

  await test.step('the filter is kept as a segment', async () => {
    await page.getByRole('button', { name: /^Filter: / }).click();
    const dialog = page.getByRole('dialog', { name: 'Show contacts that match' });
    await dialog.getByRole('button', { name: 'Save as a segment' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Best buyers');
    await dialog.getByRole('button', { name: 'Save the segment' }).click();
    await expect(page.getByText('“Best buyers” is saved.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('it stands among the segments and opens its people', async () => {
    await page.getByRole('link', { name: 'Segments' }).click();
    const row = page.getByRole('row').filter({ hasText: 'Best buyers' });
    await expect(row).toContainText('no flow');
    await app.expectAccessible({ alsoInDark: true });
    await row.getByRole('link', { name: /: show the people of “Best buyers”$/ }).click();
    await expect(page.getByText(/^[\d,]+ contacts found$/)).toBeVisible();
    await expect(page.getByRole('button', { name: /Best buyers/ })).toBeVisible();
  });

  await test.step('it is renamed and deleted', async () => {
    await page.getByRole('link', { name: 'Segments' }).click();
    await page.getByRole('button', { name: 'Best buyers', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Change the segment' });
    await expect(dialog.getByText('For example:')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('The best');
    await dialog.getByRole('button', { name: 'Save the segment' }).click();
    await expect(page.getByRole('button', { name: 'The best', exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Actions for “The best”' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { name: 'No segments yet' })).toBeVisible();
  });
});

test('shows all answers of a person, proves them and checks the ledger', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  await app.shell.goTo('Contacts');
  await contacts.table.getByRole('link').first().click();
  await contacts.profile.getByRole('button', { name: 'All answers' }).click();
  const dialog = page.getByRole('dialog', { name: 'All answers about messages' });
  await expect(dialog.getByRole('row').nth(1)).toBeVisible();
  await dialog.getByRole('button', { name: 'Check the ledger' }).click();
  await expect(dialog.getByText(/^The ledger is whole: [\d,]+ answers\.$/)).toBeVisible();
  await app.expectAccessible({ alsoInDark: true });
  const file = await app.download(() => dialog.getByRole('button', { name: 'Save as proof' }).click());
  expect(file.name).toMatch(/^consents-.*\.json$/);
  const proof = JSON.parse(file.text) as { format: string; entries: unknown[]; last: string };
  expect(proof.format).toBe('kaskad.consents');
  expect(proof.entries.length).toBeGreaterThan(0);
  expect(proof.last).toMatch(/^[0-9a-f]{64}$/);
});
