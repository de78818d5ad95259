/** The worker that the owner puts on their site, with a browser played around it: what it shows, opens and tells. */
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { beforeEach, describe, expect, it } from 'vitest';

const file = readFileSync(new URL('../../../../resources/site/kaskad-push.js', import.meta.url), 'utf8');
const origin = 'https://shop.example';
const report = 'https://go.example/p/site/push/told/1-x';

interface Told {
  url: string;
  body: Record<string, unknown>;
}
let told: Told[];
let shown: { title: string; options: Record<string, unknown> }[];
let opened: string[];
/** What the server answers; null: there is no network. */
let answer: { status: number; body?: unknown } | null;
let run: (type: string, event: Record<string, unknown>) => Promise<void>;
let kept: Map<string, string>;

beforeEach(() => {
  [told, shown, opened, answer, kept] = [[], [], [], { status: 200, body: {} }, new Map()];
  const handlers = new Map<string, (event: object) => void>();
  const box = {
    match: async (name: string) => {
      const text = kept.get(name);
      return text === undefined ? undefined : { json: async () => JSON.parse(text) as unknown };
    },
    put: async (name: string, response: { text: string }) => void kept.set(name, response.text),
  };
  const page = {
    location: { href: `${origin}/kaskad-push.js`, origin },
    addEventListener: (type: string, handler: (event: object) => void) => handlers.set(type, handler),
    registration: {
      showNotification: async (title: string, options: Record<string, unknown>) => void shown.push({ title, options }),
      pushManager: {
        getSubscription: async () => null,
        subscribe: async (options: object) => ({ endpoint: 'https://new.example', made: options }),
      },
    },
    clients: { matchAll: async () => [], openWindow: async (url: string) => void opened.push(url) },
    skipWaiting() {},
  };
  const fetching = async (url: string, { body }: { body: string }) => {
    if (answer === null) throw new TypeError('no network');
    told.push({ url, body: JSON.parse(body) as Record<string, unknown> });
    const { status, body: said } = answer;
    return { ok: status < 300, status, json: async () => said };
  };
  class Response {
    text: string;
    constructor(text: string) {
      this.text = text;
    }
  }
  runInContext(
    file,
    createContext({ self: page, caches: { open: async () => box }, fetch: fetching, Response, URL, Date }),
  );
  run = async (type, event) => {
    const waits: Promise<unknown>[] = [];
    handlers.get(type)?.({ ...event, waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.all(waits);
  };
});

const push = (notice: unknown) => run('push', { data: { json: () => notice } });
const click = (data: object, action = '') => run('notificationclick', { action, notification: { data, close() {} } });

describe('the worker', () => {
  it('shows a message as it was sent, and tells so', async () => {
    const buttons = [{ id: 'go', text: 'Go', url: '/sale' }];
    await push({ kaskad: 1, title: 'A', text: 'B', image: '/a.png', tag: 't', url: '/cart', buttons, report });
    expect(shown).toMatchObject([
      {
        title: 'A',
        options: {
          body: 'B',
          tag: 't',
          renotify: false,
          image: `${origin}/a.png`,
          actions: [{ action: 'go', title: 'Go' }],
        },
      },
    ]);
    expect(told).toMatchObject([{ url: report, body: { what: 'shown' } }]);
  });

  it('leaves alone what is not for it', async () => {
    await push({ title: 'Of another sender' });
    await run('push', { data: null });
    expect(shown).toEqual([]);
  });

  it('opens where a press leads, web pages only, and tells what was pressed', async () => {
    const buttons = [
      { id: 'go', text: 'Go', url: 'https://other.example/x' },
      { id: 'yes', text: 'Yes' },
      { id: 'bad', text: 'Bad', url: 'javascript:alert(1)' },
    ];
    const data = { url: '/cart?a=1', buttons, report };
    await click(data);
    for (const action of ['go', 'yes', 'bad']) await click(data, action);
    expect(opened).toEqual([`${origin}/cart?a=1`, 'https://other.example/x']);
    expect(told.map(({ body }) => body.button)).toEqual([undefined, 'go', 'yes', 'bad']);
    await run('notificationclose', { notification: { data } });
    expect(told.at(-1)?.body.what).toBe('closed');
  });

  it('keeps what it could not tell for later, in order, and drops what is refused for good', async () => {
    answer = null;
    await click({ report, url: '/a' });
    answer = { status: 502 };
    await run('notificationclose', { notification: { data: { report } } });
    told = [];
    answer = { status: 404 };
    await push({ kaskad: 1, title: 'A', text: '', tag: 't', report });
    expect(told.map(({ body }) => body.what)).toEqual(['pressed', 'closed', 'shown']);
    expect(told[0]?.body.ago).toBeTypeOf('number');
    told = [];
    await push({ kaskad: 1, title: 'A', text: '', tag: 't', report });
    expect(told.map(({ body }) => body.what)).toEqual(['shown']);
  });

  it('takes a new subscription where the old one ended, with the same key and for the same person', async () => {
    await run('pushsubscriptionchange', {});
    expect(told).toEqual([]);
    const state = { home: 'https://go.example/p/', account: 'push', key: 'BKey', address: 'old' };
    kept.set(`${origin}/kaskad-push/state`, JSON.stringify(state));
    answer = { status: 200, body: { address: 'new' } };
    await run('pushsubscriptionchange', { newSubscription: null });
    expect(told).toMatchObject([
      {
        url: 'https://go.example/p/site/push/changed',
        body: {
          account: 'push',
          old: 'old',
          subscription: { made: { userVisibleOnly: true, applicationServerKey: 'BKey' } },
        },
      },
    ]);
    expect(JSON.parse(kept.get(`${origin}/kaskad-push/state`) ?? '')).toEqual({ ...state, address: 'new' });
  });
});
