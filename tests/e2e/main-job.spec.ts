import { expect, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { ReportPage } from './pages/report.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

test('draws a flow of six blocks by mouse, configures, starts, receives in the mailbox, answers, and sees the funnel', async ({
  app,
}) => {
  // Looking into the frame of a letter, as the test does, is not possible without a script there.
  app.expectTrouble(/Blocked script execution in 'about:srcdoc'/);
  const { page } = app;
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  await app.shell.goTo('Flows');
  await new FlowsPage(page).create();
  await canvas.rename('Invitation');

  await test.step('draws', async () => {
    // Where the ways to begin lie over the empty drawing.
    await canvas.dragBlockOnto('Start by hand', page.getByRole('button', { name: 'When something happens Lets a' }));
    await expect(canvas.card('Start by hand')).toBeVisible();
    await canvas.dragBlock('Email', { x: 0.6, y: 0.7 });
    await canvas.connect('Start by hand', 'Next', 'Email');
    await canvas.addAfter('Email', 'Sent', 'Wait for');
    await canvas.fit();
    await canvas.addAfter('Wait for', 'Time ran out', 'Telegram');
    await canvas.addAfter('Telegram', 'Sent', 'End');
    await canvas.fit();
    await canvas.addAfter('Wait for', 'Message read', 'Update the contact');
    await canvas.fit();
    await canvas.connect('Update the contact', 'Next', 'End');
    await canvas.connect('Telegram', 'Not sent', 'End');
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('takes a step back and forth', async () => {
    await canvas.addByClick('Goal');
    await expect(canvas.card('Goal')).toBeVisible();
    await canvas.tool('Undo').click();
    await expect(canvas.card('Goal')).toHaveCount(0);
    await canvas.tool('Redo').click();
    await expect(canvas.card('Goal')).toBeVisible();
    await canvas.tool('Undo').click();
    await expect(canvas.cards).toHaveCount(6);
  });

  await test.step('says who enters', async () => {
    await canvas.click('Start by hand');
    await inspector.expectOpen('Start by hand');
    await expect(inspector.box.getByText('5 people now')).toBeVisible();
    await inspector.addCondition('Country', 'Ukraine');
    await expect(inspector.box.getByText('4 people now')).toBeVisible();
    await expect(canvas.card('Start by hand')).toHaveAccessibleName(/Country is Ukraine/);
  });

  await test.step('is led to what is missing', async () => {
    const problems = await canvas.problems();
    await problems.getByRole('button', { name: /Email.*The message has no text yet/ }).click();
    await inspector.expectOpen('Email');
    await expect(inspector.box.getByRole('tab', { name: 'Texts' })).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('writes the letter and sees it as Anna will', async () => {
    await inspector.write('Subject', 'Come on Friday, {first name}!');
    await inspector.addLetterBlock('Text');
    await inspector.write('Text', 'Dear {first name}, we open at six.');
    await inspector.previewAs('Anna', /Anna Shevchenko/);
    await expect(inspector.preview.getByText('Come on Friday, Anna!')).toBeVisible();
    await expect(inspector.preview.frameLocator('iframe').getByText('Dear Anna, we open at six.')).toBeVisible();
    await inspector.nameIt('Letter');
    await expect(canvas.card('Letter')).toBeVisible();
  });

  await test.step('waits for the answer to that letter', async () => {
    await canvas.click('Wait for');
    await inspector.expectOpen('Wait for');
    await inspector.chooseEvent('Event', 'Message answered');
    await inspector.choose(inspector.box.getByRole('combobox', { name: 'Which message' }), 'Letter');
    await inspector.duration('Wait at most', 1, 'day');
    await expect(canvas.card('Wait for')).toHaveAccessibleName(/Message answered \(“Letter”\), at most 1 day/);
    await canvas.expectLead('Wait for', 'Message answered', 'Update the contact');
  });

  await test.step('puts a tag on who answered, writes to the others in Telegram', async () => {
    await canvas.click('Update the contact');
    await inspector.expectOpen('Update the contact');
    await inspector.box.getByRole('combobox', { name: 'Tag' }).fill('guest');
    await expect(canvas.card('Update the contact')).toHaveAccessibleName(/Tag “guest”/);
    await canvas.click('Telegram');
    await inspector.tab('Texts');
    await inspector.write('Text', 'We miss your answer, {first name}.');
    const problems = await canvas.problems();
    await expect(problems.getByText('Error:')).toHaveCount(0);
    await canvas.expectSaved();
  });

  await test.step('looks at what would happen, and starts', async () => {
    await canvas.start();
    const sheet = canvas.preflight;
    await expect(sheet.getByText('Nothing leaves this computer')).toBeVisible();
    await expect(sheet).toContainText(/4\s*people enter now/);
    const letter = sheet.getByRole('article').filter({ hasText: 'Letter' });
    await expect(letter).toContainText('2 can be reached');
    await expect(letter).toContainText('1 without an address');
    await expect(letter).toContainText('1 without consent');
    await expect(sheet.getByRole('article').filter({ hasText: 'Telegram' })).toContainText('4 can be reached');
    await sheet.getByRole('button', { name: 'Start in shop for 4 people' }).click();
    await expect(canvas.status).toContainText('Running');
    await expect(canvas.status).toContainText('2 inside');
  });

  const mailbox = new MailboxPage(page);
  await test.step('gets the letter and answers it as Anna', async () => {
    await app.shell.goTo('Mailbox');
    await mailbox.thread('Anna Shevchenko').click();
    const talk = mailbox.conversation('Anna Shevchenko', 'Email');
    await expect(talk.getByRole('button', { name: /Come on Friday, Anna!/, expanded: true })).toBeVisible();
    await expect(talk.frameLocator('iframe').getByText('Dear Anna, we open at six.')).toBeVisible();
    await mailbox.answer('With pleasure!');
    await expect(talk.getByText('With pleasure!')).toBeVisible();
  });

  await test.step('finds the tag and the story on Anna', async () => {
    await app.shell.goTo('Contacts');
    const contacts = new ContactsPage(page);
    await contacts.open('Anna Shevchenko');
    await expect(contacts.profile.getByText('guest', { exact: true })).toBeVisible();
    const timeline = await contacts.timeline();
    await expect(timeline.getByText('Entered “Invitation”')).toBeVisible();
    await expect(timeline.getByText('With pleasure!')).toBeVisible();
    await expect(timeline.getByText('Left “Invitation”')).toBeVisible();
  });

  const report = new ReportPage(page);
  await test.step('sees the funnel', async () => {
    await app.shell.goTo('Report');
    await report.expectCame({ Letter: 4, 'Wait for': 2, 'Update the contact': 1, Telegram: 0, End: 1 });
    await report.expectMessages('Letter', {
      Sent: 2,
      Read: 1,
      Answered: 1,
      'no consent': 1,
      'no address for this channel': 1,
    });
    await report.open('Letter, Answered');
    await expect(report.people.getByRole('link', { name: 'Anna Shevchenko' })).toBeVisible();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Open the canvas' }).click();
    await expect(canvas.card('Letter')).toHaveAccessibleName(/2 sent/);
    await expect(canvas.status).toContainText('1 inside');
  });

  await test.step('two days later Borys is written to in Telegram', async () => {
    await app.quit();
    const now = Date.now();
    const at = (ms: number) => new Date(ms).toISOString();
    app.kaskad('run', app.workspace, '--from', at(now), '--to', at(now + 2 * 86_400_000));
    await app.open();
    await app.shell.goTo('Mailbox');
    await new MailboxPage(app.page).thread('Borys Melnyk').first().click();
    await expect(
      new MailboxPage(app.page).conversation('Borys Melnyk', 'Telegram').getByText('We miss your answer, Borys.'),
    ).toBeVisible();
    await app.shell.goTo('Report');
    const later = new ReportPage(app.page);
    await later.expectCame({ Letter: 4, 'Wait for': 2, 'Update the contact': 1, Telegram: 1, End: 2 });
  });
});
