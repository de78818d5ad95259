/** The letter's editor: its blocks, in the inspector or in the window of its own; and the brand. */
import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

export class LetterPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get window(): Locator {
    return this.page.getByRole('dialog', { name: 'Letter', exact: true });
  }

  get frame(): FrameLocator {
    return this.window.frameLocator('iframe');
  }

  /** Blocks as their closed cards name them. */
  get cards(): Locator {
    return this.window.locator('.k-letter-list > [data-card]');
  }

  async openWindow(): Promise<void> {
    await this.page.getByRole('button', { name: 'Wide view' }).click();
    await expect(this.window).toBeVisible();
  }

  async begin(name: string): Promise<void> {
    await this.window.getByRole('button', { name: 'Begin with a ready letter' }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  async add(kind: string): Promise<void> {
    await this.window.getByRole('button', { name: 'Add a block' }).last().click();
    await this.page.getByRole('menuitem', { name: kind, exact: true }).click();
  }

  /** Opens a card, or closes it. */
  async toggle(kind: string, number: number): Promise<void> {
    await this.cards
      .nth(number - 1)
      .getByRole('button', { name: new RegExp(`^${kind}`) })
      .first()
      .click();
  }

  async act(name: string, action: string): Promise<void> {
    await this.window.getByRole('button', { name: `Actions: ${name}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action, exact: true }).click();
  }

  async expectKinds(...kinds: string[]): Promise<void> {
    await expect(this.cards.locator(':scope > .k-letter-head .k-letter-kind')).toHaveText(kinds);
  }
}

/** A picture of one colour, so many pixels wide. */
export const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
