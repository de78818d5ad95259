/** What a person does who has no mouse. Nothing here asks for a focus: it is walked to, as by that person. */
import { expect, type Locator, type Page } from '@playwright/test';
import { escaped } from './canvas.ts';

/** More presses than any screen has stops: then the thing cannot be reached. */
const farthest = 120;

export class KeyboardPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** From now on a press of a mouse button fails the test. */
  async forbidMouse(): Promise<void> {
    await this.page.evaluate(() => {
      window.addEventListener(
        'pointerdown',
        () => {
          throw new Error('A mouse was used');
        },
        true,
      );
    });
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async retype(text: string): Promise<void> {
    await this.press('ControlOrMeta+KeyA');
    await this.type(text);
  }

  async walkTo(goal: Locator, key = 'Tab'): Promise<void> {
    await expect(goal).toBeVisible();
    for (let presses = 0; presses < farthest; presses++) {
      await this.press(key);
      if (await goal.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`${farthest} presses of ${key} do not lead to ${goal}`);
  }

  async walkBackTo(goal: Locator): Promise<void> {
    await this.walkTo(goal, 'Shift+Tab');
  }

  /** Adds a block after the one that has the keyboard; `/` opens the list. */
  async add(block: string, way?: string): Promise<void> {
    await this.press('Slash');
    const list = this.page.getByRole('dialog').filter({ has: this.page.getByRole('listbox', { name: 'Blocks' }) });
    await expect(list.getByRole('combobox', { name: 'Find a block' })).toBeFocused();
    if (way !== undefined) {
      await this.walkBackTo(list.getByRole('combobox', { name: 'By which way' }));
      await this.choose(way);
      await this.walkTo(list.getByRole('combobox', { name: 'Find a block' }));
    }
    await this.type(block);
    await this.press('Enter');
    await expect(list).toHaveCount(0);
    await expect(this.page.getByRole('group', { name: new RegExp(`^${block}\\.`) })).toBeFocused();
  }

  /** `C`: where shall the block that has the keyboard lead? */
  async connect(way: string, to: string): Promise<void> {
    await this.press('KeyC');
    const dialog = this.page.getByRole('dialog');
    await expect(dialog.getByRole('combobox', { name: 'Choose a way out' })).toBeFocused();
    await this.type(way);
    await this.press('Enter');
    await expect(dialog.getByRole('combobox', { name: 'Find a block to lead to' })).toBeFocused();
    await this.type(to);
    await this.press('Enter');
    await expect(dialog).toHaveCount(0);
  }

  /** Goes to a block of the drawing by its name. */
  async find(block: string): Promise<void> {
    await this.press('ControlOrMeta+KeyF');
    const dialog = this.page.getByRole('dialog', { name: 'Find a block in the flow' });
    await expect(dialog.getByRole('combobox')).toBeFocused();
    await this.type(block);
    await expect(dialog.getByRole('option').first()).toContainText(block);
    await this.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(
      this.page.getByRole('group', { name: new RegExp(`^(?:[^.:]+: )?${escaped(block)}\\.`) }),
    ).toBeFocused();
  }

  /** Types into a list that has the keyboard and takes the option found. */
  async choose(option: string): Promise<void> {
    await this.type(option);
    const found = this.page.getByRole('option', { name: option, exact: true });
    if (!(await found.isVisible())) await this.press('ArrowDown');
    await expect(found).toBeVisible();
    for (let presses = 0; presses < 20; presses++) {
      const chosen = await found.evaluate((element) => element.matches('[data-combobox-selected]'));
      if (chosen) break;
      await this.press('ArrowDown');
    }
    await this.press('Enter');
  }

  /** Takes an item of the menu that is open. */
  async menu(item: string): Promise<void> {
    const found = this.page.getByRole('menuitem', { name: item, exact: true });
    await expect(found).toBeVisible();
    for (let presses = 0; presses < 20; presses++) {
      await this.press('ArrowDown');
      if (await found.evaluate((element) => element === document.activeElement)) break;
    }
    await this.press('Enter');
  }
}
