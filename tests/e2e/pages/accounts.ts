/** Accounts: connect, test, change. */
import { expect, type Locator, type Page } from '@playwright/test';

export class AccountsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  card(name: string): Locator {
    return this.page.getByRole('article', { name, exact: true });
  }

  get form(): Locator {
    return this.page.getByRole('dialog');
  }

  /** Needed fields carry a star behind their label. */
  field(label: string): Locator {
    return this.form.getByLabel(new RegExp(`^${label}( \\*)?$`));
  }

  async choosesKind(kind: string): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Connect an account' }).click();
    await this.form.getByRole('button', { name: new RegExp(`^${kind.replace(/[()]/g, '\\$&')}`) }).click();
  }

  async fill(values: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(values)) {
      const field = this.field(label);
      if ((await field.getAttribute('role')) === 'combobox') {
        await field.click();
        await this.page.getByRole('option', { name: value, exact: true }).click();
      } else await field.fill(value);
    }
  }

  async add(kind: string, values: Readonly<Record<string, string>>): Promise<void> {
    await this.choosesKind(kind);
    await this.fill(values);
    await this.form.getByRole('button', { name: 'Connect and test' }).click();
    await expect(this.form).toHaveCount(0);
  }

  async openForm(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for “${name}”` }).click();
    await this.page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
    await expect(this.form.getByRole('heading', { name: `Account “${name}”` })).toBeVisible();
  }

  async edit(name: string, values: Readonly<Record<string, string>>): Promise<void> {
    await this.openForm(name);
    await this.fill(values);
    await this.form.getByRole('button', { name: 'Save and test' }).click();
    await expect(this.form).toHaveCount(0);
  }
}
