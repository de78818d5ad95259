/**
 * Kaskad's worker for web push: put this file beside the pages of your site, at /kaskad-push.js. It shows the messages that come, opens
 * what they lead to, and tells Kaskad what was shown and pressed. A site with a worker of its own keeps that: this one has a
 * place to itself.
 */
const scope = new URL('kaskad-push/', self.location.href).href;
const note = new URL('state', scope).href;
const untold = new URL('untold', scope).href;
/** What could not be told waits; so much of it. */
const mostUntold = 50;

const box = () => caches.open('kaskad-push');
const read = async (name) => {
  const kept = await (await box()).match(name);
  return kept ? kept.json() : null;
};
const write = async (name, value) => (await box()).put(name, new Response(JSON.stringify(value)));

const post = (address, body) =>
  fetch(address, { method: 'POST', credentials: 'omit', keepalive: true, body: JSON.stringify(body) });

async function deliver({ report, at, ...deed }) {
  try {
    const { ok, status } = await post(report, { ...deed, ago: Math.max(0, Date.now() - at) });
    // What is refused for good is not told again.
    return ok || (status >= 400 && status < 500 && status !== 429);
  } catch {
    return false;
  }
}

// One after the other: two of them must not overwrite what waits.
let telling = Promise.resolve();
function tell(report, deed) {
  if (!report) return Promise.resolve();
  telling = telling.then(async () => {
    const waiting = [...((await read(untold)) || []), { report, at: Date.now(), ...deed }];
    const left = [];
    for (const one of waiting) if (left.length > 0 || !(await deliver(one))) left.push(one);
    await write(untold, left.slice(-mostUntold));
  });
  return telling.catch(() => {});
}

self.addEventListener('install', () => self.skipWaiting());

self.addEventListener('push', (event) => {
  let notice;
  try {
    notice = event.data.json();
  } catch {}
  if (notice?.kaskad !== 1) return;
  const { title, text, image, icon, url, buttons = [], tag, again, report } = notice;
  const options = {
    body: text,
    tag,
    renotify: again === true,
    actions: buttons.map((button) => ({ action: button.id, title: button.text })),
    data: { url, buttons, report },
    ...(image ? { image: new URL(image, self.location.href).href } : {}),
    ...(icon ? { icon: new URL(icon, self.location.href).href } : {}),
  };
  event.waitUntil(self.registration.showNotification(title, options).then(() => tell(report, { what: 'shown' })));
});

async function open(url) {
  if (!url) return;
  const address = new URL(url, self.location.origin);
  // Nothing but web pages, whoever wrote it.
  if (!/^https?:$/.test(address.protocol)) return;
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const there = windows.find((one) => one.url === address.href);
  await (there ? there.focus() : self.clients.openWindow(address.href));
}

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const { url, buttons = [], report } = event.notification.data || {};
  const button = buttons.find(({ id }) => id === event.action);
  const deed = button ? { what: 'pressed', button: button.id } : { what: 'pressed' };
  event.waitUntil(Promise.all([open(button ? button.url : url).catch(() => {}), tell(report, deed)]));
});

self.addEventListener('notificationclose', (event) => {
  event.waitUntil(tell(event.notification.data?.report, { what: 'closed' }));
});

// The browser, or its maker, ended the subscription: a new one takes its place.
async function renew(given) {
  const kept = await read(note);
  if (!kept) return;
  const manager = self.registration.pushManager;
  const subscription =
    given ||
    (await manager.getSubscription()) ||
    (await manager.subscribe({ userVisibleOnly: true, applicationServerKey: kept.key }));
  const answer = await post(`${kept.home}site/push/changed`, {
    account: kept.account,
    old: kept.address,
    subscription,
  });
  if (!answer.ok) return;
  const { address } = await answer.json();
  if (address) await write(note, { ...kept, address });
}

self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(renew(event.newSubscription).catch(() => {}));
});
