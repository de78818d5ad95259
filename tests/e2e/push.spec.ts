/**
 * Web push from connecting to the click: what the owner puts on their site, a visitor who allows messages, a message that is opened with
 * the browser's own keys and given to its real worker, and what the worker tells. Chromium without Google's services cannot subscribe, so
 * that one call of the browser's is played: everything on either side of it is real.
 */
import { createHmac } from 'node:crypto';
import type { BrowserContext, Page, Worker } from '@playwright/test';
import { type FakePush, startFakePush } from '../kit/fake-push.ts';
import { expect, test } from './app.ts';
import { AccountsPage } from './pages/accounts.ts';
import { CanvasPage } from './pages/canvas.ts';
import { ContactsPage } from './pages/contacts.ts';
import { FlowsPage } from './pages/flows.ts';
import { Shop } from './pages/shop.ts';
import { fivePeople } from './seeds.ts';

test.use({ seed: fivePeople });
test.setTimeout(300_000);

/** Subscribing, as the loopback does it; whether it may ask at all is the browser's own. */
async function playSubscribing(context: BrowserContext, service: FakePush): Promise<void> {
  await context.exposeFunction('newSubscription', (key: string) => service.subscribe(key).subscription);
  await context.addInitScript(() => {
    const page = window as unknown as { newSubscription(key: string): Promise<{ endpoint: string }>; asked: number };
    page.asked = 0;
    // A subscription outlives the page.
    const held = (): PushSubscription | null => {
      const data = JSON.parse(localStorage.getItem('held') ?? 'null') as { endpoint: string } | null;
      if (data === null) return null;
      const unsubscribe = async () => {
        localStorage.removeItem('held');
        return true;
      };
      return { endpoint: data.endpoint, toJSON: () => data, unsubscribe } as unknown as PushSubscription;
    };
    PushManager.prototype.getSubscription = async () => held();
    PushManager.prototype.subscribe = async (options) => {
      page.asked += 1;
      const made = await page.newSubscription(String(options?.applicationServerKey));
      localStorage.setItem('held', JSON.stringify(made));
      return held() as PushSubscription;
    };
  });
}

interface WatchedWorker extends EventTarget {
  shown: number;
  registration: {
    showNotification(...given: unknown[]): Promise<void>;
    getNotifications(): Promise<object[]>;
  };
  NotificationEvent: new (type: string, init: object) => Event;
}

/** Counts what the worker has shown. */
const watch = (worker: Worker) =>
  worker.evaluate(() => {
    const here = globalThis as unknown as WatchedWorker;
    const { registration } = here;
    const show = registration.showNotification.bind(registration);
    here.shown = 0;
    registration.showNotification = async (...given) => {
      await show(...given);
      here.shown += 1;
    };
  });

/**
 * Gives the worker a push, as the browser does when its maker's service has one, and waits until it is shown: Chromium forgets a notice
 * that somebody asks for while it is on its way to the screen, for it finds it among the kept and not among the shown.
 */
async function deliver(page: Page, worker: Worker, origin: string, data: string): Promise<void> {
  const shown = () => worker.evaluate(() => (globalThis as unknown as WatchedWorker).shown);
  const before = await shown();
  const session = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const found = registrations.find(({ scopeURL }) => scopeURL.endsWith('/kaskad-push/'));
      if (found !== undefined) resolve(found.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registration, data });
  await expect.poll(shown).toBe(before + 1);
  await session.detach();
}

const notices = (page: Page) =>
  page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/kaskad-push/');
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map((one) => ({ title: one.title, body: one.body, tag: one.tag }));
  });

/** A press on what the system shows: that stands outside of every page. */
const press = (worker: Worker, action: string) =>
  worker.evaluate(async (pressed) => {
    const here = globalThis as unknown as WatchedWorker;
    const [notification] = await here.registration.getNotifications();
    here.dispatchEvent(new here.NotificationEvent('notificationclick', { notification, action: pressed }));
  }, action);

