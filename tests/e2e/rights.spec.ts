/** What people may ask for, and changes of many: chosen in the table, undone, exported, erased, and not brought back unsaid. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { root } from './hosts.ts';
import { ContactsPage } from './pages/contacts.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(240_000);

test('changes many and takes it back; exports a person, erases them, and says so when they come again', async ({
  app,
}) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  const bulk = (name: string) => page.getByRole('dialog', { name });
  await app.shell.goTo('Contacts');

  await test.step('chooses some, from one row to another, and puts them into a new list', async () => {
    const boxes = contacts.table.getByRole('checkbox', { name: /^Choose (?!all)/ });
    await expect(boxes).toHaveCount(5);
    await boxes.nth(0).focus();
    await page.keyboard.press('Space');
    await boxes.nth(2).click({ modifiers: ['Shift'] });
    await expect(page.getByRole('region', { name: '3 chosen' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await contacts.change('Add to a list…');
    const dialog = bulk('Add to a list');
    await dialog.getByRole('combobox', { name: 'List' }).click();
    await page.getByRole('option', { name: 'A new list…' }).click();
    await dialog.getByRole('textbox', { name: 'Name of the new list' }).fill('Guests');
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(page.getByText('3 contacts were changed.')).toBeVisible();
  });

  await test.step('takes it back, and finds it among the changes', async () => {
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(page.getByText('Undone for 3 contacts.')).toBeVisible();
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    await contacts.more('Changes of many');
    const recent = bulk('Changes of many contacts');
    await expect(recent.getByRole('rowheader', { name: /Adding to “Guests”/ })).toContainText('undone');
    await app.expectAccessible({ alsoInDark: true });
    await page.keyboard.press('Escape');
  });

  await test.step('tags everybody who matches, and is told how many before', async () => {
    await contacts.table
      .getByRole('checkbox', { name: /^Choose (?!all)/ })
      .first()
      .check();
    await page.getByRole('button', { name: 'Choose all 5' }).click();
    await expect(page.getByRole('region', { name: '5 chosen' })).toBeVisible();
    await contacts.change('Add a tag…');
    const dialog = bulk('Add a tag');
    await dialog.getByRole('combobox', { name: 'Tag' }).fill('spring');
    await expect(dialog.getByText('5 of them would change.')).toBeVisible();
    await expect(dialog.getByText('No running flow would let anybody in because of it.')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Change', exact: true }).click();
    await expect(page.getByText('5 contacts were changed.')).toBeVisible();
    await expect(contacts.table.getByText('spring')).toHaveCount(5);
  });

  await test.step('sees the list among the segments', async () => {
    await page.getByRole('link', { name: 'Segments' }).click();
    await expect(page.getByRole('row', { name: /Guests/ })).toContainText('By hand');
    await page.getByRole('link', { name: 'Everybody' }).click();
  });

  await test.step('exports one person', async () => {
    await contacts.search('anna');
    await contacts.open('Anna Shevchenko');
    await contacts.profile.getByRole('combobox', { name: 'Lists' }).press('ArrowDown');
    await page.getByRole('option', { name: 'Guests' }).click();
    await expect(page.getByText('Added to “Guests”.')).toBeVisible();
    await contacts.profile.getByRole('button', { name: 'Export everything…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Export all that is kept about Anna Shevchenko' });
    // Its Escape closes it, and leaves the profile.
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await contacts.profile.getByRole('button', { name: 'Export everything…' }).click();
    await dialog.getByRole('textbox', { name: 'Number or date of the request' }).fill('2026-17');
    await app.expectAccessible({ alsoInDark: true });
    const { text: json } = await app.download(() => dialog.getByRole('button', { name: 'Save as JSON' }).click());
    const file = JSON.parse(json) as { data: Record<string, unknown[]> };
    expect(file.data).toMatchObject({
      contacts: [{ first_name: 'Anna', last_name: 'Shevchenko' }],
      contact_tags: expect.arrayContaining([{ tag: 'spring' }]),
    });
    expect(file.data.list_members).toHaveLength(1);
    const { text: html } = await app.download(() =>
      dialog.getByRole('button', { name: 'Save as a page to read' }).click(),
    );
    expect(html).toMatch(/<h2>Addresses<\/h2>[\s\S]*anna@example\.com/);
    await page.keyboard.press('Escape');
  });

  await test.step('erases them after their name was typed', async () => {
    await contacts.profile.getByRole('button', { name: 'Erase this person…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Erase Anna Shevchenko' });
    await expect(dialog.getByText('This cannot be undone.')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    const run = dialog.getByRole('button', { name: 'Erase for good' });
    await expect(run).toBeDisabled();
    await dialog.getByRole('textbox', { name: 'Type Anna Shevchenko to confirm' }).fill('anna shevchenko');
    await run.click();
    const done = page.getByRole('dialog', { name: 'The person is erased.' });
    await expect(done.getByText('no byte of them is left in it')).toBeVisible();
    const { text } = await app.download(() =>
      done.getByRole('button', { name: 'Save the certificate as a page' }).click(),
    );
    expect(text).toContain('Certificate of erasure');
    expect(text).not.toMatch(/Anna|Shevchenko|anna@example/);
    await done.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect(contacts.profile).toHaveCount(0);
    await contacts.search('');
    await expect(contacts.table.getByRole('link')).toHaveCount(4);
    expect(readFileSync(app.workspace).includes('anna@example.com')).toBe(false);
  });

  await test.step('is told when an import brings them back, and lets them in when they wish it', async () => {
    const bring = async () => {
      await contacts.chooseFile(join(root, 'tests/e2e/people.csv'));
      await contacts.importDialog.getByRole('button', { name: 'Next' }).click();
      await contacts.importDialog.getByRole('button', { name: 'Import', exact: true }).click();
    };
    await bring();
    await expect(contacts.importDialog.getByText(/was erased at their wish/)).toBeVisible();
    await contacts.importDialog.getByRole('button', { name: 'Show the contacts' }).click();
    await contacts.more('Requests of people');
    const requests = page.getByRole('dialog', { name: 'Requests of people' });
    await expect(requests.getByRole('row')).toHaveCount(3);
    await app.expectAccessible({ alsoInDark: true });
    await requests.getByRole('button', { name: 'Actions for request 2' }).click();
    await page.getByRole('menuitem', { name: 'They came back' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await expect(requests.getByText(/may come back since/)).toBeVisible();
    await page.keyboard.press('Escape');
    await bring();
    await expect(contacts.importDialog.getByText(/was erased at their wish/)).toHaveCount(0);
    await contacts.importDialog.getByRole('button', { name: 'Show the contacts' }).click();
    await expect(contacts.table.getByRole('link')).toHaveCount(5);
  });
});
