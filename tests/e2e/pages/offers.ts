/** The screen of offers. */
import { expect, type Locator, type Page } from '@playwright/test';

export class OffersPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ hasText: name });
  }

  dialog(name: 'New offer' | 'Change the offer' | 'Who has this code?'): Locator {
    return this.page.getByRole('dialog', { name });
  }

  async new(): Promise<Locator> {
    await this.page.getByRole('button', { name: 'New offer' }).click();
    const dialog = this.dialog('New offer');
    await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
    return dialog;
  }

  async pick(dialog: Locator, choice: string): Promise<void> {
    await dialog.getByText(choice, { exact: true }).click();
  }

  async save(dialog: Locator): Promise<void> {
    await dialog.getByRole('button', { name: 'Save the offer' }).click();
    await expect(dialog).toHaveCount(0);
  }
}
