/** Notes and frames of the drawing, found by what is read aloud of them. */
import { expect, type Locator } from '@playwright/test';
import { boxOf, type CanvasPage } from './canvas.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export class FramesPage {
  readonly canvas: CanvasPage;
  constructor(canvas: CanvasPage) {
    this.canvas = canvas;
  }

  frame(name: string): Locator {
    return this.canvas.drawing.getByRole('group', { name: new RegExp(`^${escaped(name)}\\. \\d+ blocks?$`) });
  }
  tile(name: string): Locator {
    return this.canvas.drawing.getByRole('group', { name: new RegExp(`^${escaped(name)}, folded\\.`) });
  }
  note(text: string): Locator {
    return this.canvas.drawing.getByRole('note', { name: `Note. ${text}`, exact: true });
  }
  get text(): Locator {
    return this.canvas.drawing.getByRole('textbox', { name: 'Text of the note' });
  }
  get name(): Locator {
    return this.canvas.drawing.getByRole('textbox', { name: 'Name of the frame' });
  }

  /** An item of the menu that the other button of the mouse opens. */
  async menu(on: Locator, position: { x: number; y: number }, item: string): Promise<void> {
    await on.click({ button: 'right', position });
    await this.canvas.page.getByRole('menuitem', { name: new RegExp(`^${escaped(item)}`) }).click();
  }

  /** By a point near its upper left corner. */
  async drag(thing: Locator, by: { x: number; y: number }, from = { x: 30, y: 10 }): Promise<void> {
    const box = await boxOf(thing);
    const { mouse } = this.canvas.page;
    const [x, y] = [box.x + from.x, box.y + from.y];
    await mouse.move(x, y);
    await mouse.down();
    await mouse.move(x + by.x / 2, y + by.y / 2, { steps: 4 });
    await mouse.move(x + by.x, y + by.y, { steps: 4 });
    await mouse.up();
  }

  /** By the handle at its lower right corner. */
  async resize(thing: Locator, by: { x: number; y: number }): Promise<void> {
    const { width, height } = await boxOf(thing);
    await this.drag(thing, by, { x: width, y: height });
  }

  /** Waits until it stands so far from where it stood, as near as a helper line may hold it. */
  async expectMoved(thing: Locator, from: { x: number; y: number }, by: { x: number; y: number }): Promise<void> {
    await expect
      .poll(async () => {
        const { x, y } = await boxOf(thing);
        return Math.max(Math.abs(x - from.x - by.x), Math.abs(y - from.y - by.y));
      })
      .toBeLessThan(9);
  }
}
