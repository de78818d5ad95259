/** Conversations with people, where a person answers instead of a flow. */
import { expect, type Locator, type Page } from '@playwright/test';

export class ConversationsPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get list(): Locator {
    return this.page.getByRole('region', { name: 'Conversations', exact: true });
  }

  row(person: string): Locator {
    return this.list.getByRole('button', { name: person });
  }

  with(person: string): Locator {
    return this.page.getByRole('region', { name: `Conversation with ${person}` });
  }

  message(person: string, text: string): Locator {
    return this.with(person).getByRole('article').filter({ hasText: text });
  }

  async show(view: string): Promise<void> {
    await this.list.getByText(view, { exact: true }).click();
  }

  async answer(person: string, text: string): Promise<void> {
    const form = this.with(person).getByRole('form', { name: `Answer to ${person}` });
    await form.getByRole('textbox', { name: 'Your answer' }).fill(text);
    await form.getByRole('button', { name: 'Send' }).click();
    await expect(form.getByRole('textbox', { name: 'Your answer' })).toHaveValue('');
  }
}