test('a visitor allows messages, gets one, and presses it', async ({ app }) => {
  const { page } = app;
  const canvas = new CanvasPage(page);
  const { inspector } = canvas;
  const accounts = new AccountsPage(page);
  const contacts = new ContactsPage(page);
  const shop = await Shop.open();
  const service = await startFakePush('none yet');
  const dialog = page.getByRole('dialog', { name: 'Web push on your site' });
  const web = page.getByRole('region', { name: 'Public address' });
  let buttons = '';
  let secret = '';
  let address = '';
  try {
    await test.step('connects web push: without a site and an address it says what is missing, and leads there', async () => {
      await app.shell.goTo('Accounts');
      await accounts.choosesKind('Web push');
      await expect(accounts.form.getByText(/The keys are made here/)).toBeVisible();
      await accounts.form.getByRole('button', { name: 'More settings' }).click();
      await accounts.field('Whom push services may ask').fill('owner@shop.example');
      await accounts.field('Address of a further push service').fill(service.baseUrl);
      await app.expectAccessible({ alsoInDark: true });
      await accounts.form.getByRole('button', { name: 'Connect and test' }).click();
      await expect(accounts.form).toHaveCount(0);
      await accounts.card('Web push').getByRole('button', { name: 'Put on the site' }).click();
      await expect(dialog.getByText('No site is connected')).toBeVisible();
      await expect(dialog.getByText('No public address yet')).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
      await dialog.getByRole('button', { name: 'To the public address' }).click();
      const field = web.getByRole('textbox', { name: 'Address' });
      await expect(field).toBeFocused();
      await field.fill('https://go.example.com');
      await web.getByRole('button', { name: 'Save' }).click();
      await expect(web.getByRole('button', { name: 'Try it' })).toBeEnabled();
      address = (await web.getByText(/^http:\/\/127\.0\.0\.1:\d+$/).textContent()) ?? '';
      await field.fill(address);
      await web.getByRole('button', { name: 'Save' }).click();
      await expect(web.getByRole('button', { name: 'Try it' })).toBeEnabled();
      await accounts.add('Your site', { 'Addresses of your site': shop.origin });
      await accounts.card('Your site').getByRole('button', { name: 'Put on the site' }).click();
      const site = page.getByRole('dialog');
      await site.getByRole('button', { name: 'Show the secret' }).click();
      secret = await site.getByRole('textbox', { name: 'Secret for signing' }).inputValue();
      await page.keyboard.press('Escape');
    });

    await test.step('takes the file, the script and the buttons', async () => {
      await accounts.card('Web push').getByRole('button', { name: 'Put on the site' }).click();
      await expect(dialog.getByText(`${shop.origin}/kaskad-push.js`)).toBeVisible();
      await expect(dialog.getByText('No public address yet')).toHaveCount(0);
      const { name, text } = await app.download(() =>
        dialog.getByRole('button', { name: 'Download kaskad-push.js' }).click(),
      );
      expect(name).toBe('kaskad-push.js');
      shop.files.set('/kaskad-push.js', text);
      const script = await dialog.getByRole('textbox', { name: 'The script' }).inputValue();
      expect(script).toContain(`${address}/p/site.js`);
      buttons = await dialog.getByRole('textbox', { name: 'The buttons' }).inputValue();
      const seal = createHmac('sha256', secret).update('c-1').digest('hex');
      shop.script = buttons + script.replace('<script ', `<script data-contact="c-1" data-seal="${seal}" `);
      await page.keyboard.press('Escape');
    });

    const allowed = async (context: BrowserContext) => {
      await playSubscribing(context, service);
      await context.grantPermissions(['notifications'], { origin: shop.origin });
    };
    const known = shop.script;

    await test.step('a stranger is shown no button, and nobody is asked without a press', async () => {
      shop.script = `${buttons}<script src="${address}/p/site.js"></script>`;
      const stranger = await shop.visit('/', allowed);
      await expect(stranger.getByRole('heading', { name: 'Shop' })).toBeVisible();
      await expect(stranger.getByRole('button', { name: 'Notify me' })).toBeHidden();
      // By the page itself: whatever a test evaluates counts as a press.
      shop.script = `${known}<script>
        const waiting = setInterval(() => {
          if (!window.kaskad?.push) return;
          clearInterval(waiting);
          window.said = kaskad.push.subscribe('web-push');
        }, 1);
      </script>`;
      const unpressed = await shop.visit('/', allowed);
      const said = await unpressed.evaluate(async () => {
        const page = window as unknown as { said: Promise<string>; asked: number };
        return [await page.said, page.asked];
      });
      shop.script = known;
      await expect(unpressed.getByRole('button', { name: 'Notify me' })).toBeVisible();
      expect(said).toEqual(['not-pressed', 0]);
    });

    const visit = await shop.visit('/', allowed);
    await test.step('a known visitor presses, and their browser is in the profile by its name', async () => {
      await visit.getByRole('button', { name: 'Notify me' }).click();
      await expect(visit.getByRole('button', { name: 'No more notifications' })).toBeVisible();
      await expect(visit.getByRole('button', { name: 'Notify me' })).toBeHidden();
      await visit.reload();
      await app.shell.goTo('Contacts');
      await contacts.open('Anna Shevchenko');
      await expect(contacts.profile.getByText('Chrome, Linux')).toBeVisible();
      await expect(contacts.profile.getByText(/p256dh|127\.0\.0\.1/)).toHaveCount(0);
      await app.expectAccessible({ alsoInDark: true });
    });

    await test.step('draws the message; what does not fit is said while drawing', async () => {
      await app.shell.goTo('Flows');
      await new FlowsPage(page).create();
      await canvas.rename('By push');
      await canvas.dragBlock('Start by hand', { x: 0.4, y: 0.08 });
      await canvas.addAfter('Start by hand', 'Next', 'Web push');
      await canvas.fit();
      await canvas.click('Web push');
      await inspector.tab('Texts');
      await inspector.write('Heading', 'Dear {first name}');
      await inspector.write('Text', 'Your order is here.');
      await inspector.box.getByRole('textbox', { name: 'Link', exact: true }).fill('shop.example');
      await expect(inspector.box.getByText(/leads to no web page/).first()).toBeVisible();
      await inspector.box.getByRole('textbox', { name: 'Link', exact: true }).fill('/sale');
      await expect(inspector.box.getByText(/leads to no web page/)).toHaveCount(0);
      await inspector.box.getByRole('button', { name: 'Add a button' }).click();
      await inspector.previewAs('Anna', /Anna Shevchenko/);
      await expect(inspector.preview.getByText('Dear Anna')).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
      await inspector.tab('Setup');
      await expect(inspector.box.getByRole('combobox', { name: 'Urgency' })).toBeVisible();
      await app.expectAccessible({ alsoInDark: true });
      await canvas.expectSaved();
      await canvas.start();
      await canvas.preflight.getByRole('button', { name: /^Start in / }).click();
      await expect(canvas.status).toContainText('Running');
      await expect.poll(() => service.messages.length).toBe(1);
      expect(service.faults).toEqual([]);
    });

    await test.step('the worker shows it, and tells that it did and what was pressed', async () => {
      const [message] = service.messages;
      const [worker] = visit.context().serviceWorkers();
      if (worker === undefined) throw new Error('The worker does not run');
      await watch(worker);
      await deliver(visit, worker, shop.origin, message?.text ?? '');
      expect(await notices(visit)).toEqual([
        { title: 'Dear Anna', body: 'Your order is here.', tag: expect.stringMatching(/^[\w-]{32}$/) },
      ]);
      // The same once more takes its place.
      await deliver(visit, worker, shop.origin, message?.text ?? '');
      expect(await notices(visit)).toHaveLength(1);
      await press(worker, '');
      await expect.poll(() => notices(visit)).toEqual([]);
      await app.shell.goTo('Contacts');
      await contacts.open('Anna Shevchenko');
      const timeline = await contacts.timeline();
      await expect(timeline.getByText('Link clicked').first()).toBeVisible();
    });

    await test.step('switches off: the browser is forgotten', async () => {
      await visit.getByRole('button', { name: 'No more notifications' }).click();
      await expect(visit.getByRole('button', { name: 'Notify me' })).toBeVisible();
      await app.shell.goTo('Flows');
      await app.shell.goTo('Contacts');
      await contacts.open('Anna Shevchenko');
      await expect(contacts.profile.getByText('anna@example.com')).toBeVisible();
      await expect(contacts.profile.getByText('Chrome, Linux')).toHaveCount(0);
    });
  } finally {
    await shop.close();
    await service.close();
  }
});
