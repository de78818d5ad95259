/** A letter from the brand to the mailbox: written in blocks, looked at on a phone and in the dark, tried, sent with a picture and a file. */
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';
import { LetterPage, pixel } from './pages/letter.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

test('a letter is written in blocks, looks like the business, and arrives as it was shown', async ({ app }) => {
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const { page } = app;
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  const letter = new LetterPage(page);

  await test.step('says how letters look; what can hardly be read is told', async () => {
    await app.shell.goTo('Content');
    await page.getByRole('link', { name: 'Brand' }).click();
    const main = page.locator('main');
    await main.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: pixel });
    await expect(main.getByRole('img', { name: 'Your logo' })).toBeVisible();
    await main.getByRole('textbox', { name: 'Text', exact: true }).fill('#dddddd');
    await expect(main.getByText(/can hardly be read on this background: contrast 1.3/)).toBeVisible();
    await main.getByRole('textbox', { name: 'Text', exact: true }).fill('#222222');
    await expect(main.getByText(/well read on the background: contrast 15/)).toBeVisible();
    await main.getByRole('textbox', { name: 'Buttons and links' }).fill('#0b7d3e');
    await main.getByRole('textbox', { name: 'Company' }).fill('Acme Flowers');
    await main.getByRole('textbox', { name: 'Postal address' }).fill('1 Green Street, Kyiv');
    await main.getByRole('button', { name: 'Add a link' }).click();
    await main.getByRole('textbox', { name: 'Address', exact: true }).fill('shop');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(main.getByText('Write an address such as https://shop.example.')).toBeVisible();
    await main.getByRole('textbox', { name: 'Address', exact: true }).fill('https://acme.example');
    await expect(main.frameLocator('iframe').getByText('Acme Flowers')).toBeVisible();
    await expect(main.frameLocator('iframe').getByRole('link', { name: 'acme.example' })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText('Saved. Letters look so from now on.')).toBeVisible();
  });

  await test.step('begins with a ready letter, in a window of its own', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.rename('Spring');
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
    await canvas.addAfter('Start by hand', 'Next', 'Email');
    await canvas.fit();
    await canvas.click('Email');
    await inspector.tab('Texts');
    await letter.openWindow();
    await letter.window.getByRole('textbox', { name: 'Subject', exact: true }).fill('BUY NOW!!! SALE');
    await letter.begin('Simple letter');
    await letter.expectKinds('Logo', 'Heading', 'Text', 'Button', 'Line', 'Social links', 'Signature');
    await letter.toggle('Heading', 2);
    await letter.window
      .getByRole('textbox', { name: 'Heading', exact: true })
      .fill('Tulips for {{ contact.first_name }}');
    await expect(letter.frame.getByRole('heading', { name: 'Tulips for Olena' })).toBeVisible();
    await expect(letter.frame.getByText('1 Green Street, Kyiv')).toBeVisible();
    const warnings = letter.window.getByRole('list', { name: 'Worth a look' });
    await expect(warnings.getByText(/all in capitals/)).toBeVisible();
    await expect(warnings.getByText('A link leads nowhere. Write its address.')).toBeVisible();
    await letter.window.getByRole('textbox', { name: 'Subject', exact: true }).fill('Tulips are here');
    await letter.window.getByRole('textbox', { name: 'Preheader', exact: true }).fill('Fresh from the garden');
    await letter.toggle('Button', 4);
    await letter.window.getByRole('textbox', { name: 'Link', exact: true }).fill('https://acme.example/tulips');
    await expect(warnings).toHaveCount(0);
  });

  await test.step('moves, copies, keeps and takes away blocks, by keyboard too', async () => {
    await letter.toggle('Button', 4);
    await letter.window.getByRole('button', { name: 'Move: Text 3', exact: true }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await letter.expectKinds('Logo', 'Text', 'Heading', 'Button', 'Line', 'Social links', 'Signature');
    await expect(letter.window.getByRole('button', { name: 'Move: Text 2', exact: true })).toBeFocused();
    await page.keyboard.press('Alt+ArrowDown');
    await letter.expectKinds('Logo', 'Heading', 'Text', 'Button', 'Line', 'Social links', 'Signature');
    await letter.act('Text 3', 'Keep for other letters');
    const keep = page.getByRole('dialog', { name: 'Keep for other letters' });
    await keep.getByRole('textbox', { name: 'Name' }).fill('What is new');
    await keep.getByRole('button', { name: 'Keep', exact: true }).click();
    await expect(keep).toHaveCount(0);
    await letter.act('Text 3', 'Delete');
    await letter.expectKinds('Logo', 'Heading', 'Button', 'Line', 'Social links', 'Signature');
    await letter.add('What is new');
    await letter.expectKinds('Logo', 'Heading', 'Button', 'Line', 'Social links', 'Signature', 'Text');
    // Dragged by its handle, from the end to before the button.
    const handle = letter.window.getByRole('button', { name: 'Move: Text 7', exact: true });
    const target = letter.cards.nth(2);
    await handle.hover();
    await page.mouse.down();
    const box = await target.boundingBox();
    if (box === null) throw new Error('The card has no place');
    await page.mouse.move(box.x + 40, box.y + 4, { steps: 8 });
    await page.mouse.up();
    await letter.expectKinds('Logo', 'Heading', 'Text', 'Button', 'Line', 'Social links', 'Signature');
    await letter.act('Line 5', 'Duplicate');
    await letter.expectKinds('Logo', 'Heading', 'Text', 'Button', 'Line', 'Line', 'Social links', 'Signature');
    await letter.act('Line 6', 'Delete');
  });

  await test.step('adds a picture; one without words is told of', async () => {
    await letter.add('Picture');
    await letter.window
      .locator('.k-letter-body input[type=file]')
      .setInputFiles({ name: 'tulips.png', mimeType: 'image/png', buffer: pixel });
    await expect(letter.window.getByText('tulips.png')).toBeVisible();
    const warnings = letter.window.getByRole('list', { name: 'Worth a look' });
    await expect(warnings.getByText(/A picture has no words/)).toBeVisible();
    await letter.window.getByRole('textbox', { name: 'What is in the picture' }).fill('Red tulips');
    await expect(warnings).toHaveCount(0);
    await expect(letter.frame.getByRole('img', { name: 'Red tulips' })).toHaveAttribute('src', /^data:image\/png/);
  });

  await test.step('is looked at as plain text, on a phone and in the dark', async () => {
    await letter.window.getByText('Plain text', { exact: true }).last().click();
    await expect(letter.window.getByRole('region', { name: 'Plain text' })).toContainText(
      'Read more: https://acme.example/tulips',
    );
    await letter.window.getByText('Phone', { exact: true }).click();
    const phone = letter.window.locator('iframe');
    await expect.poll(async () => (await phone.boundingBox())?.width).toBeLessThanOrEqual(376);
    await letter.window.getByRole('button', { name: 'On a dark screen' }).click();
    await expect(letter.frame.locator('.k-panel').first()).toHaveCSS('background-color', 'rgb(30, 34, 40)');
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('is sent for a try; the sandbox says that it went nowhere', async () => {
    await letter.window.getByRole('button', { name: 'Send a test' }).click();
    const dialog = page.getByRole('dialog', { name: 'Send a test letter' });
    await dialog.getByRole('textbox', { name: 'To which address' }).fill('me@acme.example');
    await app.expectAccessible({ alsoInDark: true });
    await dialog.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(dialog.getByText(/The sandbox took it/)).toBeVisible();
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await letter.window.getByRole('button', { name: 'Close', exact: true }).first().click();
  });

  await test.step('takes a file along', async () => {
    await inspector.box
      .getByRole('group', { name: 'Attachments' })
      .locator('input[type=file]')
      .setInputFiles({ name: 'care.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4 care') });
    await expect(inspector.box.getByText('care.pdf')).toBeVisible();
    await canvas.expectSaved();
  });

  await test.step('starts; the letter lies in the mailbox with its picture and its file', async () => {
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in shop for 5 people$/ }).click();
    await expect(canvas.status).toContainText('Running');
    await app.shell.goTo('Mailbox');
    const mailbox = new MailboxPage(page);
    await mailbox.thread('Anna Shevchenko').click();
    const conversation = mailbox.conversation('Anna Shevchenko', 'Email');
    const frame = conversation.frameLocator('iframe');
    await expect(frame.getByRole('heading', { name: 'Tulips for Anna' })).toBeVisible();
    await expect(frame.getByRole('img', { name: 'Red tulips' })).toHaveAttribute('src', /^data:image\/png/);
    await expect(frame.getByText('Acme Flowers')).toBeVisible();
    const saved = await app.download(() => conversation.getByRole('button', { name: 'care.pdf' }).click());
    expect(saved).toMatchObject({ name: 'care.pdf', text: '%PDF-1.4 care' });
    await expect(mailbox.thread('Borys Melnyk')).toBeVisible();
  });

  await test.step('a kept block is renamed and taken away under Content, and can be had back', async () => {
    await app.shell.goTo('Content');
    await page.getByRole('link', { name: 'Brand' }).click();
    const list = page.getByRole('list', { name: 'Kept blocks' });
    await list.getByRole('button', { name: 'Remove: What is new' }).click();
    await expect(list).toHaveCount(0);
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(list.getByRole('textbox', { name: 'Rename: What is new' })).toBeVisible();
  });
});
