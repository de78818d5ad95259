/** What a person does on the canvas. Cards are found by their names, as they are read aloud. */
import { expect, type Locator, type Page } from '@playwright/test';
import { InspectorPage } from './inspector.ts';

export const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class CanvasPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get drawing(): Locator {
    return this.page.getByRole('application', { name: 'Canvas' });
  }
  get palette(): Locator {
    return this.page.getByRole('complementary', { name: 'Blocks' });
  }
  get inspector(): InspectorPage {
    return new InspectorPage(this.page);
  }
  get dock(): Locator {
    return this.page.getByRole('region', { name: 'What happens' });
  }
  get status(): Locator {
    return this.page.getByRole('status', { name: 'State of the flow' });
  }
  get preflight(): Locator {
    return this.page.getByRole('dialog', { name: /^Before/ });
  }
  get cards(): Locator {
    return this.drawing.getByRole('group');
  }

  async ready(): Promise<void> {
    await expect(this.drawing).toBeVisible();
  }

  /** By the block's own name, or its type's name when it has none. */
  card(name: string): Locator {
    return this.drawing.getByRole('group', { name: new RegExp(`^(?:[^.:]+: )?${escaped(name)}\\.`) });
  }

  /** The list of blocks to add, that opens over the canvas. */
  get addMenu(): Locator {
    return this.page.getByRole('dialog', { name: /^(After|Insert between|Add a block)/ });
  }

  // —— by mouse ——

  async click(name: string): Promise<void> {
    await this.card(name).click({ position: { x: 40, y: 16 } });
  }

  async addByClick(block: string): Promise<void> {
    await this.palette.getByRole('button', { name: block, exact: true }).click();
  }

  /** Drags a block out of the palette onto a place of the drawing, as shares of its width and height. */
  async dragBlock(block: string, at: { x: number; y: number }): Promise<void> {
    const box = await boxOf(this.drawing);
    await this.palette
      .getByRole('button', { name: block, exact: true })
      .dragTo(this.drawing, { targetPosition: { x: box.width * at.x, y: box.height * at.y } });
  }

  async dragBlockOnto(block: string, place: Locator): Promise<void> {
    await this.palette.getByRole('button', { name: block, exact: true }).dragTo(place);
  }

  /** Draws a line from a way out of one block to another block. */
  async connect(from: string, outlet: string, to: string): Promise<void> {
    const start = await boxOf(this.card(from).getByTitle(outlet, { exact: true }));
    const end = await boxOf(this.card(to));
    const { mouse } = this.page;
    await mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await mouse.down();
    await mouse.move(end.x + end.width / 2, end.y - 20, { steps: 8 });
    await mouse.move(end.x + end.width / 2, end.y + 6, { steps: 4 });
    await mouse.up();
    await this.expectLead(from, outlet, to);
  }

  /** Drops a new line on the empty drawing and chooses the block that shall stand there. */
  async addAfter(from: string, outlet: string, block: string): Promise<void> {
    const plus = this.card(from).getByRole('button', { name: `Add a block after “${from}”: ${outlet}` });
    // The drawing may just be moving a new block into view: whoever misses presses again.
    await expect(async () => {
      await plus.click();
      await expect(this.addMenu).toBeVisible({ timeout: 3000 });
    }).toPass();
    await this.addMenu.getByRole('option', { name: block, exact: true }).click();
  }

  async move(name: string, by: { x: number; y: number }): Promise<void> {
    const box = await boxOf(this.card(name));
    const from = { x: box.x + 120, y: box.y + 18 };
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(from.x + by.x / 2, from.y + by.y / 2, { steps: 4 });
    await this.page.mouse.move(from.x + by.x, from.y + by.y, { steps: 4 });
    await this.page.mouse.up();
  }

  // —— what is shown ——

  async expectLead(from: string, outlet: string, to: string): Promise<void> {
    const way = new RegExp(`(?:${escaped(outlet)} l|L)eads to “${escaped(to)}”`);
    await expect(this.card(from)).toHaveAccessibleName(way);
  }

  async expectSaved(): Promise<void> {
    await expect(
      this.page
        .getByRole('banner')
        .getByRole('status')
        .filter({ hasText: /^Saved$/ }),
    ).toBeVisible();
  }

  async problems(): Promise<Locator> {
    await this.dock.getByRole('tab', { name: /^Problems/ }).click();
    return this.dock.getByRole('tabpanel', { name: /^Problems/ });
  }

  async figures(): Promise<void> {
    await this.dock.getByRole('tab', { name: 'Live figures' }).click();
  }

  tool(name: 'Undo' | 'Redo'): Locator {
    return this.page.getByRole('banner').getByRole('button', { name, exact: true });
  }

  /** All blocks in sight. */
  async fit(): Promise<void> {
    await this.page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: 'Show the whole flow' }).click();
    await this.atRest();
  }

  /** Nothing that is drawn has moved for a while: a movement that was just asked for begins within that. */
  async atRest(): Promise<void> {
    await this.drawing.evaluate(
      (drawing) =>
        new Promise<void>((resolve) => {
          const quietFor = 200;
          let last = '';
          let since = 0;
          const look = (at: number): void => {
            const places = [...drawing.querySelectorAll('[role="group"]')].map((card) => {
              const { x, y, width, height } = card.getBoundingClientRect();
              return [x, y, width, height].join(' ');
            });
            const now = places.join();
            if (now !== last) [last, since] = [now, at];
            if (at - since < quietFor) requestAnimationFrame(look);
            else resolve();
          };
          requestAnimationFrame(look);
        }),
    );
  }

  /** Opens the sheet that says what would happen. */
  async start(): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'Start…' }).click();
    await expect(this.preflight.getByRole('heading', { name: 'Who enters' })).toBeVisible();
  }

  async rename(name: string): Promise<void> {
    const field = this.page.getByRole('banner').getByRole('textbox', { name: 'Name of the flow' });
    await field.fill(name);
    await field.press('Enter');
    await expect(this.page).toHaveTitle(new RegExp(`^${escaped(name)} `));
  }

  async menu(item: string): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: 'More', exact: true }).click();
    await this.page.getByRole('menuitem', { name: new RegExp(`^${escaped(item)}`) }).click();
  }
}

export async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  await locator.scrollIntoViewIfNeeded();
  // What lies half out of the drawing is scrolled by that, and the drawing scrolls itself back in the next frame.
  await locator.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on screen');
  return box;
}
