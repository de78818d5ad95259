/**
 * Six vendors on this computer, each with its trouble before it: how its calls name whom they are for, how it refuses, what
 * it counted, and how it tells later what became of a message.
 */
import { createHmac } from 'node:crypto';
import { startFakeViber } from '../../connectors/viber-bot/conformance.ts';
import { startFakeVk, vkError } from '../../connectors/vk/conformance.ts';
import { graphError, number, startFakeCloudApi } from '../../connectors/whatsapp-cloud/conformance.ts';
import type { ReceiptState } from '../../flows/sdk/channels.ts';
import type { Millis } from '../../flows/sdk/time.ts';
import { startFakeBotApi } from '../kit/fake-bot-api.ts';
import { accountSid, ownNumber, startFakeTwilio } from '../kit/fake-twilio.ts';
import type { VendorReply, VendorRequest } from '../kit/fake-vendor.ts';
import { type Front, startFront } from '../kit/faulty-front.ts';
import { type Call, isLost, type Ledger, makeLedger, type Plan } from '../kit/ledger.ts';
import { type SmtpFault, smtpLogin, startSmtp } from '../kit/smtp.ts';

export const channels = ['whatsapp', 'viber', 'sms', 'telegram', 'vk', 'email'] as const;
export type Channel = (typeof channels)[number];

/** A delivery to the account's webhook. */
export interface Push {
  headers: Readonly<Record<string, string>>;
  body: string;
}

export interface Vendor {
  channel: Channel;
  type: string;
  config: Record<string, unknown>;
  ledger: Ledger;
  /** The address of the contact of that number, as a workspace has it. */
  address: (contact: number) => { kind: string; value: string };
  /** The number of the contact whom the vendor's own writing of an address, or a workspace's, means. */
  contactOf: (written: string) => number;
  /** What the vendor itself keeps: whom it took messages for, once for each message. */
  accepted: () => string[];
  /** Tells what became of a message: by a delivery, or (nothing returned) in what the next poll finds. `twice`: as vendors do. */
  tell: (to: string, vendorId: string, state: ReceiptState, at: Millis, twice: boolean) => Push | undefined;
  /** The vendor's name of the message in its answer. */
  vendorId: (answer: string) => string;
  faults: () => readonly unknown[];
  close: () => Promise<void>;
}

export interface Stage {
  clock: () => Millis;
  plan: (channel: Channel, to: string, before: number, all: number) => Plan;
  acted: (channel: Channel, call: Call, answer: string) => void;
  hangs: (channel: Channel, call: Call) => void;
}

const phone = (contact: number): string => `+38050${String(contact).padStart(7, '0')}`;
const tail = (written: string): number => Number(/(\d{1,7})(?:@|=|$)/.exec(written)?.[1]);
const above = (base: number) => (written: string) => Number(written) - base;

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;
const posted =
  (path: RegExp, to: (text: string) => unknown): Front['recipient'] =>
  (request: VendorRequest) =>
    request.method === 'POST' && path.test(request.path) ? String(to(request.text)) : null;

const busy = (seconds: number, status: number, body: unknown): VendorReply => ({
  status,
  body,
  headers: { 'retry-after': String(seconds) },
});
const reply = ({ status = 200, body }: { status?: number; body: unknown }): VendorReply => ({ status, body });

/** Starts the front of a vendor and the ledger with it. */
async function fronted(
  stage: Stage,
  channel: Channel,
  target: string,
  contactOf: Vendor['contactOf'],
  of: Pick<Front, 'recipient' | 'refusals'>,
): Promise<{ ledger: Ledger; front: Awaited<ReturnType<typeof startFront>> }> {
  const ledger = makeLedger(stage.clock, contactOf, (to, before, all) => stage.plan(channel, to, before, all));
  const front = await startFront({
    target,
    ledger,
    ...of,
    acted: (call, answer) => stage.acted(channel, call, answer),
    hangs: (call) => stage.hangs(channel, call),
  });
  return { ledger, front };
}

