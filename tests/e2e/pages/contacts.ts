/** Contacts, one profile, and the import. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ContactsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get table(): Locator {
    return this.page.getByRole('table', { name: 'Contacts' });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Name, email, phone or key' }).fill(text);
    // Until then the rows are those of before, and move under the hand.
    await expect(this.page.locator('table[aria-busy="true"]')).toHaveCount(0);
  }

  /** What is done with those who are chosen. */
  async change(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Change…' }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** What stands behind the three dots of the screen. */
  async more(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'More', exact: true }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  get profile(): Locator {
    return this.page.getByRole('complementary', { name: 'Profile' });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
    await expect(this.profile.getByRole('heading', { level: 2, name, exact: true })).toBeVisible();
  }

  async timeline(): Promise<Locator> {
    await this.profile.getByRole('tab', { name: /^Timeline/ }).click();
    return this.profile.getByRole('tabpanel', { name: /^Timeline/ });
  }

  get duplicates(): Locator {
    return this.page.getByRole('dialog', { name: 'Contacts who may be one person' });
  }

  /** A row of the duplicates, by the address that is shared. */
  shared(value: string): Locator {
    return this.duplicates.getByRole('listitem').filter({ has: this.page.getByText(value, { exact: true }) });
  }

  get merging(): Locator {
    return this.page.getByRole('dialog', { name: 'Merge two profiles' });
  }

  get importDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Import contacts' });
  }

  async chooseFile(file: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Import contacts' }).click();
    await this.importDialog.getByLabel('Drop a table here, or press to choose a file').setInputFiles(file);
  }
}
