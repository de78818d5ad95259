/** What a person does with the frame around all screens. Words are the English ones unless told otherwise. */
import { expect, type Locator, type Page } from '@playwright/test';

export const places = ['Home', 'Flows', 'Contacts', 'Content', 'Report', 'Mailbox', 'Accounts'] as const;
export type Place = (typeof places)[number];

export class ShellPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get rail(): Locator {
    return this.page.locator('nav').first();
  }

  /** The frame stands, and the engine answers. */
  async ready(): Promise<void> {
    await expect(this.rail).toBeVisible();
    await expect(this.page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  }

  /** Afterwards the place's own screen is there: while its code loads, the one before it still is. */
  async goTo(place: Place | 'Inbox'): Promise<void> {
    const link = this.rail.getByRole('link', { name: new RegExp(`^${place}`) });
    await link.click();
    await expect(link).toHaveAttribute('aria-current', 'page');
    const title = place === 'Content' ? 'Offers' : place;
    await expect(this.page.getByRole('heading', { level: 1, name: title, exact: true })).toBeVisible();
  }

  async #setting(choice: string): Promise<void> {
    await this.rail.getByRole('button').last().click();
    await this.page.getByRole('menu').getByText(choice, { exact: true }).click();
  }

  async speak(language: 'English' | 'Русский' | 'Українська'): Promise<void> {
    await this.#setting(language);
  }

  async dress(scheme: 'Light' | 'Dark' | 'Same as the computer'): Promise<void> {
    await this.#setting(scheme);
    const expected = scheme === 'Same as the computer' ? /light|dark/ : scheme.toLowerCase();
    await expect(this.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', expected);
  }
}
