import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startJsonVendor, type VendorAnswer, type VendorFault } from '../../tests/kit/json-vendor.ts';

const token = 'vk1.a.FakeCommunityTokenForTests0123456789';

export const vkError = (code: number, words = 'no'): VendorAnswer => ({
  body: {
    error: { error_code: code, error_msg: words, request_params: [{ key: 'access_token', value: token }] },
  },
});

const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': { kind: 'answer', ...vkError(6, 'Too many requests per second') },
  temporary: { kind: 'answer', ...vkError(10, 'Internal server error') },
  'cut-after-acting': { kind: 'cut', acts: true },
  'hang-after-acting': { kind: 'hang', acts: true },
};

/** VK as its schema and its documentation have it: `random_id` drops repeats, and the long-poll server keeps positions. */
export async function startFakeVk() {
  const sent: Record<string, string>[] = [];
  const given = new Map<string, number>();
  const events: Record<string, unknown>[] = [];
  let keyNumber = 1;
  /** Positions before this one are no longer kept. */
  let oldest = 0;
  let answerLine = (): void => {};
  let settings: { is_enabled: boolean; events: Record<string, number> } = {
    is_enabled: true,
    events: { message_new: 1, message_read: 1, message_allow: 1, message_deny: 1 },
  };

  const vendor = await startJsonVendor((call) => {
    if (call.path === '/lp') return holdLine(call.query);
    if (call.headers.authorization !== `Bearer ${token}`)
      return vkError(5, 'User authorization failed: invalid access_token (4).');
    const params = (call.body ?? {}) as Record<string, string>;
    switch (call.path) {
      case '/method/groups.getById':
        return { body: { response: { groups: [{ id: 1, name: 'Pizza test', screen_name: 'pizza' }], profiles: [] } } };
      case '/method/groups.getLongPollSettings':
        return { body: { response: { api_version: '5.199', ...settings } } };
      case '/method/groups.getLongPollServer':
        return {
          body: { response: { key: `key${keyNumber}`, server: `${vendor.baseUrl}/lp`, ts: String(events.length) } },
        };
      case '/method/messages.send': {
        if (params.peer_id === '901') return vkError(901, "Can't send messages for users without permission");
        if (params.peer_id === '936') return vkError(936, 'Contact not found');
        const wish = `${params.peer_id}:${params.random_id}`;
        const known = given.get(wish);
        if (known === undefined) {
          sent.push(params);
          given.set(wish, sent.length);
        }
        return { body: { response: known ?? sent.length } };
      }
      default:
        return vkError(3, 'Unknown method passed');
    }
  });

  /** Answers when something has happened, or when the caller has waited long enough. */
  async function holdLine(query: Record<string, string>): Promise<{ body: unknown }> {
    if (query.key === `key${keyNumber}` && Number(query.ts) === events.length) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Number(query.wait) * 1000);
        timer.unref();
        answerLine = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return { body: listen(query) };
  }

  function listen(query: Record<string, string>): unknown {
    const ts = Number(query.ts);
    if (query.key !== `key${keyNumber}`) return { failed: 2 };
    if (ts < oldest) return { failed: 1, ts: String(oldest) };
    if (ts > events.length) return { failed: 3 };
    return { ts: String(events.length), updates: events.slice(ts) };
  }

  return {
    ...vendor,
    config: { token, groupId: '1', baseUrl: `${vendor.baseUrl}/method` },
    sent,
    happen: (type: string, object: unknown, id = `e${events.length}`) => {
      events.push({ type, object, group_id: 1, event_id: id, v: '5.199' });
      answerLine();
    },
    /** The key of the session is no longer taken. */
    newKey: () => {
      keyNumber += 1;
    },
    forgetAll: () => {
      oldest = events.length;
    },
    /** The server begins to count anew. */
    restart: () => {
      keyNumber += 1;
      events.length = 0;
      oldest = 0;
    },
    setSettings: (next: typeof settings) => {
      settings = next;
    },
  };
}

export const conformance: Conformance = {
  async start() {
    const api = await startFakeVk();
    return {
      config: api.config,
      wrongCredentials: { ...api.config, token: 'vk1.a.WrongPlantedToken9876543210' },
      nobodyThere: { ...api.config, baseUrl: 'http://127.0.0.1:1/method' },
      channel: 'vk',
      parts: { text: 'Hello' },
      recipient: '555',
      fail(fault) {
        if (fault === 'blocked') return { to: '901' };
        if (fault === 'unreachable-recipient') return { to: '936' };
        api.setFault(faults[fault] ?? null, ({ path }) => path.endsWith('messages.send'));
        return fault === 'rate-limited' ? { retryAfter: 1000 } : {};
      },
      heal: () => api.setFault(null),
      arrived: () => api.sent.length,
      close: () => api.close(),
    };
  },
};
