import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startJsonVendor, type VendorAnswer, type VendorFault } from '../../tests/kit/json-vendor.ts';

const token = 'EAAFakeAccessTokenForTests0123456789';
export const appSecret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';
export const number = '106853218861309';
const waba = '102290129340398';

export const graphError = (code: number, message: string, status = 400): VendorAnswer => ({
  status,
  body: { error: { message: `(#${code}) ${message}`, type: 'OAuthException', code, fbtrace_id: 'Az8or2' } },
});

const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': {
    kind: 'answer',
    ...graphError(130429, 'Rate limit hit', 429),
    headers: { 'retry-after': '3' },
  },
  temporary: { kind: 'answer', ...graphError(131016, 'Service unavailable', 500) },
  'cut-after-acting': { kind: 'cut', acts: true },
  'hang-after-acting': { kind: 'hang', acts: true },
};

const approved = (name: string, components: unknown[], over: Record<string, unknown> = {}) => ({
  id: name,
  name,
  language: 'en_US',
  status: 'APPROVED',
  category: 'UTILITY',
  components,
  ...over,
});

/** The account's templates; a test may put others in. */
export const sampleTemplates: unknown[] = [
  approved('order_ready', [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
    { type: 'BODY', text: 'Hello {{1}}, your order {{2}} is ready.' },
    { type: 'FOOTER', text: 'Jaspers Market' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'On my way' },
        { type: 'URL', text: 'Track', url: 'https://jaspers.test/{{1}}' },
      ],
    },
  ]),
  approved('sale', [{ type: 'BODY', text: 'The sale is on.' }], { status: 'PENDING', category: 'MARKETING' }),
];

/** The Cloud API as its specification has it, with what the code of errors says. */
export async function startFakeCloudApi() {
  const sent: Record<string, unknown>[] = [];
  const unreachable = new Map([
    ['380990000001', graphError(131050, 'User has stopped marketing messages')],
    ['380990000002', graphError(131026, 'Message undeliverable')],
    ['380990000003', graphError(131047, 'Re-engagement message')],
  ]);
  let history: unknown[] = [];
  let templates = sampleTemplates;
  const perPage = { templates: 25 };
  const page = (list: readonly unknown[], after: string | undefined, limit: number) => {
    const from = Number(after ?? 0);
    const next = from + limit;
    return {
      data: list.slice(from, next),
      ...(list.length > next
        ? { paging: { cursors: { before: String(from), after: String(next) }, next: 'more' } }
        : {}),
    };
  };

  const vendor = await startJsonVendor((call) => {
    if (call.headers.authorization !== `Bearer ${token}`)
      return graphError(190, 'Invalid OAuth access token - Cannot parse access token', 401);
    const path = /^\/v\d+\.\d+\/(\d+)(?:\/(\w+))?$/.exec(call.path);
    const [, id, edge] = path ?? [];
    if (id === number && edge === undefined)
      return {
        body: { id, display_phone_number: '+1 555-555-5555', verified_name: 'Jaspers Market', quality_rating: 'GREEN' },
      };
    if (id === waba && edge === 'message_templates')
      return { body: page(templates, call.query.after, perPage.templates) };
    if (id === number && edge === 'message_history')
      return { body: page(history, call.query.after, Number(call.query.limit ?? 25)) };
    if (id === number && edge === 'messages' && call.method === 'POST') {
      const body = call.body as Record<string, unknown>;
      const refused = unreachable.get(String(body.to));
      if (refused !== undefined) return refused;
      sent.push(body);
      return {
        body: {
          messaging_product: 'whatsapp',
          contacts: [{ input: body.to, wa_id: body.to }],
          messages: [{ id: `wamid.${sent.length}`, message_status: 'accepted' }],
        },
      };
    }
    return graphError(100, 'Unsupported request. Object does not exist.');
  });
  return {
    ...vendor,
    config: { token, phoneNumberId: number, businessAccountId: waba, appSecret, baseUrl: vendor.baseUrl },
    sent,
    setTemplates: (list: unknown[], pageSize = 25) => {
      templates = list;
      perPage.templates = pageSize;
    },
    setHistory: (list: unknown[]) => {
      history = list;
    },
  };
}

export const conformance: Conformance = {
  async start() {
    const api = await startFakeCloudApi();
    return {
      config: api.config,
      wrongCredentials: { ...api.config, token: 'EAAWrongPlantedAccessToken987654321' },
      nobodyThere: { ...api.config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'whatsapp',
      parts: { template: 'order_ready', language: 'en_US', 'body.1': 'Olena', 'body.2': '42' },
      recipient: '+380501112233',
      fail(fault) {
        if (fault === 'blocked') return { to: '+380990000001' };
        if (fault === 'unreachable-recipient') return { to: '+380990000002' };
        api.setFault(faults[fault] ?? null, ({ path }) => path.endsWith('/messages'));
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => api.setFault(null),
      arrived: () => api.sent.length,
      close: () => api.close(),
    };
  },
};
