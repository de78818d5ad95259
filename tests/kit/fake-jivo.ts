/**
 * Jivo as its documentation has it: the events it posts (https://www.jivo.ru/docs/webhooks/), with made-up people in them; and a channel
 * of its Chat API (https://www.jivo.ru/docs/chat/), which takes only what is documented, and answers as an operator would.
 */
import * as z from 'zod';
import type { Signed } from './deliveries.ts';
import { startFakeVendor, type VendorReply } from './fake-vendor.ts';

const visitor = {
  name: 'Olena Test',
  email: 'olena@example.com',
  phone: '+380501112233',
  description: 'Asked twice',
  number: '2198',
  chats_count: 1,
};
const common = {
  widget_id: '3948',
  user_token: null,
  visitor,
  organization: null,
  status: { id: '4', title: 'contact_later' },
  assigned_agent: null,
  tags: [{ id: '17', title: 'Sales' }],
};
const visit = {
  topic: { topic_id: 3, title: 'Delivery', parent_id: 1 },
  session: {
    geoip: {
      region_code: '30',
      country: 'Ukraine',
      country_code: 'UA',
      region: 'Kyiv',
      city: 'Kyiv',
      latitude: '50.45',
      longitude: '30.52',
      organization: 'Some Network',
    },
    utm: 'source=google|medium=cpc',
    utm_json: { source: 'google', campaign: 'spring', content: 'banner', medium: 'cpc', term: 'shoes' },
    ip_addr: '203.0.113.7',
    user_agent: 'Mozilla/5.0 (made up)',
  },
  page: { url: 'https://shop.example/shoes', title: 'Shoes' },
  analytics: {},
};
const agent = { id: '2016', name: 'Petro Agent', email: 'agent@shop.example', phone: '+380440000000' };
const department = { id: 281, name: 'Sales desk' };

const events = {
  call_event: {
    chat_id: 4398,
    ...common,
    ...visit,
    visitor: { ...visitor, number: '2746', social: {}, chats_count: 8 },
    agent,
    department,
    call: { type: 'callback', phone: '+380501112233', status: 'end', record_url: 'https://jivo.example/record.mp3' },
  },
  chat_accepted: { ...common, ...visit, chat_id: 7636, department, agent },
  chat_updated: { ...common, ...visit, chat_id: 7507, department, agent },
  client_updated: { ...common, visitor: { ...visitor, number: 1217 }, client_id: '1217' },
  chat_finished: {
    ...common,
    ...visit,
    chat_id: 7607,
    analytics: null,
    agents: [agent],
    chat: {
      messages: [
        { message: 'Do you deliver to Lviv?', timestamp: 1_665_396_476, type: 'visitor' },
        { message: 'We do.', timestamp: 1_665_396_483, type: 'agent', agent_id: 1 },
        { message: 'Thanks!', timestamp: 1_665_396_490, type: 'visitor' },
      ],
      blacklisted: false,
      rate: null as string | null,
    },
    plain_messages: '',
    html_messages: '',
  },
  offline_message: {
    ...common,
    ...visit,
    chat_id: 2026,
    message: 'Call me tomorrow',
    offline_message_id: 1_665_399_500_726,
  },
  client_attribute_updated: { widget_id: '12345678', user_token: null, client_id: 1217, attributes: [] },
  created_deal: {
    deal_id: 3,
    client: { client_id: 1 },
    title: 'A deal',
    text: '',
    amount: null,
    created_ts: 1_677_837_220,
  },
} as const;
export type JivoEvent = keyof typeof events;

/** One event as Jivo posts it; `over` replaces its parts. */
export const jivoTold = (name: JivoEvent, over: object = {}): Signed => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ event_name: name, ...events[name], ...over }),
});

export { visitor as jivoVisitor };

/** What a person writes, as Jivo takes it from a channel. */
const messageSchema = z.strictObject({
  sender: z.strictObject({
    id: z.string().min(1),
    name: z.string().optional(),
    photo: z.url().optional(),
    url: z.string().optional(),
    phone: z.string().optional(),
    email: z.string().optional(),
    invite: z.string().optional(),
  }),
  message: z.strictObject({ type: z.literal('text'), id: z.string().min(1), text: z.string().min(1) }),
});
export type JivoWritten = z.output<typeof messageSchema>;

/** A channel with operators, who are there until `online` is false. */
export async function startFakeJivo() {
  const path = '/PlantedRandomPart/PlantedChannel';
  const written: JivoWritten[] = [];
  let online = true;
  let asked = 0;
  const refused = (status: number, body: string): VendorReply => ({
    status,
    body,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  });
  const vendor = await startFakeVendor(({ method, path: at, headers, text }) => {
    if (at === `${path}/status` && method === 'GET') {
      asked += 1;
      return { status: 200, body: online ? '1' : '0', headers: { 'content-type': 'text/plain' } };
    }
    if (at !== path || method !== 'POST') return refused(404, 'Not found');
    if (!/^application\/json; ?charset=utf-8$/i.test(headers['content-type'] ?? '')) return refused(400, 'JSON only');
    const message = messageSchema.safeParse(JSON.parse(text));
    if (!message.success) return refused(400, z.prettifyError(message.error));
    written.push(message.data);
    return { status: 200 };
  });
  return {
    chatUrl: `${vendor.baseUrl}${path}`,
    /** What the operators read, in order. */
    written,
    /** Calls that were taken, questions for the status too. */
    taken: () => written.length + asked,
    requests: vendor.requests,
    setOnline(there: boolean): void {
      online = there;
    },
    fail: vendor.fail,
    close: vendor.close,
  };
}

let answers = 0;
/**
 * What an operator answers, as Jivo posts it to the channel's own server. The body is as its receivers have it (see the connector's
 * reply.ts); `over` replaces parts of the message.
 */
export const jivoAnswered = (to: string, text: string, over: object = {}): Signed => {
  answers += 1;
  return {
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({
      sender: { name: 'Petro Agent', email: 'agent@shop.example' },
      recipient: { id: to },
      message: { type: 'text', id: String(1_179_266 + answers), text, ...over },
    }),
  };
};
