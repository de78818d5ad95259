/** Each vendor's deliveries into a workspace that sent through it: an answer, a press, what became of the message, who leaves. */
import { request as httpRequest } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { pageId, startFakeMessenger } from '../../connectors/messenger/conformance.ts';
import { startFakeViber, token as viberToken } from '../../connectors/viber-bot/conformance.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { type RunningServer, serve } from '../../flows/host/server.ts';
import { metaSigned, type Signed, sendGridKeys, sendGridSigned, twilioSigned, viberSigned } from '../kit/deliveries.ts';
import { metaSecret } from '../kit/fake-meta.ts';
import { startFakeSendGrid } from '../kit/fake-sendgrid.ts';
import { accountSid, ownNumber, startFakeTwilio } from '../kit/fake-twilio.ts';
import { email, everybody, flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let ws: TestWorkspace;
let server: RunningServer;
const closing: (() => Promise<unknown>)[] = [];
const failures: unknown[] = [];
afterEach(async () => {
  await server.close();
  await ws.dispose();
  for (const close of closing.splice(0)) await close();
  expect(failures.splice(0)).toEqual([]);
});

/** The account with its address; the workspace is reached from outside at its own server. */
async function connect(type: string, config: Record<string, unknown>): Promise<{ account: string; url: string }> {
  ws = await testWorkspace();
  server = await serve(ws, { onError: (error) => failures.push(error) });
  ws.web.change({ address: server.origin, port: null });
  const account = await addAccount(ws, { type, name: type, config, makeDefault: true });
  const { path } = ws.store.vendorHooks.need(account, ws.clock.now);
  return { account, url: `${server.origin}/hooks/v/${path}` };
}

function deliver(url: string, { headers, body }: Signed): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function run(
  channel: string,
  config: object,
  more: readonly [string, string, Record<string, unknown>][] = [],
): Promise<string> {
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        ['ask', channel, { account: 'slot', topic: 'service', ...config }],
        ...more,
        ['end', 'wait', { for: 'P1D' }],
      ],
      more.length === 0
        ? ['start.next>ask', 'ask.next>end']
        : ['start.next>ask', `ask.next>${more[0]?.[0]}`, `${more[0]?.[0]}.yes>end`],
      {},
      { accounts: { slot: { capability: `send.${channel}` } } },
    ),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  return flow;
}
const question = { content: { en: { text: 'Coming?' } }, buttons: [{ id: 'yes', text: 'Yes' }] };
const answered: [string, string, Record<string, unknown>] = [
  'answer',
  'wait-for',
  { outcomes: [{ id: 'yes', event: 'message.button', node: 'ask' }], timeout: 'P2D' },
];
const left = (flow: string) => ws.report(flow).nodes.find(({ id }) => id === 'answer')?.left;

it('Viber: follows, reads, presses, leaves', async () => {
  const api = await startFakeViber();
  closing.push(api.close);
  const { account, url } = await connect('viber-bot', api.config);
  const told = (event: string, over: string) =>
    deliver(url, viberSigned(viberToken, `{"event":"${event}","timestamp":${ws.clock.now},${over}}`));
  const who = '"sender":{"id":"01234567890A=","name":"Olena"}';
  expect(
    (await told('message', `"message_token":4912661846655238145,${who},"message":{"type":"text","text":"Hi"}`)).status,
  ).toBe(200);
  const contact = ws.store.contacts.byAddress('viber', '01234567890A=') ?? 0;
  expect(ws.store.contacts.view(contact, { workspace: 'UTC' })?.first_name).toBe('Olena');
  const flow = await run('viber', question, [answered]);
  const sent = ws.store.messages.latestSentTo(contact, 'viber');
  expect(sent).toMatchObject({ vendor_id: '5741311803571720001', account_id: account });
  await told('seen', `"message_token":5741311803571720001,"user_id":"01234567890A="`);
  await told('delivered', `"message_token":5741311803571720001,"user_id":"01234567890A="`);
  expect(ws.store.messages.get(sent?.id ?? 0)).toMatchObject({ state: 'read', delivered_at: expect.any(Number) });
  const tracking = JSON.stringify(String(api.sent[0]?.tracking_data));
  await told(
    'message',
    `"message_token":4912661846655238146,${who},"message":{"type":"text","text":"Yes","tracking_data":${tracking}}`,
  );
  await ws.engine.runUntilIdle();
  expect(left(flow)).toEqual({ yes: 1 });
  await told('unsubscribed', `"user_id":"01234567890A=","message_token":1`);
  expect(ws.store.contacts.addresses(contact)).toMatchObject([{ kind: 'viber', state: 'blocked' }]);
});

it('Twilio: is asked to tell, and what it tells is the same as what the list says', async () => {
  const twilio = await startFakeTwilio();
  closing.push(() => twilio.close());
  const { account, url } = await connect('twilio', {
    accountSid,
    secret: twilio.secret,
    sender: ownNumber,
    baseUrl: twilio.baseUrl,
  });
  const ann = ws.contact('ann', { addresses: [{ kind: 'phone', value: '+380501112233' }] });
  await run('sms', { content: { en: { text: 'Coming?' } } });
  expect(new URLSearchParams(twilio.requests.at(-1)?.text).get('StatusCallback')).toBe(url);
  const sent = ws.store.messages.latestSentTo(ann, 'sms');
  const told = (fields: Record<string, string>) =>
    deliver(url, twilioSigned(twilio.secret, url, { AccountSid: accountSid, ...fields }));
  const fate = { MessageSid: sent?.vendor_id ?? '', MessageStatus: 'delivered', To: '+380501112233', From: ownNumber };
  expect(await told(fate)).toEqual({ status: 200, text: '<?xml version="1.0" encoding="UTF-8"?><Response/>' });
  await told({ MessageSid: 'SM99', From: '+380501112233', To: ownNumber, Body: 'Так' });
  expect(ws.store.messages.byVendorId(account, sent?.vendor_id ?? '')).toMatchObject({
    state: 'replied',
    delivered_at: expect.any(Number),
  });
  expect((await deliver(url, twilioSigned('another', url, fate))).status).toBe(401);
});

