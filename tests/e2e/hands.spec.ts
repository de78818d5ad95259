/**
 * What hands do on the drawing, by mouse and, where it is an action, by keyboard. What is proved elsewhere:
 * a block out of the palette by drag and by click, a line drawn from outlet to card (main-job.spec); a block by keyboard
 * and by search, "/" after a block, connecting by C, arrows, delete and undo by keys (keyboard.spec); undo that outlives
 * the window (history.spec). Everything else stands here, a step for each.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Seed, test } from './app.ts';
import { root } from './hosts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';
import { Hands } from './pages/hands.ts';
import { KeyboardPage } from './pages/keyboard.ts';

const oneFlow: Seed = {
  fill(kaskad, workspace) {
    kaskad('flow', 'import', workspace, join(root, 'tests/e2e/hands.flow.json'));
  },
};
test.use({ seed: oneFlow });
test.setTimeout(300_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

async function open(app: { page: import('@playwright/test').Page; shell: { goTo(place: 'Flows'): Promise<void> } }) {
  await app.shell.goTo('Flows');
  await new FlowsPage(app.page).row('Hands').getByRole('link', { name: 'Hands', exact: true }).click();
  const canvas = new CanvasPage(app.page);
  await expect(canvas.drawing).toBeVisible({ timeout: 60_000 });
  await expect(canvas.cards).toHaveCount(6);
  await canvas.fit();
  return { canvas, hands: new Hands(canvas) };
}

test('lines: insert, drop, open, refuse, lead elsewhere, heal', async ({ app }) => {
  const { page } = app;
  const { canvas, hands } = await open(app);
  const undo = async (cards = 6) => {
    await canvas.tool('Undo').click();
    await expect(canvas.cards).toHaveCount(cards);
    await canvas.fit();
  };

  await test.step('"+" on a line puts a block between', async () => {
    const at = await hands.line('Door', 'Letter');
    await page.mouse.move(at.x, at.y);
    await hands.insert('Door', 'Letter').click();
    await canvas.addMenu.getByRole('option', { name: 'Telegram', exact: true }).click();
    await canvas.expectLead('Door', 'Next', 'Telegram');
    await canvas.expectLead('Telegram', 'Sent', 'Letter');
    await undo();
  });

  await test.step('a block dropped on a line stands in it', async () => {
    const at = await hands.line('Rest', 'Finish');
    const pane = await canvas.drawing.boundingBox();
    await canvas.dragBlock('Goal', {
      x: (at.x - (pane?.x ?? 0)) / (pane?.width ?? 1),
      y: (at.y - (pane?.y ?? 0)) / (pane?.height ?? 1),
    });
    await canvas.expectLead('Rest', 'Next', 'Goal');
    await undo();
  });

  await test.step('a line let go on the empty drawing asks what shall stand there', async () => {
    const handle = await hands.box('Door');
    await hands.drag([
      { x: handle.x + handle.width / 2, y: handle.y + handle.height },
      { x: handle.x - 90, y: handle.y + handle.height + 60 },
    ]);
    await expect(canvas.addMenu).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(canvas.addMenu).toHaveCount(0);
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('a line into a start is refused at the pointer, in words', async () => {
    const from = await canvas.card('Pause').getByTitle('Next', { exact: true }).boundingBox();
    const to = await hands.grip('Door');
    await hands.drag([{ x: (from?.x ?? 0) + (from?.width ?? 0) / 2, y: (from?.y ?? 0) + (from?.height ?? 0) / 2 }, to]);
    const refusal = page.locator('.kc-refusal');
    await expect(refusal).toHaveText('Cannot connect: “Door” is a start, and nothing leads into a start.');
    const shown = await refusal.boundingBox();
    expect(Math.hypot((shown?.x ?? 0) - to.x, (shown?.y ?? 0) - to.y)).toBeLessThan(40);
    await canvas.expectLead('Pause', 'Next', 'Rest');
  });

  await test.step('the end of a line is led to another block', async () => {
    const end = await hands.box('Sorry');
    const goal = await hands.box('Finish');
    await canvas.drawing.click({ position: { x: 20, y: 200 } });
    await hands.drag([
      { x: end.x + end.width / 2, y: end.y - 22 * (await hands.zoom()) },
      { x: goal.x + goal.width / 2, y: goal.y + 4 },
    ]);
    await canvas.expectLead('Letter', 'Not sent', 'Finish');
    await undo();
    await canvas.expectLead('Letter', 'Not sent', 'Sorry');
  });

  await test.step('what is deleted in the middle leaves the line whole, chosen by click or by a rectangle', async () => {
    await canvas.click('Pause');
    await page.keyboard.press('Delete');
    await expect(canvas.cards).toHaveCount(5);
    await canvas.expectLead('Letter', 'Sent', 'Rest');
    await undo();
    await canvas.drawing.click({ position: { x: 20, y: 200 } });
    const pause = await hands.box('Pause');
    await hands.drag(
      [
        { x: pause.x - 60, y: pause.y + 20 },
        { x: pause.x + 20, y: pause.y + 30 },
      ],
      { before: 'Shift' },
    );
    await hands.expectChosen('Pause');
    await page.keyboard.press('Backspace');
    await canvas.expectLead('Letter', 'Sent', 'Rest');
    await undo();
  });

  await test.step('dragging to the border takes the drawing along', async () => {
    const pane = await canvas.drawing.boundingBox();
    const finish = async () => (await canvas.card('Finish').boundingBox())?.x ?? 0;
    const before = await finish();
    const drop = await hands.hold([await hands.grip('Door'), { x: (pane?.x ?? 0) + 6, y: (pane?.y ?? 0) + 300 }]);
    await expect.poll(async () => (await finish()) - before).toBeGreaterThan(60);
    await page.keyboard.press('Escape');
    await drop();
    await canvas.fit();
    await hands.expectInLine('left', 'Door', 'Rest', 'Finish');
  });
});

test('moves, copies and lines up blocks by mouse', async ({ app }) => {
  const { page } = app;
  const { canvas, hands } = await open(app);
  const take = async (name: string) => {
    if (pictures === undefined) return;
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${app.kind}-hands-${name}.png`) });
  };
  const by = async (name: string, x: number, y: number) => {
    const from = await hands.grip(name);
    return [from, { x: from.x + x, y: from.y + y }];
  };

  await test.step('a helper line holds a card that comes near, not with Alt', async () => {
    const zoom = await hands.zoom();
    const drop = await hands.hold(await by('Pause', 24 * zoom, 0));
    await expect(hands.guides).not.toHaveCount(0);
    await take('guides');
    await drop();
    await expect(hands.guides).toHaveCount(0);
    await hands.expectInLine('left', 'Pause', 'Letter');
    const letter = await hands.box('Letter');
    await hands.drag(await by('Pause', 5, 0), { during: 'Alt' });
    expect(Math.abs((await hands.box('Pause')).x - letter.x - 5)).toBeLessThanOrEqual(1);
    await canvas.tool('Undo').click();
    await hands.expectInLine('left', 'Pause', 'Letter');
  });

  await test.step('equal distances are shown and held', async () => {
    const zoom = await hands.zoom();
    const [, below = 0] = await hands.gaps('Letter', 'Pause', 'Rest');
    const [gap = 0] = await hands.gaps('Pause', 'Rest');
    const [last = 0] = await hands.gaps('Rest', 'Finish');
    expect(below).toBe(gap);
    const drop = await hands.hold(await by('Finish', 0, gap - last + 3 * zoom));
    await expect(page.locator('.kc-guide[data-gap]')).not.toHaveCount(0);
    await take('gaps');
    await drop();
    const [one = 0, other = 0] = await hands.gaps('Pause', 'Rest', 'Finish');
    expect(Math.abs(one - other)).toBeLessThanOrEqual(1);
  });

  await test.step('Escape puts back what is dragged', async () => {
    const before = await hands.box('Sorry');
    const drop = await hands.hold(await by('Sorry', 60, 60));
    await page.keyboard.press('Escape');
    await drop();
    await expect.poll(() => hands.box('Sorry')).toEqual(before);
    await hands.expectChosen('Sorry');
  });

  await test.step('a card dropped on another makes way in the same step, with Alt it stays', async () => {
    const rest = await hands.box('Rest');
    const from = await hands.grip('Sorry');
    const onto = { x: rest.x + rest.width / 2 + 30, y: rest.y + 30 };
    await hands.drag([from, onto]);
    await canvas.atRest();
    const there = await hands.box('Sorry');
    const clear =
      there.x >= rest.x + rest.width ||
      there.x + there.width <= rest.x ||
      there.y >= rest.y + rest.height ||
      there.y + there.height <= rest.y;
    expect(clear).toBe(true);
    await canvas.tool('Undo').click();
    await canvas.atRest();
    await hands.drag([from, onto], { during: 'Alt' });
    const covering = await hands.box('Sorry');
    expect(covering.y).toBeLessThan(rest.y + rest.height);
    expect(covering.x).toBeLessThan(rest.x + rest.width);
    await canvas.tool('Undo').click();
  });

  await test.step('Alt-drag leaves the blocks and takes copies with the lines between them', async () => {
    await canvas.click('Pause');
    await page.keyboard.down('Shift');
    await canvas.click('Rest');
    await page.keyboard.up('Shift');
    await hands.expectChosen('Pause', 'Rest');
    const stay = await hands.box('Pause');
    const drop = await hands.hold(await by('Pause', -280, 20), { before: 'Alt' });
    await expect(page.locator('.kc-copy')).toHaveCount(2);
    await take('copies');
    await drop();
    await expect(canvas.cards).toHaveCount(8);
    await expect(canvas.card('Pause')).toHaveCount(2);
    await expect.poll(() => boxes(canvas, 'Pause')).toContainEqual(stay);
    await expect(canvas.card('Pause').first()).toHaveAccessibleName(/Leads to “Rest”/);
    await expect(canvas.card('Pause').last()).toHaveAccessibleName(/Leads to “Rest”/);
    await canvas.tool('Undo').click();
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('Shift and click takes in and out; Shift-drag takes what it touches, in addition', async () => {
    await canvas.click('Door');
    await page.keyboard.down('Shift');
    await canvas.click('Sorry');
    await hands.expectChosen('Door', 'Sorry');
    await canvas.click('Sorry');
    await page.keyboard.up('Shift');
    await hands.expectChosen('Door');
    const [pause, rest] = [await hands.box('Pause'), await hands.box('Rest')];
    const shape = [
      { x: pause.x - 50, y: pause.y + pause.height / 2 },
      { x: rest.x + 12, y: rest.y + 12 },
    ];
    const drop = await hands.hold(shape, { before: 'Shift' });
    await take('rectangle');
    await drop();
    await hands.expectChosen('Door', 'Pause', 'Rest');
  });

  await test.step('a line drawn round blocks takes them', async () => {
    await page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: 'Select by drawing round' }).click();
    await app.expectAccessible({ alsoInDark: true });
    const [door, sorry] = [await hands.box('Door'), await hands.box('Sorry')];
    const drop = await hands.hold([
      { x: door.x - 40, y: door.y + 30 },
      { x: sorry.x + 40, y: door.y + 40 },
      { x: sorry.x + 60, y: sorry.y + 10 },
      { x: sorry.x + 90, y: door.y + 10 },
    ]);
    await take('lasso');
    await drop();
    await hands.expectChosen('Door', 'Sorry');
    await expect(
      page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: 'Select by drawing round' }),
    ).toHaveAttribute('aria-pressed', 'false');
  });

  await test.step('the bar over a selection lines up and spaces out, in one step each', async () => {
    await canvas.click('Letter');
    await page.keyboard.down('Shift');
    for (const name of ['Pause', 'Rest', 'Finish']) await canvas.click(name);
    await page.keyboard.up('Shift');
    await expect(hands.selectionBar).toBeVisible();
    await take('bar');
    await app.expectAccessible({ alsoInDark: true });
    await hands.selectionBar.getByRole('button', { name: 'Align right' }).click();
    await hands.expectInLine('right', 'Letter', 'Pause', 'Rest', 'Finish');
    await hands.selectionBar.getByRole('button', { name: 'Equal gaps down' }).click();
    await expect
      .poll(async () => {
        const gaps = await hands.gaps('Letter', 'Pause', 'Rest', 'Finish');
        return Math.max(...gaps) - Math.min(...gaps);
      })
      .toBeLessThanOrEqual(1.1);
    await hands.expectChosen('Letter', 'Pause', 'Rest', 'Finish');
  });

  await test.step('the layout of a selection leaves the others where they are', async () => {
    const door = await hands.box('Door');
    await hands.drag(await by('Sorry', -60, 250), { during: 'Alt' });
    await canvas.click('Letter');
    await page.keyboard.down('Shift');
    for (const name of ['Pause', 'Sorry']) await canvas.click(name);
    await page.keyboard.up('Shift');
    await hands.selectionBar.getByRole('button', { name: 'Tidy up the selected blocks' }).click();
    await hands.expectInLine('top', 'Pause', 'Sorry');
    expect(await hands.box('Door')).toEqual(door);
  });
});

const boxes = async (canvas: CanvasPage, name: string) =>
  await Promise.all((await canvas.card(name).all()).map((card) => card.boundingBox()));

test('the same by keyboard alone', async ({ app }) => {
  const { page } = app;
  const { canvas, hands } = await open(app);
  const keys = new KeyboardPage(page);
  await keys.forbidMouse();
  const said = page.locator('[data-said]');

  await test.step('lines up and spaces out what arrows chose', async () => {
    await keys.find('Letter');
    for (let presses = 0; presses < 3; presses++) await keys.press('Shift+ArrowDown');
    await hands.expectChosen('Letter', 'Pause', 'Rest', 'Finish');
    for (const [key, side] of [
      ['KeyH', 'centre'],
      ['KeyD', 'right'],
      ['KeyA', 'left'],
    ] as const) {
      await keys.press(`Shift+${key}`);
      await hands.expectInLine(side, 'Letter', 'Pause', 'Rest', 'Finish');
    }
    await expect(said).toHaveText(/Aligned 4 blocks/);
    await keys.press('Shift+KeyY');
    await expect
      .poll(async () => {
        const gaps = await hands.gaps('Letter', 'Pause', 'Rest', 'Finish');
        return Math.max(...gaps) - Math.min(...gaps);
      })
      .toBeLessThanOrEqual(1.1);
    for (let presses = 0; presses < 2; presses++) await keys.press('ControlOrMeta+KeyZ');
  });

  await test.step('chooses all that leads to a block, and all that follows', async () => {
    await keys.find('Pause');
    await keys.press('KeyU');
    await hands.expectChosen('Door', 'Letter', 'Pause');
    await keys.find('Letter');
    await keys.press('KeyJ');
    await hands.expectChosen('Letter', 'Pause', 'Sorry', 'Rest', 'Finish');
    await expect(said).toHaveText(/5 blocks selected/);
  });

  await test.step('goes from line to line, leads one elsewhere, puts a block into one, deletes one', async () => {
    await keys.find('Letter');
    await keys.press('KeyE');
    await expect(said).toHaveText(/Line from “Letter” \(Sent\) to “Pause”, 1 of 3/);
    await keys.press('KeyE');
    await expect(said).toHaveText(/Line from “Letter” \(Not sent\) to “Sorry”, 2 of 3/);
    await keys.press('KeyC');
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByRole('combobox', { name: 'Find a block to lead to' })).toBeFocused();
    await keys.type('Finish');
    await keys.press('Enter');
    await canvas.expectLead('Letter', 'Not sent', 'Finish');
    await keys.press('ControlOrMeta+KeyZ');
    await canvas.expectLead('Letter', 'Not sent', 'Sorry');

    await keys.find('Rest');
    await keys.press('KeyE');
    await keys.press('Slash');
    await expect(canvas.addMenu.getByRole('combobox', { name: 'Find a block' })).toBeFocused();
    await keys.type('Goal');
    await keys.press('Enter');
    await canvas.expectLead('Rest', 'Next', 'Goal');
    await keys.press('ControlOrMeta+KeyZ');

    await keys.find('Sorry');
    await keys.press('Shift+KeyE');
    await keys.press('Delete');
    await expect(canvas.card('Letter')).toHaveAccessibleName(/Not sent leads nowhere/i);
    await keys.press('ControlOrMeta+KeyZ');
    await canvas.expectLead('Letter', 'Not sent', 'Sorry');
  });

  await test.step('an outlet that leads somewhere is led elsewhere by the dialog', async () => {
    await keys.find('Letter');
    await keys.connect('Not sent', 'Rest');
    await canvas.expectLead('Letter', 'Not sent', 'Rest');
    await keys.press('ControlOrMeta+KeyZ');
  });

  await test.step('heals the way when the middle is deleted', async () => {
    await keys.find('Pause');
    await keys.press('Delete');
    await canvas.expectLead('Letter', 'Sent', 'Rest');
    await keys.press('ControlOrMeta+KeyZ');
  });

  await test.step('duplicates, copies, cuts and pastes with the lines between', async () => {
    await keys.find('Pause');
    await keys.press('Shift+ArrowDown');
    await keys.press('ControlOrMeta+KeyD');
    await expect(canvas.card('Pause')).toHaveCount(2);
    await expect(canvas.card('Pause').last()).toHaveAccessibleName(/Leads to “Rest”/);
    await keys.press('ControlOrMeta+KeyX');
    await expect(canvas.cards).toHaveCount(6);
    await keys.press('ControlOrMeta+KeyV');
    await expect(canvas.card('Rest')).toHaveCount(2);
    await keys.press('Delete');
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('opens the menu of a block and of several by Shift+F10', async () => {
    await keys.find('Pause');
    await keys.press('Shift+F10');
    await keys.menu('Turn off or on D');
    await expect(canvas.card('Pause')).toHaveAccessibleName(/Off/);
    await keys.press('ControlOrMeta+KeyZ');
    await keys.press('Shift+ArrowDown');
    await keys.press('Shift+F10');
    await expect(page.getByRole('menu')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await keys.walkTo(page.getByRole('menuitem', { name: 'Align', exact: true }), 'ArrowDown');
    await keys.press('ArrowRight');
    await keys.walkTo(page.getByRole('menuitem', { name: /^Align left/ }), 'ArrowDown');
    await keys.press('Enter');
    await hands.expectInLine('left', 'Pause', 'Rest');
  });

  await test.step('copies into another flow', async () => {
    await keys.press('ControlOrMeta+KeyA');
    await keys.press('ControlOrMeta+KeyC');
    await canvas.expectSaved();
    await keys.press('Alt+Digit2');
    await keys.walkTo(page.getByRole('button', { name: 'New flow' }));
    await keys.press('Enter');
    await canvas.ready();
    await expect(canvas.cards).toHaveCount(0);
    await keys.press('ControlOrMeta+KeyV');
    await expect(canvas.cards).toHaveCount(6);
    await canvas.expectLead('Letter', 'Not sent', 'Sorry');
  });
});

test('looks about: near and far, the map, menus, mouse and trackpad', async ({ app }) => {
  const { page } = app;
  const { canvas, hands } = await open(app);
  const pane = await canvas.drawing.boundingBox();
  const empty = { x: (pane?.x ?? 0) + 120, y: (pane?.y ?? 0) + 320 };
  const wheel = async (dx: number, dy: number) => {
    await page.mouse.move(empty.x, empty.y);
    await page.mouse.wheel(dx, dy);
  };
  const zoomNow = page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: /Actual size/ });

  await test.step('far away a card shows its name only', async () => {
    await expect(canvas.card('Pause').locator('.kc-card-summary')).toBeVisible();
    await page.keyboard.press('Digit0');
    await expect(async () => {
      await page.keyboard.press('Minus');
      await expect(canvas.card('Pause').locator('.kc-card-summary')).toBeHidden({ timeout: 500 });
    }).toPass();
    await expect(canvas.card('Pause').locator('.kc-card-far')).toHaveText('Pause');
    await page.keyboard.press('Digit1');
    await expect(canvas.card('Pause').locator('.kc-card-summary')).toBeVisible();
  });

  await test.step('a click on the map brings that place to the middle', async () => {
    const map = page.getByRole('img', { name: 'Map of the flow' });
    const box = await map.boundingBox();
    const moved = await hands.viewMoved(() => map.click({ position: { x: (box?.width ?? 0) - 14, y: 14 } }));
    expect(moved.x).toBeLessThan(-40);
    expect(moved.y).toBeGreaterThan(40);
    await canvas.fit();
  });

  await test.step('in a smaller window all is shown again, and what somebody looked at closer stays as near', async () => {
    await app.resize({ width: 1100, height: 760 });
    const inSight = async () => {
      const room = await canvas.drawing.boundingBox();
      const cards = await Promise.all((await canvas.cards.all()).map((card) => card.boundingBox()));
      return cards.every(
        (card) =>
          card !== null &&
          room !== null &&
          card.x >= room.x &&
          card.y >= room.y &&
          card.x + card.width <= room.x + room.width &&
          card.y + card.height <= room.y + room.height,
      );
    };
    await expect.poll(inSight).toBe(true);
    await page.getByRole('toolbar', { name: 'View' }).getByRole('button', { name: 'Zoom in' }).click();
    await canvas.atRest();
    const near = await zoomNow.textContent();
    await app.resize({ width: 1440, height: 900 });
    await canvas.atRest();
    await expect(zoomNow).toHaveText(near ?? '');
    await canvas.fit();
  });

  await test.step('either: scrolling and dragging move the drawing', async () => {
    expect((await hands.viewMoved(() => wheel(0, 60))).y).toBe(-30);
    const moved = await hands.viewMoved(() => hands.drag([empty, { x: empty.x + 50, y: empty.y + 20 }]));
    expect(moved.x).toBeGreaterThan(30);
  });

  await test.step('mouse: the wheel zooms, a drag moves the drawing', async () => {
    await app.shell.rail.getByRole('button', { name: 'Language and look' }).click();
    await expect(page.getByRole('menu')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await page.getByRole('menuitem', { name: /^Mouse/ }).click();
    await canvas.fit();
    const before = await zoomNow.textContent();
    await wheel(0, 240);
    await expect(zoomNow).not.toHaveText(before ?? '');
    await canvas.fit();
    expect((await hands.viewMoved(() => hands.drag([empty, { x: empty.x + 50, y: empty.y }]))).x).toBeGreaterThan(30);
  });

  await test.step('trackpad: scrolling moves, a drag selects, with Space it moves', async () => {
    await page.keyboard.press('ControlOrMeta+KeyK');
    const commands = page.getByRole('dialog');
    await commands.getByRole('combobox').fill('Trackpad: a drag');
    await page.keyboard.press('Enter');
    await expect(commands).toHaveCount(0);
    await canvas.fit();
    expect((await hands.viewMoved(() => wheel(0, 60))).y).toBe(-30);
    const pause = await hands.box('Pause');
    const shape = [
      { x: pause.x - 40, y: pause.y + 20 },
      { x: pause.x + 20, y: pause.y + 40 },
    ];
    const still = await hands.viewMoved(() => hands.drag(shape));
    expect(still).toEqual({ x: 0, y: 0 });
    await hands.expectChosen('Pause');
    const moved = await hands.viewMoved(() => hands.drag(shape, { before: 'Space' }));
    expect(moved.x).toBeGreaterThan(30);
    const zoomed = await zoomNow.textContent();
    await page.keyboard.down('Control');
    await wheel(0, 120);
    await page.keyboard.up('Control');
    await expect(zoomNow).not.toHaveText(zoomed ?? '');
    await page.reload();
    await canvas.ready();
    await canvas.fit();
    await hands.drag([
      { x: (await hands.box('Pause')).x - 40, y: (await hands.box('Pause')).y + 20 },
      { x: (await hands.box('Pause')).x + 20, y: (await hands.box('Pause')).y + 40 },
    ]);
    await hands.expectChosen('Pause');
  });

  await test.step('menus of a block, of several, of a line and of the drawing', async () => {
    const menu = page.getByRole('menu').first();
    await canvas.card('Rest').click({ button: 'right', position: { x: 40, y: 16 } });
    await menu.getByRole('menuitem', { name: /^Select all that leads here/ }).click();
    await hands.expectChosen('Door', 'Letter', 'Pause', 'Rest');
    await canvas.card('Rest').click({ button: 'right', position: { x: 40, y: 16 } });
    await menu.getByRole('menuitem', { name: 'Align', exact: true }).hover();
    await page.getByRole('menuitem', { name: /^Align centre/ }).click();
    await hands.expectInLine('centre', 'Door', 'Letter', 'Pause', 'Rest');
    const sorry = await hands.box('Sorry');
    await page.mouse.click(sorry.x + sorry.width / 2, sorry.y - 22, { button: 'right' });
    await menu.getByRole('menuitem', { name: /^Delete/ }).click();
    await expect(canvas.card('Letter')).toHaveAccessibleName(/Not sent leads nowhere/i);
    await page.mouse.click(empty.x, empty.y, { button: 'right' });
    await menu.getByRole('menuitem', { name: /^Select all/ }).click();
    await hands.expectChosen('Door', 'Letter', 'Pause', 'Sorry', 'Rest', 'Finish');
  });
});
