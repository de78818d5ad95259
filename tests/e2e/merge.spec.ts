/** One person under two names: found, compared, merged and parted again, by mouse and by keyboard. */
import { expect, test } from './app.ts';
import { ContactsPage } from './pages/contacts.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { doubles } from './seeds.ts';

test.use({ seed: doubles });

test('finds who is here twice, merges by mouse, and takes it back', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  await app.shell.goTo('Contacts');
  await expect(page.getByText('9 contacts', { exact: true })).toBeVisible();

  await test.step('who share an address are listed', async () => {
    await page.getByRole('button', { name: 'Duplicates' }).click();
    for (const value of ['borys@example.com', '1001', '+380671234567']) {
      await expect(contacts.shared(value)).toBeVisible();
    }
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('those who only share a phone are kept apart', async () => {
    await contacts.shared('+380671234567').getByRole('button', { name: 'Different people' }).click();
    await expect(contacts.shared('+380671234567')).toHaveCount(0);
    await contacts.duplicates.getByRole('button', { name: 'Undo' }).click();
    await expect(contacts.shared('+380671234567')).toBeVisible();
    await contacts.shared('+380671234567').getByRole('button', { name: 'Different people' }).click();
    await expect(contacts.shared('+380671234567')).toHaveCount(0);
  });

  await test.step('two profiles are compared, and the name is chosen', async () => {
    await contacts.shared('borys@example.com').getByRole('button', { name: 'Compare' }).click();
    const { merging } = contacts;
    await expect(merging.getByRole('radio', { name: 'This one stays' }).first()).toBeChecked();
    await expect(merging.getByText('With the history of both: 0 events, 0 messages, 0 journeys.')).toBeVisible();
    await merging.getByRole('radio', { name: 'First name: take it from Boris Melnyk: Boris' }).check();
    await expect(merging.getByRole('row', { name: /^Consents/ })).toContainText('Email: refused');
    await app.expectAccessible({ alsoInDark: true });
    await merging.getByRole('button', { name: 'Merge', exact: true }).click();
    await expect(merging).toHaveCount(0);
    await expect(contacts.shared('borys@example.com')).toHaveCount(0);
    await expect(contacts.shared('1001')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(contacts.duplicates).toHaveCount(0);
    await expect(page.getByText('8 contacts', { exact: true })).toBeVisible();
  });

  await test.step('the profile has what both had', async () => {
    await contacts.open('Boris Melnyk');
    await expect(contacts.profile.getByText('key c-2')).toBeVisible();
    await expect(contacts.profile.getByText('+380501112233')).toBeVisible();
    await expect(contacts.profile.getByText('1002')).toBeVisible();
  });

  await test.step('and becomes two again', async () => {
    await contacts.profile.getByRole('button', { name: /^Undo the merge with/ }).click();
    await expect(contacts.profile.getByRole('heading', { level: 2, name: 'Borys Melnyk' })).toBeVisible();
    await expect(contacts.profile.getByText('+380501112233')).toHaveCount(0);
    await expect(page.getByText('9 contacts', { exact: true })).toBeVisible();
  });
});

test('merges with somebody looked for, by keyboard alone', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  const keys = new KeyboardPage(page);
  await app.shell.goTo('Contacts');
  await keys.walkTo(contacts.table.getByRole('link', { name: 'Anna Shevchenko' }));
  await keys.press('Enter');
  await keys.walkTo(contacts.profile.getByRole('button', { name: 'Merge with…' }));
  await keys.press('Enter');
  await expect(contacts.merging.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('anna.second');
  await expect(page.getByRole('option')).toHaveCount(1);
  await keys.press('ArrowDown');
  await keys.press('Enter');
  await expect(contacts.merging.getByRole('table')).toBeVisible();
  await keys.walkTo(contacts.merging.getByRole('button', { name: 'Merge', exact: true }));
  await keys.press('Enter');
  await expect(contacts.merging).toHaveCount(0);
  await expect(contacts.profile.getByText('anna.second@example.com')).toBeVisible();
});

test('merges all at once and takes all back', async ({ app }) => {
  const { page } = app;
  const contacts = new ContactsPage(page);
  await app.shell.goTo('Contacts');
  await page.getByRole('button', { name: 'Duplicates' }).click();
  const { duplicates } = contacts;
  await duplicates.getByRole('button', { name: 'Merge all…' }).click();
  await duplicates.getByRole('checkbox', { name: 'Phone' }).uncheck();
  await app.expectAccessible({ alsoInDark: true });
  await duplicates.getByRole('button', { name: 'Merge', exact: true }).click();
  await expect(duplicates.getByText('2 profiles were merged.')).toBeVisible();
  await expect(page.getByText('7 contacts', { exact: true })).toBeVisible();
  await duplicates.getByRole('button', { name: 'Undo all' }).click();
  await expect(duplicates.getByText('2 merges were undone.')).toBeVisible();
  await expect(page.getByText('9 contacts', { exact: true })).toBeVisible();
});