async function whatsapp(stage: Stage): Promise<Vendor> {
  const api = await startFakeCloudApi();
  const { ledger, front } = await fronted(stage, 'whatsapp', api.baseUrl, tail, {
    recipient: posted(/\/messages$/, (text) => json(text).to),
    refusals: {
      limited: (seconds) => busy(seconds, 429, graphError(130429, 'Rate limit hit').body),
      temporary: reply(graphError(131016, 'Service unavailable', 500)),
      unreachable: reply(graphError(131026, 'Message undeliverable')),
    },
  });
  return {
    channel: 'whatsapp',
    type: 'whatsapp-cloud',
    config: { ...api.config, baseUrl: front.baseUrl },
    ledger,
    address: (contact) => ({ kind: 'whatsapp', value: phone(contact) }),
    contactOf: tail,
    accepted: () => api.sent.map(({ to }) => String(to)),
    vendorId: (answer) => (json(answer).messages as [{ id: string }])[0].id,
    tell: (to, id, state, at) =>
      whatsappPush(api.config.appSecret, {
        statuses: [{ id, status: state, timestamp: String(Math.floor(at / 1000)), recipient_id: to }],
      }),
    faults: () => front.faults,
    close: async () => void (await Promise.all([front.close(), api.close()])),
  };
}

