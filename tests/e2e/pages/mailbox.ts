/** The sandbox's mailbox, where a tester acts as the recipient. */
import { expect, type Locator, type Page } from '@playwright/test';

export class MailboxPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get conversations(): Locator {
    return this.page.getByRole('region', { name: 'Conversations' });
  }

  thread(person: string): Locator {
    return this.conversations.getByRole('button', { name: person });
  }

  async onlyChannel(channel: string): Promise<void> {
    await this.conversations.getByRole('combobox', { name: 'Channel' }).click();
    await this.page.getByRole('option', { name: channel, exact: true }).click();
    // Until the list is the new one, a click would open a conversation of the old.
    const icons = this.conversations.getByRole('listitem').getByRole('img');
    await expect
      .poll(async () => new Set(await icons.evaluateAll((all) => all.map((icon) => icon.ariaLabel))))
      .toEqual(new Set([channel]));
  }

  conversation(person: string, channel: string): Locator {
    return this.page.getByRole('region', { name: `${person}, ${channel}` });
  }

  async answer(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Answer as the recipient' }).fill(text);
    await this.page.getByRole('button', { name: 'Answer', exact: true }).click();
  }
}
