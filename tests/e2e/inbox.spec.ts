/** Tasks that a flow gives to people, from the flow to the funnel. */
import { join } from 'node:path';
import { expect, type Seed, test } from './app.ts';
import { root } from './hosts.ts';
import { InboxPage } from './pages/inbox.ts';
import { KeyboardPage } from './pages/keyboard.ts';
import { fivePeople } from './seeds.ts';

/** The five people, each with a call to be made. */
const calls: Seed = {
  async fill(kaskad, workspace) {
    await fivePeople.fill(kaskad, workspace);
    const { flow } = kaskad('flow', 'import', workspace, join(root, 'tests/e2e/calls.flow.json')) as { flow: string };
    kaskad('flow', 'start', workspace, flow);
  },
};

test.use({ seed: calls });
test.setTimeout(150_000);

test('does tasks by mouse and by keyboard; the funnel moves, and a pause can be ended', async ({ app }) => {
  const { page } = app;
  const inbox = new InboxPage(page);

  await test.step('the rail counts what is open', async () => {
    await page.getByRole('link', { name: 'Inbox: 5 open tasks' }).click();
    await expect(inbox.tasks.getByRole('listitem')).toHaveCount(5);
    await app.expectAccessible();
  });

  await test.step('a task is done by mouse', async () => {
    await inbox.row('Call Anna').click();
    await expect(inbox.task('Call Anna').getByText('how was the delivery?')).toBeVisible();
    await app.expectAccessible();
    await inbox.finish('Call Anna', 'Happy', 'Came a day early');
    await expect(page.getByText('Noted: Happy.')).toBeVisible();
    await expect(inbox.row('Call Anna')).toHaveCount(0);
    await expect(page.getByRole('link', { name: 'Inbox: 4 open tasks' })).toBeVisible();
  });

  await test.step('the next one by keyboard', async () => {
    const keys = new KeyboardPage(page);
    await keys.walkTo(inbox.row('Call Borys'));
    await keys.press('ArrowDown');
    await keys.press('ArrowUp');
    await expect(inbox.row('Call Borys')).toBeFocused();
    await keys.press('Enter');
    const task = inbox.task('Call Borys');
    await expect(task.getByRole('heading', { name: 'Call Borys' })).toBeFocused();
    await keys.walkTo(task.getByRole('button', { name: 'Not reached' }));
    await keys.press('Enter');
    await expect(inbox.row('Call Borys')).toHaveCount(0);
  });

  await test.step('what was done is kept with its note', async () => {
    await inbox.tasks.getByText('Done', { exact: true }).click();
    await inbox.row('Call Anna').click();
    await expect(inbox.task('Call Anna').getByText('Came a day early')).toBeVisible();
  });

  await test.step('the funnel moves', async () => {
    await expect
      .poll(() => {
        const [flow] = app.kaskad('flow', 'list', app.workspace) as { flow: string }[];
        return (app.kaskad('report', app.workspace, flow?.flow ?? '') as { exited: object }).exited;
      })
      .toEqual({ happy: 1, 'call again': 1 });
  });

  await test.step('whom nobody reached gets nothing automatic, until somebody says otherwise', async () => {
    await inbox.row('Call Borys').click();
    await inbox.task('Call Borys').getByRole('link', { name: 'Profile and timeline' }).click();
    const profile = page.getByRole('complementary', { name: 'Profile' });
    await expect(profile.getByText(/^Nothing automatic until/)).toBeVisible();
    await app.expectAccessible();
    await profile.getByRole('button', { name: 'Let flows write again' }).click();
    await expect(profile.getByText(/^Nothing automatic until/)).toHaveCount(0);
  });
});

test.describe('without tasks', () => {
  test.use({ seed: fivePeople });
  test('says what comes here', async ({ app }) => {
    await app.page.getByRole('link', { name: 'Inbox', exact: true }).click();
    await expect(app.page.getByRole('heading', { name: 'Nothing waits for you' })).toBeVisible();
    await app.expectAccessible();
  });
});
