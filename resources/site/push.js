/**
 * Web push on your site, behind the script for blocks: elements with data-kaskad-push switch messages on when they are pressed, those with
 * data-kaskad-push-stop off. Each is shown only where pressing it does something. Nobody is asked before they press.
 * docs/push.md tells how to put it on a page.
 */
(() => {
  const { kaskad } = window;
  const script = document.currentScript;
  const home = new URL('.', script.src).href;
  const worker = new URL(script.dataset.pushWorker || '/kaskad-push.js', location.href);
  // A place of its own, so that it is in nobody's way: the site may have a worker already.
  const scope = new URL('kaskad-push/', worker).href;
  const note = new URL('state', scope).href;
  const able =
    window.isSecureContext && 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

  let said = script.dataset;
  // Storage may be switched off.
  const personalLink = () => {
    try {
      return localStorage.getItem('kaskad');
    } catch {
      return null;
    }
  };
  /** How the page says who its visitor is; null where it does not. */
  const visitor = () => {
    const { contact, seal, token = personalLink() } = said;
    return contact && seal ? { contact, seal } : token ? { token } : null;
  };

  const ask = async (what, body) => {
    const answer = await fetch(`${home}site/push/${what}`, {
      method: 'POST',
      credentials: 'omit',
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`kaskad: ${what} ${answer.status}`);
    return answer.json();
  };

  // Kept where the worker reads it too.
  const read = async () => {
    const kept = await (await caches.open('kaskad-push')).match(note);
    return kept ? kept.json() : null;
  };
  const write = async (state) => {
    const box = await caches.open('kaskad-push');
    if (state) await box.put(note, new Response(JSON.stringify(state)));
    else await box.delete(note);
  };

  const subscriptionOf = async () => {
    const registration = await navigator.serviceWorker.getRegistration(scope);
    return registration && registration.scope === scope ? registration.pushManager.getSubscription() : null;
  };

  const active = (registration) =>
    new Promise((resolve, reject) => {
      const one = registration.installing || registration.waiting || registration.active;
      const look = () => {
        if (one.state === 'activated') resolve(registration);
        else if (one.state === 'redundant') reject(new Error('kaskad: the worker could not start'));
      };
      one.addEventListener('statechange', look);
      look();
    });

  async function renewed(key) {
    const registration = await active(await navigator.serviceWorker.register(worker, { scope }));
    const old = await registration.pushManager.getSubscription();
    const kept = await read();
    if (old && kept && kept.key === key) return old;
    // Asked by other keys: those messages would not come.
    if (old) await old.unsubscribe();
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  }

  /** 'on', or why not: 'unsupported', 'unknown' (nobody says who the visitor is), 'not-pressed', 'denied', 'failed'. */
  async function subscribe(account) {
    if (!able) return 'unsupported';
    const who = visitor();
    if (!who) return 'unknown';
    if (navigator.userActivation && !navigator.userActivation.isActive) return 'not-pressed';
    try {
      // Before anything is waited for: browsers ask only while the press is fresh.
      if ((await Notification.requestPermission()) !== 'granted') return 'denied';
      const { key } = await ask('key', { account });
      const subscription = await renewed(key);
      const { address } = await ask('subscribe', { ...who, account, subscription });
      if (!address) {
        await subscription.unsubscribe();
        return 'unknown';
      }
      await write({ home, account, key, address });
      return 'on';
    } catch {
      return 'failed';
    } finally {
      await show();
    }
  }

  async function unsubscribe() {
    if (!able) return;
    const [kept, subscription] = [await read(), await subscriptionOf()];
    if (subscription) await subscription.unsubscribe();
    await write(null);
    await show();
    if (kept) await ask('leave', { account: kept.account, old: kept.address }).catch(() => {});
  }

  /** 'on', 'off', 'denied' or 'unsupported'. */
  async function state() {
    if (!able) return 'unsupported';
    if (Notification.permission === 'denied') return 'denied';
    return (await read()) && (await subscriptionOf()) ? 'on' : 'off';
  }

  const reveal = (selector, shown) => {
    for (const one of document.querySelectorAll(selector)) {
      one.hidden = !shown;
      // Styles of the page often lay buttons out whether they are hidden or not.
      if (shown) one.style.removeProperty('display');
      else one.style.setProperty('display', 'none', 'important');
    }
  };

  async function show() {
    const now = await state().catch(() => 'unsupported');
    reveal('[data-kaskad-push]', now === 'off' && visitor());
    reveal('[data-kaskad-push-stop]', now === 'on');
  }

  // The browser may have made another subscription while its worker could not tell.
  async function repair() {
    const [kept, subscription] = [await read(), await subscriptionOf()];
    if (!kept || !subscription || JSON.parse(kept.address).endpoint === subscription.endpoint) return;
    const { address } = await ask('changed', { account: kept.account, old: kept.address, subscription });
    await write(address ? { ...kept, address } : null);
  }

  document.addEventListener('click', (event) => {
    const on = event.target.closest?.('[data-kaskad-push]');
    const off = event.target.closest?.('[data-kaskad-push-stop]');
    if (on) void subscribe(on.dataset.kaskadPush);
    else if (off) void unsubscribe();
  });
  // Somebody logged in, or the view changed.
  const { show: showBlocks, forget } = kaskad;
  kaskad.show = (given = script.dataset) => {
    said = given;
    void show();
    return showBlocks(given);
  };
  kaskad.forget = () => {
    said = {};
    forget();
    void show();
  };
  kaskad.push = { subscribe, unsubscribe, state };
  void show();
  if (able) void repair().catch(() => {});
})();