it('SendGrid: names the letter, also one whose answer was lost', async () => {
  const api = await startFakeSendGrid();
  closing.push(() => api.close());
  const { signing, shown } = sendGridKeys();
  const { account, url } = await connect('sendgrid', {
    apiKey: api.key,
    fromAddress: 'shop@example.com',
    verificationKey: shown,
    baseUrl: api.baseUrl,
  });
  const ann = ws.contact('ann', { addresses: [{ kind: 'email', value: 'ann@example.com' }] });
  const flow = ws.flow(
    flowOf(
      [
        ['start', 'trigger-manual', { audience: everybody }],
        email('mail', { topic: 'service' }),
        ['end', 'wait', { for: 'P1D' }],
      ],
      ['start.next>mail', 'mail.next>end'],
    ),
  );
  ws.engine.startFlow(flow);
  await ws.engine.runUntilIdle();
  const sent = ws.store.messages.latestSentTo(ann, 'email');
  expect(sent?.vendor_id).toEqual(expect.any(String));
  const event = (name: string, over: object = {}) => ({
    email: 'ann@example.com',
    timestamp: Math.floor(ws.clock.now / 1000),
    event: name,
    sg_event_id: `id-${name}`,
    sg_message_id: `${sent?.vendor_id}.filter0001.16648.5515E0B88.0`,
    kaskad: sent?.key,
    ...over,
  });
  const told = (...events: object[]) => deliver(url, sendGridSigned(signing, ws.clock.now, events));
  expect((await told(event('open'), event('delivered'), event('delivered'))).status).toBe(200);
  expect(ws.store.messages.get(sent?.id ?? 0)).toMatchObject({ state: 'read', delivered_at: expect.any(Number) });
  expect((await deliver(url, sendGridSigned(signing, ws.clock.now - 48 * 3_600_000, [event('click')]))).status).toBe(
    401,
  );
  // The same key at another recipient is another workspace's letter.
  ws.store.db
    .prepare(
      "UPDATE messages SET vendor_id = NULL, state = 'unknown', sent_at = NULL, read_at = NULL, delivered_at = NULL WHERE id = ?",
    )
    .run(sent?.id);
  await told(event('delivered', { sg_event_id: 'other', email: 'else@example.com' }));
  expect(ws.store.messages.get(sent?.id ?? 0)).toMatchObject({ state: 'unknown' });
  await told(event('delivered', { sg_event_id: 'lost' }));
  expect(ws.store.messages.get(sent?.id ?? 0)).toMatchObject({ state: 'delivered', sent_at: expect.any(Number) });
  await told(event('unsubscribe'));
  expect(ws.store.contacts.consents(ann).filter(({ channel }) => channel === 'email')).toMatchObject([
    { granted: false },
  ]);
  expect(account).toBe('sendgrid');
});

it('Messenger: who writes is asked for their name, can be written to for a day, and presses', async () => {
  const api = await startFakeMessenger();
  closing.push(api.close);
  const person = '6190000000000001';
  api.names.set(person, { first_name: 'Peter', last_name: 'Chang' });
  const { account, url } = await connect('messenger', api.config);
  const told = (over: object) =>
    deliver(
      url,
      metaSigned(metaSecret, {
        object: 'page',
        entry: [
          {
            id: pageId,
            time: 1,
            messaging: [{ sender: { id: person }, recipient: { id: pageId }, timestamp: ws.clock.now, ...over }],
          },
        ],
      }),
    );
  expect((await told({ message: { mid: 'm_in', text: 'Hello' } })).status).toBe(200);
  const contact = ws.store.contacts.byAddress('messenger', person) ?? 0;
  await expect.poll(() => ws.store.contacts.view(contact, { workspace: 'UTC' })?.first_name).toBe('Peter');
  const flow = await run('messenger', question, [answered]);
  expect(api.sent).toHaveLength(1);
  await told({ delivery: { mids: ['m_1'], watermark: ws.clock.now } });
  await told({ read: { watermark: ws.clock.now + 1000 } });
  const sent = ws.store.messages.byVendorId(account, 'm_1');
  expect(sent).toMatchObject({ state: 'read' });
  await told({ message: { mid: 'm_yes', text: 'Yes', quick_reply: { payload: `${sent?.id}:yes` } } });
  await ws.engine.runUntilIdle();
  expect(left(flow)).toEqual({ yes: 1 });
  // A day later nothing free may leave.
  ws.clock.now += 25 * 3_600_000;
  await ws.engine.runUntilIdle();
  const later = await run('messenger', question, [answered]);
  expect(api.sent).toHaveLength(1);
  const kept = ws.store.db.prepare('SELECT state, reason FROM messages WHERE flow_id = ?').all(later);
  expect(kept).toEqual([{ state: 'suppressed', reason: 'outside-window' }]);
});
