/** The form at the right of the canvas: of the selected block, or of the whole flow. */
import { expect, type Locator, type Page } from '@playwright/test';

export class InspectorPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get box(): Locator {
    return this.page.getByRole('complementary', { name: 'Settings of what is selected' });
  }

  async expectOpen(type: string): Promise<void> {
    await expect(this.box.getByRole('heading', { level: 2, name: type, exact: true })).toBeVisible();
  }

  async tab(name: 'Setup' | 'Texts' | 'People'): Promise<void> {
    await this.box.getByRole('tab', { name: new RegExp(`^${name}`) }).click();
  }

  async nameIt(name: string): Promise<void> {
    await this.tab('Setup');
    await this.box.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  }

  /** Chooses in a list that opens. */
  async choose(field: Locator, option: string): Promise<void> {
    await field.click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Events are offered by their words. */
  async chooseEvent(field: string, event: string): Promise<void> {
    const box = this.box.getByRole('combobox', { name: field, exact: true });
    await box.click();
    await box.fill('');
    await this.page.getByRole('option', { name: new RegExp(`^${event}`) }).click();
  }

  async duration(field: string, amount: number, unit: string): Promise<void> {
    const group = this.box.getByRole('group', { name: field });
    await group.getByRole('textbox', { name: 'How many' }).fill(String(amount));
    await group.getByRole('combobox', { name: 'Unit' }).selectOption({ label: unit });
  }

  /** Adds "field is value" to the rule of the audience. */
  async addCondition(field: string, value: string): Promise<void> {
    await this.box.getByRole('button', { name: 'Add a condition' }).click();
    await this.page.getByRole('option', { name: field, exact: true }).click();
    await this.choose(this.box.getByRole('combobox', { name: 'Value' }), value);
    await this.box.getByRole('button', { name: 'Done', exact: true }).click();
  }

  /** Types into a text with values; `{first name}` is inserted from the menu. */
  async write(field: string, text: string): Promise<void> {
    const area = this.box.getByRole('textbox', { name: field, exact: true });
    await area.click();
    for (const part of text.split(/(\{[^}]+\})/)) {
      if (!part.startsWith('{')) {
        await area.press('ControlOrMeta+End');
        await area.pressSequentially(part);
        continue;
      }
      await this.box.getByRole('button', { name: `Insert: ${field}` }).click();
      await this.page.getByRole('menuitem', { name: part.slice(1, -1), exact: true }).click();
      await expect(area).toBeFocused();
    }
  }

  async addLetterBlock(kind: string): Promise<void> {
    await this.box.getByRole('button', { name: 'Add a block' }).click();
    await this.page.getByRole('menuitem', { name: kind, exact: true }).click();
  }

  /** A letter of one block of text, in the language that is open. */
  async writeLetter(subject: string, text: string): Promise<void> {
    await this.write('Subject', subject);
    await this.addLetterBlock('Text');
    await this.write('Text', text);
  }

  async addLanguage(name: string): Promise<void> {
    await this.box.getByRole('button', { name: 'Add a language' }).click();
    await this.page.getByRole('menuitem', { name }).click();
  }

  /** The preview as one contact sees it. */
  get preview(): Locator {
    return this.box.getByRole('group', { name: 'Preview' });
  }

  async previewAs(search: string, person: RegExp): Promise<void> {
    const field = this.preview.getByRole('combobox', { name: 'As seen by' });
    await field.click();
    await field.fill(search);
    // The list shrinks to who was found: chosen before that, the click may fall on what is beneath it, the letter's frame.
    const others = this.page.getByRole('option').filter({ hasNotText: search });
    await expect(others).toHaveCount(0);
    await this.page.getByRole('option', { name: person }).click();
    await expect(field).toHaveValue(person);
  }
}
