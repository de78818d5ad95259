/** The team's chat: connected, handed people over to by a block drawn by mouse; what operators would read arrives there. */
import { startFakeJivo } from '../kit/fake-jivo.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { FlowsPage } from './pages/flows.ts';
import { pictures, pictureTaker } from './pictures.ts';
import { fivePeople } from './seeds.ts';

let jivo: Awaited<ReturnType<typeof startFakeJivo>>;
test.use({ seed: fivePeople });
test.setTimeout(300_000);
test.beforeEach(async () => {
  jivo = await startFakeJivo();
});
test.afterEach(() => jivo.close());

test('people are handed over to operators in Jivo', async ({ app }) => {
  const { page } = app;
  await app.resize({ width: 1280, height: 800 });
  const take = pictureTaker(app, 'chat');
  const accounts = new AccountsPage(page);
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;

  await test.step('connects the chat', async () => {
    await app.shell.goTo('Accounts');
    await accounts.choosesKind('Jivo');
    await expect(accounts.form.getByText(/Manage, Add channels, “Chat API”/)).toBeVisible();
    await take('form');
    await accounts.fill({ 'Chat API address': jivo.chatUrl });
    await accounts.form.getByRole('button', { name: 'Connect and test' }).click();
    await expect(accounts.form).toHaveCount(0);
    await expect(accounts.card('Jivo').getByText(/Jivo’s chat answers\. Operators are online\./)).toBeVisible();
    await expect(page.locator('html')).not.toContainText('PlantedRandomPart');
    await take('account');
  });

  await test.step('draws a flow with the block', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).create();
    await canvas.rename('Help');
    await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.1 });
    await canvas.addAfter('Start by hand', 'Next', 'Hand over to chat');
    await canvas.fit();
    const problems = await canvas.problems();
    await problems.getByRole('button', { name: /Hand over to chat.*There is no text yet/ }).click();
    await inspector.expectOpen('Hand over to chat');
    await expect(inspector.box.getByRole('combobox', { name: 'Account' })).toHaveValue('Jivo');
    await inspector.write('What operators read', 'Please call {first name}');
    await inspector.box.getByRole('switch', { name: 'Only when somebody is there' }).click();
    await expect(canvas.card('Hand over to chat').getByTitle('Nobody there', { exact: true })).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await take('block');
    await canvas.expectSaved();
  });

  await test.step('starts it, and the operators read what it says', async () => {
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start in shop/ }).click();
    await expect(canvas.status).toContainText('Running');
    await expect.poll(() => jivo.written.length).toBe(5);
    const anna = jivo.written.find(({ message }) => message.text === 'Please call Anna');
    expect(anna).toMatchObject({
      sender: { name: 'Anna Shevchenko', id: expect.stringMatching(/^\d+-\w+\.[\w-]{32}$/) },
    });
    expect(jivo.requests.filter(({ path }) => path.endsWith('/status')).length).toBeGreaterThanOrEqual(5);
    await expect(canvas.status).toContainText('5 inside');
    await take('running');
  });

  if (pictures === undefined) return;
  await test.step('the same in Russian', async () => {
    await page.evaluate(() => localStorage.setItem('kaskad.language', 'ru'));
    await page.reload();
    await page.locator('.react-flow__node').filter({ hasText: 'Передать в чат' }).click();
    await expect(page.getByText('Что увидят операторы', { exact: true })).toBeVisible();
    await take('block-ru');
  });
});