/** What Meta delivers, signed. */
export function whatsappPush(appSecret: string, value: Record<string, unknown>): Push {
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: number }, ...value } }] }],
  });
  return {
    headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}` },
    body,
  };
}

async function viber(stage: Stage): Promise<Vendor> {
  const api = await startFakeViber();
  const refused = (status: number, words: string) => ({ status: 200, body: { status, status_message: words } });
  const { ledger, front } = await fronted(stage, 'viber', api.baseUrl, tail, {
    recipient: posted(/^\/send_message$/, (text) => json(text).receiver),
    refusals: {
      // Viber's own refusal for the rate says no time; what stands before it does.
      limited: (seconds) => busy(seconds, 429, 'Too many requests'),
      temporary: { status: 503, body: 'Service unavailable' },
      unreachable: refused(5, 'receiverNotRegistered'),
    },
  });
  return {
    channel: 'viber',
    type: 'viber-bot',
    config: { ...api.config, baseUrl: front.baseUrl },
    ledger,
    address: (contact) => ({ kind: 'viber', value: `v${contact}=` }),
    contactOf: tail,
    accepted: () => api.sent.map(({ receiver }) => String(receiver)),
    // Larger than JavaScript can hold.
    vendorId: (answer) => /"message_token":(\d+)/.exec(answer)?.[1] ?? '',
    tell(to, id, state, at) {
      const event = state === 'read' ? 'seen' : state;
      const body = `{"event":"${event}","timestamp":${at},"message_token":${id},"user_id":"${to}"}`;
      const signature = createHmac('sha256', api.config.token).update(body).digest('hex');
      return { headers: { 'x-viber-content-signature': signature }, body };
    },
    faults: () => front.faults,
    close: async () => void (await Promise.all([front.close(), api.close()])),
  };
}

async function sms(stage: Stage): Promise<Vendor> {
  const api = await startFakeTwilio();
  const refusal = (status: number, code: number, message: string) => ({
    status,
    body: { code, message, more_info: '', status },
  });
  const { ledger, front } = await fronted(stage, 'sms', api.baseUrl, tail, {
    recipient(request) {
      // A message that begins now is of now.
      api.setClock(stage.clock());
      return posted(/\/Messages\.json$/, (text) => new URLSearchParams(text).get('To'))(request);
    },
    refusals: {
      limited: (seconds) => busy(seconds, 429, refusal(429, 20429, 'Too Many Requests').body),
      temporary: refusal(500, 20500, 'Internal Server Error'),
      unreachable: refusal(400, 21614, 'Not a mobile number'),
    },
  });
  return {
    channel: 'sms',
    type: 'twilio',
    config: { accountSid, secret: api.secret, sender: ownNumber, baseUrl: front.baseUrl },
    ledger,
    address: (contact) => ({ kind: 'phone', value: phone(contact) }),
    contactOf: tail,
    accepted: () => api.messages.map(({ to }) => to),
    vendorId: (answer) => String(json(answer).sid),
    tell(_to, id, state, at) {
      api.setClock(at);
      api.settle(id, { status: state === 'failed' ? 'undelivered' : state });
      return undefined;
    },
    faults: () => [...front.faults, ...api.faults],
    close: async () => void (await Promise.all([front.close(), api.close()])),
  };
}

async function vk(stage: Stage): Promise<Vendor> {
  const api = await startFakeVk();
  const { ledger, front } = await fronted(stage, 'vk', api.baseUrl, above(2_000_000), {
    recipient: posted(/messages\.send$/, (text) => new URLSearchParams(text).get('peer_id')),
    refusals: {
      limited: (seconds) => busy(seconds, 429, 'Too many requests'),
      temporary: reply(vkError(10, 'Internal server error')),
      unreachable: reply(vkError(936, 'Contact not found')),
    },
  });
  let events = 0;
  return {
    channel: 'vk',
    type: 'vk',
    config: { ...api.config, baseUrl: `${front.baseUrl}/method` },
    ledger,
    address: (contact) => ({ kind: 'vk', value: String(2_000_000 + contact) }),
    contactOf: above(2_000_000),
    accepted: () => api.sent.map(({ peer_id }) => String(peer_id)),
    vendorId: (answer) => String(json(answer).response),
    tell(to, id, _state, _at, twice) {
      const event = `read${events++}`;
      const read = { from_id: Number(to), peer_id: Number(to), read_message_id: Number(id) };
      for (let n = twice ? 2 : 1; n > 0; n--) api.happen('message_read', read, event);
      return undefined;
    },
    faults: () => front.faults,
    close: async () => void (await Promise.all([front.close(), api.close()])),
  };
}

async function telegram(stage: Stage): Promise<Vendor> {
  const api = await startFakeBotApi();
  api.setClock(stage.clock);
  const refusal = (code: number, description: string, more: object = {}) => ({
    status: code,
    body: { ok: false, error_code: code, description, ...more },
  });
  const { ledger, front } = await fronted(stage, 'telegram', api.baseUrl, above(3_000_000), {
    recipient: posted(/\/sendMessage$/, (text) => json(text).chat_id),
    refusals: {
      limited: (seconds) => refusal(429, 'Too Many Requests', { parameters: { retry_after: seconds } }),
      temporary: refusal(500, 'Internal Server Error: restart'),
      unreachable: refusal(400, 'Bad Request: chat not found'),
    },
  });
  return {
    channel: 'telegram',
    type: 'telegram',
    config: { token: api.token, baseUrl: front.baseUrl },
    ledger,
    address: (contact) => ({ kind: 'telegram', value: String(3_000_000 + contact) }),
    contactOf: above(3_000_000),
    accepted: () => api.sent.map(({ chat }) => String(chat)),
    vendorId: (answer) => String((json(answer).result as { message_id: number }).message_id),
    tell(to, id) {
      api.write(Number(to), 'Thanks', Number(id));
      return undefined;
    },
    faults: () => front.faults,
    close: async () => void (await Promise.all([front.close(), api.close()])),
  };
}

const mailFaults: Partial<Record<Plan['fate'], SmtpFault>> = {
  'rate-limited': { kind: 'recipient', code: 451, text: '4.7.1 Too many messages, slow down' },
  temporary: { kind: 'recipient', code: 452, text: '4.3.1 No space for now' },
  unreachable: { kind: 'recipient', code: 550, text: '5.1.1 No such user' },
  'cut-before': { kind: 'cut-after-dot', keeps: false },
  'garbage-before': { kind: 'cut-after-dot', keeps: false },
  'hang-before': { kind: 'cut-after-dot', keeps: false },
  'cut-after': { kind: 'cut-after-dot', keeps: true },
  'garbage-after': { kind: 'cut-after-dot', keeps: true },
  'hang-after': { kind: 'hang-after-dot' },
};

async function email(stage: Stage): Promise<Vendor> {
  const ledger = makeLedger(stage.clock, tail, (to, before, all) => {
    const planned = stage.plan('email', to, before, all);
    // A mail server names no time.
    return { fate: planned.fate };
  });
  const smtp = await startSmtp({
    fate(to) {
      const call = ledger.begin(to);
      return {
        fault: mailFaults[call.fate] ?? null,
        over() {
          ledger.end();
          if (call.fate === 'hang-after') stage.hangs('email', call);
          else if (!isLost(call) && call.fate === 'pass') stage.acted('email', call, '');
        },
      };
    },
  });
  return {
    channel: 'email',
    type: 'smtp-imap',
    config: { host: smtp.host, port: smtp.port, security: 'none', ...smtpLogin, fromAddress: 'shop@acme.test' },
    ledger,
    address: (contact) => ({ kind: 'email', value: `p${contact}@example.test` }),
    contactOf: tail,
    accepted: () => smtp.mails.flatMap(({ to }) => to),
    vendorId: () => '',
    tell: () => undefined,
    faults: () => [],
    close: () => smtp.close(),
  };
}

export async function startVendors(stage: Stage): Promise<Record<Channel, Vendor>> {
  const [a, b, c, d, e, f] = await Promise.all([
    whatsapp(stage),
    viber(stage),
    sms(stage),
    vk(stage),
    telegram(stage),
    email(stage),
  ]);
  return { whatsapp: a, viber: b, sms: c, vk: d, telegram: e, email: f };
}
