import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startJsonVendor, type VendorFault } from '../../tests/kit/json-vendor.ts';

export const token = '4453b6ac12345678-fa4ed1f0a5e3e1b8-9f9d0a1b2c3d4e5f';

const refused = (status: number, words: string) => ({ body: { status, status_message: words } });

const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': { kind: 'answer', ...refused(12, 'tooManyRequests') },
  temporary: { kind: 'garbage', status: 503 },
  'cut-after-acting': { kind: 'cut', acts: true },
  'hang-after-acting': { kind: 'hang', acts: true },
};

/** Viber as its documentation and its own libraries have it; there is no specification that a machine could read. */
export async function startFakeViber() {
  const sent: Record<string, unknown>[] = [];
  let webhook = 'https://elsewhere.test/hook';
  const vendor = await startJsonVendor((call) => {
    if (call.headers['x-viber-auth-token'] !== token) return refused(2, 'invalidAuthToken');
    if (call.method !== 'POST') return { status: 404, body: 'Not found' };
    if (call.path === '/get_account_info')
      return {
        body: {
          status: 0,
          status_message: 'ok',
          id: 'pa:1',
          name: 'Pizza test',
          uri: 'pizza',
          webhook,
          subscribers_count: 12,
        },
      };
    if (call.path === '/set_webhook') {
      webhook = String((call.body as Record<string, unknown>).url);
      return {
        body: { status: 0, status_message: 'ok', event_types: (call.body as Record<string, unknown>).event_types },
      };
    }
    if (call.path !== '/send_message') return { status: 404, body: 'Not found' };
    if (webhook === '') return refused(10, 'webhookNotSet');
    const body = call.body as Record<string, unknown>;
    if (body.receiver === 'gone=') return refused(6, 'receiverNotSubscribed');
    if (body.receiver === 'nobody=') return refused(5, 'receiverNotRegistered');
    sent.push(body);
    // As text: the number is larger than JavaScript can hold.
    const answer = `{"status":0,"status_message":"ok","message_token":574131180357172${String(sent.length).padStart(4, '0')},"billing_status":1}`;
    return { body: answer };
  });
  return {
    ...vendor,
    config: { token, senderName: 'Pizza', baseUrl: vendor.baseUrl },
    sent,
    webhook: () => webhook,
    setWebhook: (url: string) => {
      webhook = url;
    },
  };
}

export const conformance: Conformance = {
  async start() {
    const api = await startFakeViber();
    return {
      config: api.config,
      wrongCredentials: { ...api.config, token: '000000000000wrong-planted-token-0000000' },
      nobodyThere: { ...api.config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'viber',
      parts: { text: 'Hello' },
      recipient: '01234567890A=',
      fail(fault) {
        if (fault === 'blocked') return { to: 'gone=' };
        if (fault === 'unreachable-recipient') return { to: 'nobody=' };
        api.setFault(faults[fault] ?? null, ({ path }) => path === '/send_message');
        return {};
      },
      heal: () => api.setFault(null),
      arrived: () => api.sent.length,
      close: () => api.close(),
    };
  },
};
