/**
 * A loopback Twilio: refuses every request that the published description does not take, keeps messages, and lists them
 * in pages, newest first, by day. Written from the description; never compared with the real service.
 */
import specification from '../../connectors/twilio/specification/twilio.json' with { type: 'json' };
import { startFakeVendor, type VendorReply, type VendorRequest } from './fake-vendor.ts';
import { openApi } from './openapi.ts';

const spec = openApi(specification);
export const accountSid = `AC${'0a'.repeat(16)}`;
export const ownNumber = '+15005550006';

export interface FakeMessage {
  sid: string;
  status: string;
  direction: string;
  from: string | null;
  to: string;
  body: string;
  date_created: string;
  date_sent: string | null;
  date_updated: string;
  error_code: number | null;
  error_message: string | null;
  price: string | null;
  price_unit: string | null;
  num_segments: string;
  num_media: string;
  messaging_service_sid: string | null;
  account_sid: string;
  api_version: string;
  uri: string;
  subresource_uris: Record<string, string>;
}

export interface FakeCall {
  sid: string;
  status: string;
  to: string;
  from: string;
  twiml: string;
  fields: Record<string, string>;
  duration: string | null;
  answered_by: string | null;
  price: string | null;
  end_time: string | null;
}

export type FakeTwilio = Awaited<ReturnType<typeof startFakeTwilio>>;

