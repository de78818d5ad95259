/** The list of flows. */
import { expect, type Locator, type Page } from '@playwright/test';

export class FlowsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async create(): Promise<void> {
    await this.page
      .getByRole('main')
      .or(this.page.getByRole('banner'))
      .getByRole('button', { name: 'New flow' })
      .click();
    await expect(this.page.getByRole('application', { name: 'Canvas' })).toBeVisible();
  }

  row(name: string): Locator {
    return this.page.getByRole('row').filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  async open(name: string): Promise<void> {
    await this.row(name).getByRole('link', { name, exact: true }).click();
    await expect(this.page.getByRole('application', { name: 'Canvas' })).toBeVisible();
  }

  async menu(name: string, item: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for “${name}”` }).click();
    await this.page.getByRole('menuitem', { name: item, exact: true }).click();
  }

  get importDialog(): Locator {
    return this.page.getByRole('dialog', { name: 'Import a flow' });
  }

  async chooseFile(file: string): Promise<void> {
    if (!(await this.importDialog.isVisible()))
      await this.page.getByRole('button', { name: 'Import', exact: true }).click();
    await this.importDialog.getByLabel('Drop a .flow.json file here, or press to choose one').setInputFiles(file);
  }
}
