/** Somebody writes; a person answers instead of a flow, takes over, and gives back. */
import { join } from 'node:path';
import { expect, type Seed, test } from './app.ts';
import { root } from './hosts.ts';
import { ConversationsPage } from './pages/conversations.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { fivePeople } from './seeds.ts';

/** The five people were told of a parcel; who asks for the hours gets them from a flow. */
const parcels: Seed = {
  async fill(kaskad, workspace) {
    await fivePeople.fill(kaskad, workspace);
    for (const name of ['parcel', 'hours']) {
      const file = join(root, `tests/e2e/${name}.flow.json`);
      const { flow } = kaskad('flow', 'import', workspace, file) as { flow: string };
      kaskad('flow', 'start', workspace, flow);
    }
  },
};

test.use({ seed: parcels });
test.setTimeout(180_000);

const anna = 'Anna Shevchenko';

test('answers a customer, takes the conversation over, and gives it back', async ({ app }) => {
  const { page } = app;
  const inbox = new ConversationsPage(page);
  const mailbox = new MailboxPage(page);
  const asCustomer = async (text: string) => {
    await app.shell.goTo('Mailbox');
    await mailbox.thread(anna).click();
    await mailbox.answer(text);
    await expect(mailbox.conversation(anna, 'Telegram').getByRole('article').last()).toContainText(text);
  };
  const openInbox = async () => {
    await app.shell.goTo('Inbox');
    await page
      .getByRole('navigation', { name: 'What waits for you' })
      .getByText(/^Conversations/)
      .click();
    await inbox.row(anna).click();
    await expect(inbox.with(anna).getByRole('heading', { name: anna })).toBeFocused();
  };

  await test.step('what the customer writes is counted and shown', async () => {
    await asCustomer('Where is my order?');
    await page.getByRole('link', { name: 'Inbox: 1 unanswered' }).click();
    await expect(inbox.row(anna)).toContainText('Where is my order?');
    await inbox.row(anna).click();
    const sent = inbox.message(anna, 'Your parcel is on its way, Anna.');
    await expect(sent.getByRole('link', { name: 'flow “Parcel”, block “On its way”' })).toBeVisible();
    await expect(inbox.message(anna, 'Where is my order?')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('what is begun is kept', async () => {
    const box = inbox.with(anna).getByRole('textbox', { name: 'Your answer' });
    await box.fill('It comes tom');
    await app.shell.goTo('Home');
    await page.getByRole('link', { name: 'Inbox: 1 unanswered' }).click();
    await expect(inbox.row(anna).getByRole('img', { name: 'An answer is begun' })).toBeVisible();
    await inbox.row(anna).click();
    await expect(box).toHaveValue('It comes tom');
  });

  await test.step('the answer arrives', async () => {
    await inbox.answer(anna, 'It comes tomorrow.');
    await expect(inbox.message(anna, 'It comes tomorrow.')).toContainText('Delivered');
    await expect(inbox.with(anna).getByText(/^With you: nothing automatic until/)).toBeVisible();
    await expect(page.getByRole('link', { name: 'Inbox', exact: true })).toBeVisible();
    await app.shell.goTo('Mailbox');
    await mailbox.thread(anna).click();
    await expect(mailbox.conversation(anna, 'Telegram').getByText('It comes tomorrow.')).toBeVisible();
  });

  await test.step('while it is taken over the flow waits; given back, it goes on', async () => {
    await asCustomer('And your hours?');
    await openInbox();
    const waits = inbox.message(anna, 'Waits: a person has taken over the talk.');
    await expect(waits).toBeVisible();
    await app.expectAccessible();
    await inbox.with(anna).getByRole('button', { name: 'Give back to flows' }).click();
    await expect(inbox.message(anna, 'We are open from 9 to 18.')).toContainText('Delivered');
    await expect(inbox.with(anna).getByText('Flows go on by themselves')).toBeVisible();
  });

  await test.step('the block that wrote is one press away', async () => {
    await inbox.with(anna).getByRole('link', { name: 'flow “Parcel”, block “On its way”' }).click();
    const settings = page.getByRole('complementary', { name: 'Settings of what is selected' });
    await expect(settings.getByRole('textbox', { name: 'Name' })).toHaveValue('On its way');
    await page.goBack();
  });

  await test.step('by keyboard alone: taken over, answered, closed, and open again by the next message', async () => {
    await openInbox();
    const keys = new KeyboardPage(page);
    const talk = inbox.with(anna);
    await keys.walkTo(talk.getByRole('button', { name: 'Take over' }));
    await keys.press('Enter');
    await keys.menu('Until it is given back');
    await expect(talk.getByText('With you: nothing automatic until you give it back')).toBeVisible();
    await keys.walkTo(talk.getByRole('textbox', { name: 'Your answer' }));
    await keys.type('Anything else?');
    await keys.press('Control+Enter');
    await expect(inbox.message(anna, 'Anything else?')).toContainText('Delivered');
    await keys.walkBackTo(talk.getByRole('button', { name: 'Close', exact: true }));
    await keys.press('Enter');
    await expect(talk.getByText('Closed', { exact: true })).toBeVisible();
    await expect(inbox.row(anna)).toHaveCount(0);
    await asCustomer('No, thank you!');
    await openInbox();
    await expect(inbox.row(anna)).toContainText('No, thank you!');
    await expect(talk.getByText('Closed', { exact: true })).toHaveCount(0);
  });

  await test.step('found by filter and by name', async () => {
    await inbox.show('With you');
    await expect(inbox.row(anna)).toBeVisible();
    await inbox.list.getByRole('searchbox', { name: 'Name or address' }).fill('Borys');
    await expect(inbox.row(anna)).toHaveCount(0);
    await inbox.list.getByRole('searchbox', { name: 'Name or address' }).fill('Shevch');
    await expect(inbox.row(anna)).toBeVisible();
  });
});