export async function startFakeTwilio(secret = 'planted-auth-token-0123456789abcdef') {
  const messages: FakeMessage[] = [];
  const calls: FakeCall[] = [];
  /** Numbers that answer a send with this code. */
  const refused = new Map<string, number>();
  let account: { status: string; type: string } = { status: 'active', type: 'Full' };
  let pageLimit = 1000;
  let clock = Date.now();
  const root = `/2010-04-01/Accounts/${accountSid}`;

  const refuse = (status: number, code: number, message: string): VendorReply => ({
    status,
    body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status },
  });
  const make = (over: Partial<FakeMessage>): FakeMessage => {
    const sid = `SM${String(messages.length + 1).padStart(32, '0')}`;
    const at = new Date(clock).toUTCString().replace('GMT', '+0000');
    const message: FakeMessage = {
      sid,
      status: 'queued',
      direction: 'outbound-api',
      from: ownNumber,
      to: '',
      body: '',
      date_created: at,
      date_sent: at,
      date_updated: at,
      error_code: null,
      error_message: null,
      price: null,
      price_unit: 'USD',
      num_segments: '1',
      num_media: '0',
      messaging_service_sid: null,
      account_sid: accountSid,
      api_version: '2010-04-01',
      uri: `${root}/Messages/${sid}.json`,
      subresource_uris: { media: `${root}/Messages/${sid}/Media.json` },
      ...over,
    };
    messages.push(message);
    return message;
  };

  const send = (form: URLSearchParams): VendorReply => {
    const to = form.get('To') ?? '';
    const code = refused.get(to);
    if (code !== undefined) return refuse(400, code, `Refused on purpose: ${to}`);
    if (!/^\+\d{7,15}$/.test(to)) return refuse(400, 21211, `Invalid 'To' Phone Number: ${to}`);
    const service = form.get('MessagingServiceSid');
    if (service === null && form.get('From') === null) return refuse(400, 21603, "A 'From' phone number is required.");
    return {
      status: 201,
      body: make({
        to,
        body: form.get('Body') ?? '',
        from: service === null ? form.get('From') : null,
        messaging_service_sid: service,
        status: service === null ? 'queued' : 'accepted',
      }),
    };
  };

  const list = (query: URLSearchParams): VendorReply => {
    const from = query.get('DateSent>');
    const found = messages
      .filter((one) => query.get('To') === null || one.to === query.get('To'))
      .filter((one) => query.get('From') === null || one.from === query.get('From'))
      .filter((one) => from === null || new Date(one.date_sent ?? one.date_created).toISOString().slice(0, 10) >= from)
      .reverse();
    const size = Math.min(Number(query.get('PageSize') ?? 50), pageLimit);
    const page = Number(query.get('Page') ?? 0);
    const next = new URLSearchParams(query);
    next.set('Page', String(page + 1));
    next.set('PageToken', `PASM${page + 1}`);
    return {
      status: 200,
      body: {
        messages: found.slice(page * size, (page + 1) * size),
        page,
        page_size: size,
        start: page * size,
        end: page * size + size,
        uri: `${root}/Messages.json`,
        first_page_uri: `${root}/Messages.json?Page=0`,
        previous_page_uri: null,
        next_page_uri: (page + 1) * size < found.length ? `${root}/Messages.json?${next}` : null,
      },
    };
  };

  const asAnswer = ({ twiml: _, fields: __, ...call }: FakeCall) => ({
    ...call,
    direction: 'outbound-api',
    price_unit: 'USD',
    account_sid: accountSid,
    api_version: '2010-04-01',
    uri: `${root}/Calls/${call.sid}.json`,
  });

  const dial = (form: URLSearchParams): VendorReply => {
    const [to, from] = [form.get('To') ?? '', form.get('From') ?? ''];
    const code = refused.get(to);
    if (code !== undefined) return refuse(400, code, `Refused on purpose: ${to}`);
    if (!/^\+\d{7,15}$/.test(from)) return refuse(400, 21212, `The 'From' number ${from} is not a valid phone number`);
    const twiml = form.get('Twiml') ?? '';
    if (twiml === '') return refuse(400, 21205, 'Url parameter is required.');
    if (twiml.length > 4000) return refuse(400, 21624, 'Twiml is too long');
    const call: FakeCall = {
      sid: `CA${String(calls.length + 1).padStart(32, '0')}`,
      status: 'queued',
      to,
      from,
      twiml,
      fields: Object.fromEntries(form),
      duration: null,
      answered_by: null,
      price: null,
      end_time: null,
    };
    calls.push(call);
    return { status: 201, body: asAnswer(call) };
  };

  const oneCall = (path: string): VendorReply => {
    const call = calls.find(({ sid }) => path === `${root}/Calls/${sid}.json`);
    return call === undefined ? refuse(404, 20404, 'Not found') : { status: 200, body: asAnswer(call) };
  };

  const handle = (request: VendorRequest): VendorReply => {
    const login = Buffer.from(request.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
    if (login.slice(login.indexOf(':') + 1) !== secret) return refuse(401, 20003, 'Authenticate');
    if (!request.path.startsWith(root))
      return refuse(404, 20404, `The requested resource ${request.path} was not found`);
    const form = new URLSearchParams(request.text);
    const body = request.method === 'POST' ? Object.fromEntries(form) : undefined;
    const problem = spec.problemOf({ ...request, ...(body === undefined ? {} : { body }) });
    if (problem !== null) throw new Error(`Twilio does not take this: ${problem}`);
    const reply =
      request.path === `${root}.json`
        ? { status: 200, body: { sid: accountSid, friendly_name: 'Flower shop', ...account } }
        : request.path.includes('/Calls/')
          ? oneCall(request.path)
          : request.path === `${root}/Calls.json`
            ? dial(form)
            : request.method === 'POST'
              ? send(form)
              : list(request.query);
    const wrong =
      reply.status < 300 ? spec.problemOfAnswer(request.method, request.path, reply.status, reply.body) : null;
    if (wrong !== null) throw new Error(`Twilio would not answer so: ${wrong}`);
    return reply;
  };

  const vendor = await startFakeVendor(handle);
  return {
    ...vendor,
    secret,
    messages,
    calls,
    refused,
    /** Messages that were taken. */
    sent: () => messages.filter((one) => one.direction === 'outbound-api').length,
    setAccount: (next: typeof account) => {
      account = next;
    },
    setPageLimit: (size: number) => {
      pageLimit = size;
    },
    setClock: (at: number) => {
      clock = at;
    },
    /** The network says what became of it. */
    settle(sid: string, over: Partial<FakeMessage>): void {
      const message = messages.find((one) => one.sid === sid);
      if (message === undefined) throw new Error(`there is no message ${sid}`);
      Object.assign(message, { date_updated: new Date(clock).toUTCString().replace('GMT', '+0000'), ...over });
    },
    write: (from: string, body: string, over: Partial<FakeMessage> = {}): FakeMessage =>
      make({ from, to: ownNumber, body, direction: 'inbound', status: 'received', ...over }),
  };
}
