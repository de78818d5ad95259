/** The main job once more, without a mouse. */
import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { ReportPage } from './pages/report.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

test('draws, configures, starts and follows a flow of six blocks by keyboard alone', async ({ app }) => {
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const { page } = app;
  const canvas = new CanvasPage(page);
  const keys = new KeyboardPage(page);
  const { inspector } = canvas;
  await keys.forbidMouse();

  await test.step('makes a flow and names it', async () => {
    await keys.press('Alt+Digit2');
    await keys.walkTo(page.getByRole('button', { name: 'New flow' }));
    await keys.press('Enter');
    await canvas.ready();
    await keys.walkTo(page.getByRole('banner').getByRole('textbox', { name: 'Name of the flow' }));
    await keys.retype('By keyboard');
    await keys.press('Enter');
    await expect(page).toHaveTitle(/^By keyboard /);
  });

  await test.step('draws', async () => {
    await keys.walkTo(canvas.palette.getByRole('textbox', { name: 'Find a block' }));
    await keys.type('by hand');
    await keys.press('Enter');
    await expect(canvas.card('Start by hand')).toBeFocused();
    for (const block of ['Email', 'Wait for']) await keys.add(block);
    await keys.add('Telegram', 'Time ran out');
    await keys.add('End');
    await keys.press('ArrowUp');
    await expect(canvas.card('Telegram')).toBeFocused();
    await keys.press('ArrowUp');
    await expect(canvas.card('Wait for')).toBeFocused();
    await keys.add('Update the contact', 'Message read');
    await keys.connect('Next', 'End');
    await canvas.expectLead('Update the contact', 'Next', 'End');
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('takes a step back and forth, turns off, removes and brings back', async () => {
    await keys.press('Delete');
    await expect(canvas.cards).toHaveCount(5);
    await keys.press('ControlOrMeta+KeyZ');
    await expect(canvas.cards).toHaveCount(6);
    await keys.press('ControlOrMeta+Shift+KeyZ');
    await expect(canvas.cards).toHaveCount(5);
    await keys.press('ControlOrMeta+KeyZ');
    await expect(canvas.cards).toHaveCount(6);
    await canvas.expectLead('Update the contact', 'Next', 'End');
  });

  await test.step('says who enters', async () => {
    await keys.find('Start by hand');
    await keys.press('Enter');
    await keys.walkTo(inspector.box.getByRole('button', { name: 'Add a condition' }));
    await keys.press('Enter');
    await keys.choose('Country');
    await keys.press('Tab');
    await expect(inspector.box.getByRole('combobox', { name: 'Value' })).toBeFocused();
    await keys.choose('Ukraine');
    await expect(inspector.box.getByText('4 people now')).toBeVisible();
  });

  await test.step('names and writes the letter', async () => {
    await keys.find('Email');
    await keys.press('F2');
    await expect(inspector.box.getByRole('textbox', { name: 'Name', exact: true })).toBeFocused();
    await keys.type('Letter');
    await expect(canvas.card('Letter')).toBeVisible();
    await keys.walkBackTo(inspector.box.getByRole('tab', { name: 'Setup' }));
    await keys.press('ArrowRight');
    await keys.walkTo(inspector.box.getByRole('button', { name: 'Insert: Subject' }));
    await keys.press('Enter');
    await expect(page.getByRole('textbox', { name: 'Find a value' })).toBeFocused();
    await keys.type('first');
    await keys.press('ArrowDown');
    await keys.press('Enter');
    const subject = inspector.box.getByRole('textbox', { name: 'Subject', exact: true });
    await expect(subject).toBeFocused();
    await keys.type(', come on Friday!');
    await keys.walkTo(inspector.box.getByRole('button', { name: 'Add a block' }));
    await keys.press('Enter');
    await keys.menu('Text');
    await keys.walkTo(inspector.box.getByRole('textbox', { name: 'Text', exact: true }));
    await keys.type('We open at six.');
    await expect(canvas.card('Letter')).toHaveAccessibleName(/come on Friday!/);
  });

  await test.step('waits for the answer', async () => {
    await keys.find('Wait for');
    await keys.press('Enter');
    await keys.walkTo(inspector.box.getByRole('combobox', { name: 'Event', exact: true }));
    await keys.retype('message.replied');
    await keys.press('Escape');
    await expect(canvas.card('Wait for')).toHaveAccessibleName(/Message answered/);
  });

  await test.step('writes the tag and the Telegram text', async () => {
    await keys.find('Update the contact');
    await keys.press('Enter');
    await keys.walkTo(inspector.box.getByRole('combobox', { name: 'Tag' }));
    await keys.retype('guest');
    await keys.press('Escape');
    await keys.find('Telegram');
    await keys.press('Enter');
    await keys.walkBackTo(inspector.box.getByRole('tab', { name: 'Setup' }));
    await keys.press('ArrowRight');
    await keys.walkTo(inspector.box.getByRole('textbox', { name: 'Text', exact: true }));
    await keys.type('We miss your answer.');
    await expect(canvas.card('Update the contact')).toHaveAccessibleName(/Tag “guest”/);
    await canvas.expectSaved();
  });

  await test.step('starts', async () => {
    await keys.press('ControlOrMeta+Enter');
    await expect(canvas.preflight).toContainText(/4\s*people enter now/);
    await keys.walkTo(canvas.preflight.getByRole('button', { name: 'Start in shop for 4 people' }));
    await keys.press('Enter');
    await expect(canvas.status).toContainText('Running');
    await expect(canvas.status).toContainText('2 inside');
  });

  await test.step('answers the letter as Anna and sees the funnel', async () => {
    await keys.press('Alt+Digit6');
    const mailbox = new MailboxPage(page);
    await keys.walkTo(mailbox.thread('Anna Shevchenko'));
    await keys.press('Enter');
    await expect(
      mailbox.conversation('Anna Shevchenko', 'Email').frameLocator('iframe').getByText('We open at six.'),
    ).toBeVisible();
    await keys.walkTo(page.getByRole('textbox', { name: 'Answer as the recipient' }));
    await keys.type('I will');
    await keys.press('ControlOrMeta+Enter');
    await expect(mailbox.conversation('Anna Shevchenko', 'Email').getByText('I will')).toBeVisible();
    await keys.press('Alt+Digit5');
    const report = new ReportPage(page);
    await report.expectCame({ Letter: 4, 'Wait for': 2, 'Update the contact': 1, End: 1 });
    await report.expectMessages('Letter', { Sent: 2, Read: 1, Answered: 1 });
  });
});
