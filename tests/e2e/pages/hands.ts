/** What hands do on the drawing: drag with and without keys held, draw shapes, pick lines. Places are those of the screen. */
import { expect, type Locator, type Page } from '@playwright/test';
import { boxOf, type CanvasPage } from './canvas.ts';

interface Place {
  x: number;
  y: number;
}
type Key = 'Alt' | 'Shift' | 'Space';

export class Hands {
  readonly page: Page;
  readonly canvas: CanvasPage;
  constructor(canvas: CanvasPage) {
    this.canvas = canvas;
    this.page = canvas.page;
  }

  get guides(): Locator {
    return this.page.locator('.kc-guide');
  }
  get selectionBar(): Locator {
    return this.page.getByRole('toolbar', { name: 'Align the selected blocks' });
  }

  async box(name: string): Promise<{ x: number; y: number; width: number; height: number }> {
    return await boxOf(this.canvas.card(name));
  }

  /** Pixels of the screen for one of the drawing. */
  async zoom(): Promise<number> {
    return (await this.box('Pause')).width / 236;
  }

  /** Where a card is taken: not on anything that has a click of its own. */
  async grip(name: string): Promise<Place> {
    const { x, y, width } = await this.box(name);
    return { x: x + width * 0.8, y: y + 10 };
  }

  /** Through all places with the button down; `before` it goes down and `during` are keys held. */
  async drag(places: readonly Place[], { before, during }: { before?: Key; during?: Key } = {}): Promise<void> {
    const drop = await this.hold(places, { ...(before ? { before } : {}), ...(during ? { during } : {}) });
    await drop();
  }

  /** As `drag`, but the button is still down; what comes back lets go. */
  async hold(
    [from, ...places]: readonly Place[],
    { before, during }: { before?: Key; during?: Key } = {},
  ): Promise<() => Promise<void>> {
    const { mouse, keyboard } = this.page;
    if (from === undefined) throw new Error('A drag begins somewhere');
    await mouse.move(from.x, from.y);
    if (before) await keyboard.down(before);
    await mouse.down();
    // A drag begins with its first pixels, and they do not count.
    const begun = 2;
    await mouse.move(from.x + begun, from.y);
    let at = from;
    for (const place of places) {
      await mouse.move((at.x + place.x) / 2 + begun, (at.y + place.y) / 2, { steps: 3 });
      if (during) await keyboard.down(during);
      await mouse.move(place.x + begun, place.y, { steps: 3 });
      at = place;
    }
    return async () => {
      await mouse.up();
      for (const key of [before, during]) if (key) await keyboard.up(key);
    };
  }

  async expectChosen(...names: string[]): Promise<void> {
    await expect.poll(async () => (await this.chosen()).toSorted()).toEqual(names.toSorted());
  }

  private async chosen(): Promise<string[]> {
    return await this.canvas.drawing.locator('.kc-card[data-selected] .kc-card-head b').allTextContents();
  }

  /** The middle of a card's side, in one measure for all. */
  async expectInLine(
    side: 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom',
    ...names: string[]
  ): Promise<void> {
    await expect
      .poll(async () => {
        const found: number[] = [];
        for (const name of names) {
          const { x, y, width, height } = await this.box(name);
          found.push(
            { left: x, centre: x + width / 2, right: x + width, top: y, middle: y + height / 2, bottom: y + height }[
              side
            ],
          );
        }
        return Math.max(...found) - Math.min(...found);
      })
      .toBeLessThanOrEqual(1.1);
  }

  /** Between the lower border of one card and the upper border of the next. */
  async gaps(...names: string[]): Promise<number[]> {
    const boxes: { y: number; height: number }[] = [];
    for (const name of names) boxes.push(await this.box(name));
    return boxes.slice(1).map((box, index) => box.y - ((boxes[index]?.y ?? 0) + (boxes[index]?.height ?? 0)));
  }

  /** A point on the line between two cards, where its button to insert shows. */
  async line(from: string, to: string): Promise<Place> {
    const { x, y, width, height } = await boxOf(this.insert(from, to));
    return { x: x + width / 2, y: y + height / 2 };
  }
  insert(from: string, to: string): Locator {
    return this.page.getByRole('button', { name: `Insert between “${from}” and “${to}”` });
  }

  /** Of the whole view: where the first card stands. */
  async viewMoved(act: () => Promise<void>): Promise<Place> {
    const before = await this.box('Door');
    await act();
    await this.canvas.atRest();
    const after = await this.box('Door');
    return { x: Math.round(after.x - before.x), y: Math.round(after.y - before.y) };
  }
}
