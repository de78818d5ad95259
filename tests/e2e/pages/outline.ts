/** The outline of a flow: a tree whose rows are found by their names, as they are read aloud. */
import { expect, type Locator, type Page } from '@playwright/test';
import { boxOf } from './canvas.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class OutlinePage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get region(): Locator {
    return this.page.getByRole('region', { name: 'Outline' });
  }
  get tree(): Locator {
    return this.page.getByRole('tree', { name: 'Outline of the flow' });
  }

  /** A block's row, by the block's name. */
  block(name: string): Locator {
    return this.tree.getByRole('treeitem', { name: new RegExp(`^\\d+\\. ${escaped(name)}\\.`) });
  }
  /** A row that is no block: a way, a link, a place for the next. */
  row(name: string): Locator {
    return this.tree.getByRole('treeitem', { name, exact: true });
  }

  /** Names of the blocks from top to bottom. */
  async blocks(): Promise<string[]> {
    const rows = await this.tree.locator('[data-kind="block"] b:first-child').evaluateAll((found) =>
      found
        .filter((element) => element.hasAttribute('title'))
        .map((element) => ({
          at: Number(element.closest('[data-index]')?.getAttribute('data-index')),
          name: element.textContent ?? '',
        })),
    );
    return rows.sort((a, b) => a.at - b.at).map(({ name }) => name);
  }

  async expectBlocks(...names: string[]): Promise<void> {
    await expect.poll(() => this.blocks()).toEqual(names);
  }

  async expectSaid(text: RegExp | string): Promise<void> {
    await expect(this.page.locator('[data-said]')).toContainText(text);
  }

  /** Carries a block over a row and lets go: on its upper or lower half. */
  async drag(name: string, onto: Locator, half: 'upper' | 'lower', over?: () => Promise<void>): Promise<void> {
    const from = await boxOf(this.block(name));
    const to = await boxOf(onto);
    const { mouse } = this.page;
    await mouse.move(from.x + 120, from.y + 16);
    await mouse.down();
    await mouse.move(to.x + 140, to.y + to.height / 2, { steps: 4 });
    await mouse.move(to.x + 140, to.y + (half === 'upper' ? 8 : to.height - 14), { steps: 3 });
    await over?.();
    await mouse.up();
  }
}
