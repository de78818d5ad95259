/** What a person does in the panel of simulations and tests. */
import { expect, type Locator, type Page } from '@playwright/test';

export class SimulationPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get panel(): Locator {
    return this.page.getByRole('complementary', { name: 'Simulation' });
  }
  /** Over the drawing while simulated figures are shown. */
  get bar(): Locator {
    return this.page.getByRole('region', { name: 'Simulated figures' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Simulate', exact: true }).click();
    await expect(this.panel).toBeVisible();
  }

  async openByKeyboard(): Promise<void> {
    await this.page.keyboard.press('Alt+KeyR');
    await expect(this.panel).toBeVisible();
  }

  async run(): Promise<void> {
    await this.panel.getByRole('button', { name: 'Simulate', exact: true }).click();
    await expect(this.panel.getByRole('heading', { name: 'How it ends' })).toBeVisible({ timeout: 60_000 });
  }

  /** The figure of a name, such as "Enter". */
  figure(name: string): Locator {
    return this.panel
      .locator('dl > div')
      .filter({ has: this.page.getByText(name, { exact: true }) })
      .locator('dd')
      .first();
  }

  async tests(): Promise<void> {
    await this.panel.getByRole('tab', { name: /^Tests/ }).click();
  }
}
