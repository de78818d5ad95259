/** The outline: the main job in a tree, by keyboard alone; and rows moved by mouse. `docs/accessibility.md` tells the same path. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { OutlinePage } from './pages/outline.ts';
import { demo, fivePeople } from './seeds.ts';

test.setTimeout(300_000);
const pictures = process.env.KASKAD_SCREENSHOTS;

test.describe('by keyboard alone', () => {
  test.use({ seed: fivePeople });

  test('makes, orders, sets up and starts a flow of six blocks', async ({ app }) => {
    app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
    const { page } = app;
    const canvas = new CanvasPage(page);
    const outline = new OutlinePage(page);
    const keys = new KeyboardPage(page);
    const { inspector } = canvas;
    await keys.forbidMouse();
    const add = async (block: string) => {
      const field = page.getByRole('dialog').getByRole('combobox', { name: 'Find a block' });
      await expect(field).toBeFocused();
      await keys.type(block);
      await keys.press('Enter');
      await expect(outline.block(block)).toBeFocused();
    };

    await test.step('opens the outline of an empty flow', async () => {
      await keys.press('Alt+Digit2');
      await keys.walkTo(page.getByRole('button', { name: 'New flow' }));
      await keys.press('Enter');
      await canvas.ready();
      await keys.press('Alt+KeyO');
      await expect(outline.region).toMatchAriaSnapshot(`
        - region "Outline":
          - paragraph: An empty outline
          - list:
            - listitem:
              - button /On a contact’s date/
      `);
      await app.expectAccessible({ alsoInDark: true });
    });

    await test.step('adds six blocks', async () => {
      await keys.walkTo(outline.region.getByRole('button', { name: /^Start by hand/ }));
      await keys.press('Enter');
      await expect(outline.block('Start by hand')).toBeFocused();
      await expect(outline.tree).toMatchAriaSnapshot(`
        - tree "Outline of the flow":
          - treeitem /^1\\. Start by hand\\./ [level=1] [selected]
          - treeitem "Add the next block" [level=1]
      `);
      for (const block of ['Email', 'Wait for', 'Update the contact', 'End']) {
        await keys.press('Slash');
        await add(block);
      }
      // Where the row stands says where the block goes.
      await keys.press('ArrowDown');
      await expect(outline.row('Time ran out: Add the next block')).toBeFocused();
      await keys.press('Enter');
      await add('Telegram');
      await keys.press('ArrowDown');
      await keys.press('ArrowDown');
      await expect(outline.row('Add the next block')).toBeFocused();
      await keys.press('KeyC');
      await expect(page.getByRole('dialog').getByRole('combobox')).toBeFocused();
      await keys.type('End');
      await keys.press('Enter');
      await outline.expectSaid('Connected “Telegram” to “End”');
      await expect(outline.tree).toMatchAriaSnapshot(`
        - tree "Outline of the flow":
          - treeitem /^1\\. Start by hand\\./ [level=1]
          - treeitem /^2\\. Email\\./ [level=1] [expanded]
          - 'treeitem "Not sent: Add the next block" [level=2]'
          - treeitem /^3\\. Wait for\\./ [level=1] [expanded]
          - treeitem "Message read" [level=2] [expanded]
          - treeitem /^4\\. Update the contact\\./ [level=3] [expanded]
          - 'treeitem "Failed: Add the next block" [level=4]'
          - treeitem "goes on at 6. End" [level=3]
          - treeitem "Time ran out" [level=2] [expanded]
          - treeitem /^5\\. Telegram\\./ [level=3] [expanded] [selected]
          - 'treeitem "Not sent: Add the next block" [level=4]'
          - treeitem "goes on at 6. End" [level=3]
          - treeitem /^6\\. End\\./ [level=1]
      `);
    });

    await test.step('walks, closes and opens, jumps by letters', async () => {
      await keys.press('Home');
      await expect(outline.block('Start by hand')).toBeFocused();
      await keys.press('KeyW');
      await expect(outline.block('Wait for')).toBeFocused();
      await keys.press('ArrowLeft');
      await expect(outline.block('Wait for')).toHaveAttribute('aria-expanded', 'false');
      await keys.press('ArrowDown');
      await expect(outline.block('End')).toBeFocused();
      await keys.press('Shift+Digit8');
      await expect(outline.block('Wait for')).toHaveAttribute('aria-expanded', 'true');
      await keys.press('ArrowUp');
      await expect(outline.row('goes on at 6. End').last()).toBeFocused();
      await keys.press('Enter');
      await expect(outline.block('End')).toBeFocused();
    });

    await test.step('moves, removes, turns off, and takes it back', async () => {
      await keys.press('KeyE');
      await expect(outline.block('Email')).toBeFocused();
      await keys.press('Alt+ArrowUp');
      await outline.expectSaid('Nothing can stand before “Start by hand”');
      await keys.press('Alt+ArrowDown');
      await outline.expectSaid('“Email” is now 5 of 6');
      await outline.expectBlocks('Start by hand', 'Wait for', 'Update the contact', 'Telegram', 'Email', 'End');
      await keys.press('Alt+ArrowUp');
      await outline.expectSaid('“Email” is now 2 of 6');
      await keys.press('Delete');
      await outline.expectBlocks('Start by hand', 'Wait for', 'Update the contact', 'Telegram', 'End');
      await expect(outline.block('Start by hand')).toBeFocused();
      await keys.press('ControlOrMeta+KeyZ');
      await outline.expectBlocks('Start by hand', 'Email', 'Wait for', 'Update the contact', 'Telegram', 'End');
      await keys.press('KeyT');
      await expect(outline.row('Time ran out')).toBeFocused();
      await keys.press('KeyT');
      await expect(outline.block('Telegram')).toBeFocused();
      await keys.press('Shift+F10');
      await keys.menu('Move to… M');
      const places = page.getByRole('dialog', { name: 'Where shall “Telegram” go?' });
      await expect(places.getByRole('combobox')).toBeFocused();
      await keys.type('After 1.');
      await keys.press('Enter');
      await outline.expectSaid('“Telegram” is now 2 of 6');
      await keys.press('ControlOrMeta+KeyX');
      await outline.expectBlocks('Start by hand', 'Email', 'Wait for', 'Update the contact', 'End');
      await keys.press('ControlOrMeta+KeyV');
      await outline.expectBlocks('Start by hand', 'Telegram', 'Email', 'Wait for', 'Update the contact', 'End');
      for (let step = 0; step < 3; step++) await keys.press('ControlOrMeta+KeyZ');
      await outline.expectBlocks('Start by hand', 'Email', 'Wait for', 'Update the contact', 'Telegram', 'End');
      await expect(outline.tree.locator(':focus')).toHaveCount(1);
    });

    await test.step('sets the blocks up, and comes back to the row', async () => {
      await keys.press('Home');
      await keys.press('Enter');
      await keys.walkTo(inspector.box.getByRole('button', { name: 'Add a condition' }));
      await keys.press('Enter');
      await keys.choose('Country');
      await keys.press('Tab');
      await keys.choose('Ukraine');
      await expect(inspector.box.getByText('4 people now')).toBeVisible();
      await keys.press('Escape');
      await expect(outline.block('Start by hand')).toBeFocused();

      await keys.press('KeyE');
      await keys.press('F2');
      await expect(inspector.box.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
      await keys.type('Letter');
      await keys.walkBackTo(inspector.box.getByRole('tab', { name: 'Setup' }));
      await keys.press('ArrowRight');
      await keys.walkTo(inspector.box.getByRole('textbox', { name: 'Subject', exact: true }));
      await keys.type('Come on Friday!');
      await keys.walkTo(inspector.box.getByRole('button', { name: 'Add a block' }));
      await keys.press('Enter');
      await keys.menu('Text');
      await keys.walkTo(inspector.box.getByRole('textbox', { name: 'Text', exact: true }));
      await keys.type('We open at six.');
      await keys.press('Escape');
      await expect(outline.block('Letter')).toBeFocused();
      await expect(outline.block('Letter')).toHaveAccessibleName('2. Letter. Email. “Come on Friday!”');

      await keys.press('KeyU');
      await keys.press('Enter');
      await keys.walkTo(inspector.box.getByRole('combobox', { name: 'Tag' }));
      await keys.retype('guest');
      await keys.press('Escape');
      await keys.press('Escape');
      await expect(outline.block('Update the contact')).toBeFocused();
      await keys.press('KeyT');
      await keys.press('KeyT');
      await expect(outline.block('Telegram')).toBeFocused();
      await keys.press('Enter');
      await keys.walkBackTo(inspector.box.getByRole('tab', { name: 'Setup' }));
      await keys.press('ArrowRight');
      await keys.walkTo(inspector.box.getByRole('textbox', { name: 'Text', exact: true }));
      await keys.type('We miss you.');
      await keys.press('Escape');
      await expect(outline.block('Telegram')).toHaveAccessibleName('5. Telegram. “We miss you.”');
      await canvas.expectSaved();
    });

    await test.step('finds the drawing at the same block', async () => {
      await keys.press('Alt+KeyO');
      await expect(canvas.card('Telegram')).toBeFocused();
      await expect(canvas.drawing).toMatchAriaSnapshot(`
        - application "Canvas":
          - group /^Start by hand\\. .* Step 1 of 6\\. Leads to “Letter”/
          - group /^Email. Letter\\. “Come on Friday!”\\. Step 2 of 6\\. .* leads to “Wait for”/
          - group /^Wait for\\. .* Step 3 of 6\\. .*Message read leads to “Update the contact”\\. Time ran out leads to “Telegram”/
      `);
      await keys.press('Alt+KeyO');
      await expect(outline.block('Telegram')).toBeFocused();
    });

    await test.step('starts', async () => {
      await keys.press('ControlOrMeta+Enter');
      await keys.walkTo(canvas.preflight.getByRole('button', { name: 'Start in shop for 4 people' }));
      await keys.press('Enter');
      await expect(canvas.status).toContainText('Running');
      await expect(outline.block('Start by hand')).toHaveAccessibleName(/\. 4 entered\./);
    });
  });
});

test.describe('by mouse', () => {
  test.use({ seed: demo });

  test('drags rows, adds from the list at the left, chooses several, and says why something may not be', async ({
    app,
  }) => {
    const { page } = app;
    const canvas = new CanvasPage(page);
    const outline = new OutlinePage(page);
    const take = async (name: string) => {
      if (pictures === undefined) return;
      mkdirSync(pictures, { recursive: true });
      for (const size of [
        { width: 1920, height: 1080 },
        { width: 1280, height: 800 },
      ]) {
        await app.resize(size);
        await page.screenshot({ path: join(pictures, `${app.kind}-outline-${name}-${size.width}.png`) });
      }
    };
    await app.resize({ width: 1600, height: 1000 });
    await app.shell.goTo('Flows');
    await page.getByRole('link', { name: 'Win-back', exact: true }).click();
    await canvas.ready();
    await page.getByRole('banner').locator('label').filter({ hasText: 'Outline' }).click();
    await expect(outline.block('We miss you')).toHaveAccessibleName(
      /^2\. We miss you\. Email\..* \d+ sent\. \d+% read/,
    );
    await take('running');
    await app.expectAccessible({ alsoInDark: true });

    await test.step('a way leads to where it goes on', async () => {
      await outline.row('Not sent: goes on at 5. Free delivery, in Telegram. 40.5% · 332').click();
      await expect(outline.block('Free delivery, in Telegram')).toBeFocused();
      await canvas.inspector.expectOpen('Telegram');
    });

    await test.step('a row dragged between others goes there, and one step takes it back', async () => {
      await outline.drag('A week to think', outline.block('We miss you'), 'upper');
      await outline.expectSaid('“A week to think” is now 2 of 12');
      await expect
        .poll(async () => (await outline.blocks()).slice(0, 3))
        .toEqual(['Bought twice, silent for 90 days', 'A week to think', 'We miss you']);
      await canvas.tool('Undo').click();
      await expect(outline.block('A week to think')).toHaveAttribute('aria-posinset', '1');
      await expect
        .poll(async () => (await outline.blocks()).slice(1, 4))
        .toEqual(['We miss you', 'Read within 3 days?', 'A week to think']);
    });

    await test.step('where it may not go it says why, and nothing changes', async () => {
      const before = await outline.blocks();
      await outline.drag('We miss you', outline.block('Bought twice, silent for 90 days'), 'upper', async () => {
        await expect(
          outline.region.getByText('Nothing can stand before “Bought twice, silent for 90 days”'),
        ).toBeVisible();
      });
      await outline.expectSaid('Nothing can stand before “Bought twice, silent for 90 days”');
      expect(await outline.blocks()).toEqual(before);
    });

    await test.step('what is clicked or dragged from the list at the left goes to the row', async () => {
      await outline.block('We miss you').click();
      await canvas.addByClick('Wait');
      await outline.expectSaid('Added “Wait” after “We miss you”');
      await expect(outline.block('Wait')).toBeFocused();
      const goal = outline.block('Read within 3 days?');
      await canvas.palette.getByRole('button', { name: 'Milestone', exact: true }).dragTo(goal, {
        targetPosition: { x: 200, y: 6 },
      });
      await expect
        .poll(async () => (await outline.blocks()).slice(1, 5))
        .toEqual(['We miss you', 'Wait', 'Milestone', 'Read within 3 days?']);
    });

    await test.step('several are chosen and move together', async () => {
      await outline.block('Wait').click();
      await outline.block('Milestone').click({ modifiers: ['ControlOrMeta'] });
      await expect(canvas.inspector.box.getByRole('heading', { name: '2 blocks selected' })).toBeVisible();
      await outline.block('Milestone').click({ button: 'right' });
      await page.getByRole('menuitem', { name: /^Move to…/ }).click();
      const dialog = page.getByRole('dialog', { name: /^Where shall “Wait” and the others go/ });
      await app.expectAccessible({ alsoInDark: true });
      await dialog.getByRole('option', { name: /^After 1\./ }).click();
      await expect
        .poll(async () => (await outline.blocks()).slice(0, 4))
        .toEqual(['Bought twice, silent for 90 days', 'Wait', 'Milestone', 'We miss you']);
    });

    await test.step('a row closes and opens, all do at once', async () => {
      const all = await outline.blocks();
      await outline.region.getByRole('button', { name: 'Close everything' }).click();
      await expect.poll(async () => (await outline.blocks()).length).toBeLessThan(all.length);
      await outline.region.getByRole('button', { name: 'Open everything' }).click();
      await outline.expectBlocks(...all);
    });
  });
});
