/** What waits for a person: tasks that flows gave. */
import type { Locator, Page } from '@playwright/test';

export class InboxPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get tasks(): Locator {
    return this.page.getByRole('region', { name: 'Tasks', exact: true });
  }

  row(title: string): Locator {
    return this.tasks.getByRole('button', { name: title });
  }

  task(title: string): Locator {
    return this.page.getByRole('region', { name: `Task: ${title}` });
  }

  async finish(title: string, outcome: string, note?: string): Promise<void> {
    const task = this.task(title);
    if (note !== undefined) await task.getByRole('textbox', { name: 'Note' }).fill(note);
    await task.getByRole('button', { name: outcome, exact: true }).click();
  }
}
