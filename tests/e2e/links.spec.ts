/** Counted links: the short address in a message, followed by a person and by a robot, and what the report and profiles say of it. */
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type Seed, test } from './app.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { MailboxPage } from './pages/mailbox.ts';
import { ReportPage } from './pages/report.ts';
import { fivePeople } from './seeds.ts';

const flow = {
  format: 'kaskad.flow',
  formatVersion: 1,
  name: 'Spring sale',
  language: 'en',
  slots: { accounts: { bot: { capability: 'send.telegram' } } },
  nodes: [
    { id: 'start', type: 'trigger-manual', version: 1, config: { audience: { combinator: 'and', rules: [] } } },
    {
      id: 'look',
      type: 'telegram',
      version: 1,
      name: 'Look',
      config: {
        account: 'bot',
        topic: 'marketing',
        content: { en: { text: 'New shoes: https://shop.example/shoes?size=38 and more.' } },
      },
    },
    {
      id: 'came',
      type: 'wait-for',
      version: 1,
      name: 'Came?',
      config: { outcomes: [{ id: 'yes', event: 'message.clicked', node: 'look' }], timeout: 'P2D' },
    },
  ],
  edges: [
    { from: 'start', outlet: 'next', to: 'look' },
    { from: 'look', outlet: 'next', to: 'came' },
  ],
};

const seed: Seed = {
  async fill(kaskad, workspace) {
    await fivePeople.fill(kaskad, workspace);
    const file = join(dirname(workspace), 'links.flow.json');
    writeFileSync(file, JSON.stringify(flow));
    kaskad('flow', 'import', workspace, file);
  },
};
test.use({ seed });
test.setTimeout(300_000);

const browser =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

test('a link is short, and tells people from robots', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const mailbox = new MailboxPage(page);
  let address = '';
  const marked = 'https://shop.example/shoes?size=38&utm_source=kaskad&utm_medium=telegram&utm_campaign=spring-sale';

  await test.step('sets the public address, and marks for statistics', async () => {
    await app.shell.goTo('Accounts');
    const web = page.getByRole('region', { name: 'Public address' });
    const links = page.getByRole('region', { name: 'Links in messages' });
    await expect(links.getByText('Works once there is a public address.')).toBeVisible();
    const field = web.getByRole('textbox', { name: 'Address' });
    // Where it is to lead is known once the pages are served.
    await field.fill('https://go.example.com');
    await web.getByRole('button', { name: 'Save' }).click();
    await expect(web.getByRole('button', { name: 'Try it' })).toBeEnabled();
    address = (await web.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).textContent()) ?? '';
    await field.fill(address);
    await web.getByRole('button', { name: 'Save' }).click();
    await expect(web.getByRole('button', { name: 'Try it' })).toBeEnabled();
    await expect(links.getByRole('switch', { name: 'Count clicks' })).toBeChecked();
    await expect(links.getByText(/never count as people/)).toBeVisible();
    await links.getByRole('switch', { name: 'Marks for statistics (UTM)' }).click();
    const campaign = links.getByRole('textbox', { name: 'Campaign' });
    await campaign.fill('{person}');
    await expect(links.getByText(/In braces only/)).toBeVisible();
    await expect(links.getByRole('button', { name: 'Save' })).toBeDisabled();
    await campaign.fill('{flow}');
    await expect(links.getByText(/utm_medium=email&utm_campaign=spring-sale$/)).toBeVisible();
    await links.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText(/This holds for messages that leave from now on/)).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
  });

  await test.step('looks at the message with its final address, and starts', async () => {
    await app.shell.goTo('Flows');
    await new FlowsPage(page).row('Spring sale').getByRole('link', { name: 'Spring sale', exact: true }).click();
    await canvas.ready();
    await canvas.click('Look');
    await expect(canvas.inspector.box.getByRole('checkbox', { name: 'Count clicks' })).toBeChecked();
    await canvas.inspector.tab('Texts');
    await expect(canvas.inspector.box.getByText(`New shoes: ${marked} and more.`)).toBeVisible();
    await canvas.start();
    await canvas.preflight.getByRole('button', { name: /^Start/ }).click();
    await expect(canvas.status).toContainText('Running');
  });

  const linkOf = async (person: string): Promise<string> => {
    await mailbox.thread(person).click();
    const text = mailbox
      .conversation(person, 'Telegram')
      .getByText(/^New shoes: /)
      .first();
    await expect(text).toContainText(`New shoes: ${address}/p/l/`);
    return /http:\S+\/p\/l\/[0-9A-Za-z]+/.exec((await text.textContent()) ?? '')?.[0] ?? '';
  };
  const follow = (url: string, agent: string) => fetch(url, { redirect: 'manual', headers: { 'user-agent': agent } });

  await test.step('a person and a robot follow the link', async () => {
    await app.shell.goTo('Mailbox');
    const [anna, borys] = [await linkOf('Anna Shevchenko'), await linkOf('Borys Melnyk')];
    for (const [url, agent] of [
      [anna, browser],
      [borys, 'TelegramBot (like TwitterBot)'],
    ] as const) {
      const answer = await follow(url, agent);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(marked);
    }
    expect((await follow(`${anna}?to=https://elsewhere.example`, 'curl/8')).headers.get('location')).toBe(marked);
    expect((await follow(`${anna.slice(0, -1)}-`, browser)).status).toBe(404);
  });

  await test.step('the report tells them apart, and who they are', async () => {
    const report = new ReportPage(page);
    await app.shell.goTo('Report');
    await report.expectMessages('Look', { Clicked: 1 });
    await report.open('Look, opened by machines');
    await expect(report.people.getByText('Borys Melnyk')).toBeVisible();
    await app.expectAccessible({ alsoInDark: true });
    await page.keyboard.press('Escape');
  });

  await test.step('so do the profiles', async () => {
    const contacts = new ContactsPage(page);
    await app.shell.goTo('Contacts');
    await contacts.open('Anna Shevchenko');
    await expect((await contacts.timeline()).getByText('Followed the link “shop.example/shoes”')).toBeVisible();
    await contacts.open('Borys Melnyk');
    const timeline = await contacts.timeline();
    await expect(timeline.getByText('A machine, not a person, opened the link “shop.example/shoes”')).toBeVisible();
    await expect(timeline.getByText('It is a known robot or mail scanner')).toBeVisible();
  });
});
