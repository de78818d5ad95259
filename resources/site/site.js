/**
 * Kaskad on your site: asks for the blocks of the visitor and draws them. Who the visitor is says the page (data-contact with
 * data-seal, made by your server) or a personal link of a message; without either nothing is asked. Loads nothing else, sets no cookies.
 * docs/site.md tells how to put it on a page.
 */
(() => {
  const script = document.currentScript;
  const home = new URL('.', script.src).href;
  const parameter = 'kaskad';

  // Storage may be switched off, or not there.
  const keep = (storage, name, value) => {
    try {
      const box = window[storage];
      if (value === undefined) return box.getItem(name);
      if (value === null) box.removeItem(name);
      else box.setItem(name, value);
    } catch {}
    return null;
  };

  const tell = (path, body) =>
    fetch(`${home}site/${path}`, {
      method: 'POST',
      credentials: 'omit',
      keepalive: true,
      // A text: browsers need not ask first whether they may.
      body: JSON.stringify(body),
    });
  const say = (path, body) => void tell(path, body).catch(() => {});

  // A personal link is remembered, and leaves the address, so that nobody passes it on by copying that.
  const address = new URL(location.href);
  const given = address.searchParams.get(parameter);
  if (given) {
    keep('localStorage', parameter, given);
    address.searchParams.delete(parameter);
    history.replaceState(history.state, '', address);
  }

  const make = (tag, name, text) => {
    const element = document.createElement(tag);
    element.className = name;
    if (text) element.textContent = text;
    return element;
  };

  const css = `
:host{all:initial;--back:#fff;--ink:#1c2430;--line:#c3cbd6}
.box{box-sizing:border-box;display:flex;gap:8px 24px;align-items:center;flex-wrap:wrap;padding:16px 52px 16px 20px;position:relative;
font:16px/1.45 system-ui,sans-serif;color:var(--ink);background:var(--back);border:1px solid var(--line);border-radius:12px}
.words{flex:1 1 260px;min-width:0;overflow-wrap:anywhere}
.title{font-weight:650;margin:0 0 2px;font-size:17px}
.text{margin:0;white-space:pre-line}
.buttons{display:flex;gap:8px;flex-wrap:wrap}
.button{box-sizing:border-box;font:inherit;font-weight:600;min-height:44px;padding:9px 18px;border:1px solid var(--accent);border-radius:8px;cursor:pointer;
text-decoration:none;overflow-wrap:anywhere;background:var(--accent);color:var(--on)}
.button+.button{background:none;color:inherit;border-color:var(--line)}
.close{position:absolute;top:8px;right:8px;width:36px;height:36px;padding:0;border:0;border-radius:8px;background:none;color:inherit;font:24px/1 system-ui;cursor:pointer}
.button:focus-visible,.close:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
.banner.fixed{position:fixed;z-index:2147483000;left:16px;right:16px;bottom:16px;max-width:960px;margin:0 auto;box-shadow:0 8px 30px #0003}
dialog{width:min(440px,calc(100vw - 32px));box-shadow:0 12px 48px #0005}
dialog .words{flex-basis:100%}
dialog .title{font-size:20px}
dialog::backdrop{background:#0008}
@media (prefers-color-scheme:dark){:host{--back:#1b212a;--ink:#e8ecf2;--line:#465163}}
@media (prefers-reduced-motion:no-preference){.fixed,dialog{animation:come .18s ease-out}@keyframes come{from{opacity:0;transform:translateY(8px)}}}
`;

  const drawn = [];
  const closedKey = 'kaskad-closed';
  const closedHere = () => (keep('sessionStorage', closedKey) || '').split(' ');

  function draw(block, { color, ink, close }) {
    const place = block.place && document.querySelector(`[data-kaskad-place="${CSS.escape(block.place)}"]`);
    if (block.kind === 'card' && !place) return;
    const popup = block.kind === 'popup';
    const host = make('div', 'kaskad-block');
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
    const box = make(
      popup ? 'dialog' : 'section',
      `box ${block.kind}${block.kind === 'banner' && !place ? ' fixed' : ''}`,
    );
    box.style.cssText = `--accent:${color};--on:${ink}`;
    box.dir = 'auto';
    box.setAttribute('aria-label', block.title || block.text.slice(0, 80));
    const words = make('div', 'words');
    if (block.title) words.append(make('p', 'title', block.title));
    words.append(make('p', 'text', block.text));
    const buttons = make('div', 'buttons');
    let before = null;
    const gone = () => {
      const inside = root.activeElement;
      // A window gives the focus back by itself when it is closed, not when it is taken away.
      if (popup) box.close();
      else if (inside && before) before.focus();
      host.remove();
    };
    const leave = () => {
      if (!host.isConnected) return;
      keep('sessionStorage', closedKey, `${closedHere().join(' ')} ${block.block}`);
      say('closed', { block: block.block });
      gone();
    };
    for (const { id, text, url } of block.buttons) {
      const leads = url !== null;
      // Nothing but web pages, whoever wrote it.
      if (leads && !/^https?:$/.test(new URL(url, location.href).protocol)) continue;
      const button = make(leads ? 'a' : 'button', 'button', text);
      if (leads) button.href = url;
      else button.type = 'button';
      button.addEventListener('click', () => {
        say('pressed', { block: block.block, button: id });
        // The link is followed first.
        if (!leads || block.frequency !== 'always') setTimeout(gone);
      });
      buttons.append(button);
    }
    const cross = make('button', 'close', '×');
    cross.type = 'button';
    cross.setAttribute('aria-label', close);
    cross.addEventListener('click', leave);
    box.append(words);
    if (buttons.childElementCount) box.append(buttons);
    box.append(cross);
    root.append(box);
    (popup || !place ? document.body : place).append(host);
    drawn.push(host);
    if (popup) {
      // The browser keeps the focus in it and closes it by Escape.
      box.addEventListener('close', leave);
      box.showModal();
    } else {
      box.addEventListener('focusin', (event) => {
        before ??= event.relatedTarget;
      });
      box.addEventListener('keydown', (event) => event.key === 'Escape' && leave());
    }
    new IntersectionObserver((entries, watch) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watch.disconnect();
      say('seen', { block: block.block });
    }).observe(box);
  }

  async function show({ contact, seal, token } = script.dataset) {
    const known = token || keep('localStorage', parameter);
    for (const host of drawn.splice(0)) host.remove();
    if (!(contact && seal) && !known) return;
    const named = [...document.querySelectorAll('[data-kaskad-place]')].map((element) => element.dataset.kaskadPlace);
    const places = [...new Set([...named, ...(script.dataset.places || '').split(' ')])].filter(Boolean).slice(0, 50);
    try {
      const who = contact && seal ? { contact, seal } : { token: known };
      const answer = await tell('blocks', { ...who, places });
      if (!answer.ok) return;
      const all = await answer.json();
      const closed = closedHere();
      for (const block of all.blocks) if (!closed.includes(block.block)) draw(block, all);
    } catch {}
  }

  // For pages that change without loading, and apps: kaskad.show({ contact, seal }), kaskad.forget().
  window.kaskad = { show, forget: () => keep('localStorage', parameter, null) };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => show());
  else show();
})();
