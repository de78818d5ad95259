/** The report of one flow. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ReportPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get people(): Locator {
    return this.page.getByRole('dialog');
  }

  get funnel(): Locator {
    return this.page.getByRole('table', { name: 'How many people came to each block of the flow' });
  }

  block(name: string): Locator {
    return this.funnel.getByRole('row').filter({ has: this.page.getByRole('rowheader', { name, exact: true }) });
  }

  async expectCame(counts: Readonly<Record<string, number>>): Promise<void> {
    for (const [name, count] of Object.entries(counts))
      await expect(this.block(name).getByRole('cell').first(), name).toHaveText(String(count));
  }

  /** Opens the people behind a number, such as "Letter, Answered". */
  async open(label: string): Promise<void> {
    await this.page.getByRole('button', { name: new RegExp(`^${label}: `) }).click();
  }

  get messages(): Locator {
    return this.page
      .getByRole('table')
      .filter({ has: this.page.getByRole('columnheader', { name: 'Not sent, and why' }) });
  }

  async expectMessages(block: string, counts: Readonly<Record<string, number>>): Promise<void> {
    for (const [state, count] of Object.entries(counts))
      await expect(this.messages.getByRole('button', { name: `${block}, ${state}: ${count}` })).toBeVisible();
  }
}
