/** What a person does to bring a flow in, to update it and to compare it. */
import { expect, type Locator, type Page } from '@playwright/test';

export class SharingPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get preview(): Locator {
    return this.page.getByRole('dialog', { name: 'Import a flow' });
  }
  get rehearsal(): Locator {
    return this.page.getByRole('region', { name: 'Try it on 100 made-up people' });
  }
  get update(): Locator {
    return this.page.getByRole('dialog', { name: 'Update from a newer file…' });
  }
  get compare(): Locator {
    return this.page.getByRole('dialog', { name: 'Compare two states' });
  }

  /** Pulls a file over the window and lets go of it. */
  async drop(name: string, text: string): Promise<void> {
    await this.page.evaluate(
      ([fileName = '', content = '']) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([content], fileName, { type: 'application/json' }));
        for (const kind of ['dragenter', 'dragover', 'drop']) {
          document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer }));
        }
      },
      [name, text],
    );
  }

  /** As Ctrl+V does with such a text in the clipboard. */
  async paste(text: string): Promise<void> {
    await this.page.evaluate((content) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', content);
      document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData }));
    }, text);
  }

  async tryIt(): Promise<void> {
    await this.rehearsal.getByRole('button', { name: /^Try (it|again)$/ }).click();
    await expect(this.rehearsal.getByText('Of 100 enter')).toBeVisible({ timeout: 60_000 });
  }
}
