/** Phone calls against a loopback that refuses whatever Twilio's own description does not take. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Incoming, OpenMessage, OutgoingMessage } from '../../flows/sdk/connector.ts';
import { accountSid, type FakeTwilio, ownNumber, startFakeTwilio } from '../../tests/kit/fake-twilio.ts';
import { openApi } from '../../tests/kit/openapi.ts';
import { callSchema } from './calls.ts';
import { connector } from './index.ts';
import specification from './specification/twilio.json' with { type: 'json' };
import { twimlOf } from './speech.ts';

let twilio: FakeTwilio;
beforeEach(async () => {
  twilio = await startFakeTwilio();
});
afterEach(async () => {
  expect(twilio.faults).toEqual([]);
  await twilio.close();
});

const open = (extra: Record<string, unknown> = {}) =>
  connector.open(
    connector.config.parse({ accountSid, secret: twilio.secret, sender: ownNumber, baseUrl: twilio.baseUrl, ...extra }),
  );
const message = (parts: Record<string, string>, to = '+380501112233'): OutgoingMessage => ({
  id: 1,
  key: '1:call:1',
  channel: 'phone-call',
  to,
  toName: null,
  parts,
  buttons: [],
});
const context = { signal: AbortSignal.timeout(10_000), handover: async () => {} };
const hello = { text: 'Вітаємо! Ваше замовлення <готове> & чекає.', language: 'uk' };
/** As the engine does it: until there is no more. */
async function poll(client: ReturnType<typeof open>, from: unknown, messages: readonly OpenMessage[]) {
  const incoming: Incoming[] = [];
  for (let cursor = from; ; ) {
    const found = await client.poll?.(cursor, {
      signal: AbortSignal.timeout(10_000),
      now: Date.now(),
      open: (after, limit) =>
        messages.filter(({ sentAt, id }) => after === null || sentAt > after.sentAt || id > after.id).slice(0, limit),
    });
    incoming.push(...(found?.incoming ?? []));
    cursor = found?.cursor;
    if (found?.more !== true) return { incoming, cursor };
  }
}
const openOf = (id: number, vendorId: string, channel = 'phone-call'): OpenMessage => ({
  id,
  vendorId,
  to: '+380501112233',
  channel,
  sentAt: 1000 + id,
});

describe('a call', () => {
  it('carries what it says along, in a voice of its language, and asks for no address of ours', async () => {
    const handed: string[] = [];
    const receipt = await open().send?.(message(hello), { ...context, handover: async () => void handed.push('now') });
    expect(receipt).toEqual({ vendorId: twilio.calls[0]?.sid, state: 'sent' });
    expect(handed).toEqual(['now']);
    expect(twilio.calls[0]?.fields).toEqual({
      To: '+380501112233',
      From: ownNumber,
      Twiml:
        '<Response><Say language="uk-UA" voice="Google.uk-UA-Standard-A">Вітаємо! Ваше замовлення &lt;готове&gt; &amp; чекає.</Say></Response>',
      Timeout: '25',
    });
    expect(twilio.messages).toEqual([]);
  });

  it('plays a recording instead, and tells machines where that is wished', async () => {
    await open({ detectMachines: true }).send?.(message({ recording: 'https://shop.example/a.mp3?x=1&y=2' }), context);
    expect(twilio.calls[0]).toMatchObject({
      twiml: '<Response><Play>https://shop.example/a.mp3?x=1&amp;y=2</Play></Response>',
      fields: { MachineDetection: 'Enable' },
    });
  });

  it('comes from the number that the account names, and from none where it has none', async () => {
    await open({ sender: 'Flowers', caller: '+15005550009' }).send?.(message(hello), context);
    expect(twilio.calls[0]?.from).toBe('+15005550009');
    await expect(open({ sender: 'Flowers' }).send?.(message(hello), context)).rejects.toMatchObject({
      errorClass: 'bad-request',
      message: expect.stringContaining('no number to call from'),
      mayHaveActed: false,
    });
    expect(twilio.calls).toHaveLength(1);
  });

  it.each([
    [{ text: ' ' }, 'nothing to say'],
    [{ text: 'Hei', language: 'fi' }, 'no voice'],
    [{ recording: 'C:\\hello.mp3' }, 'no address of the web'],
    [{ text: 'слово '.repeat(700), language: 'ru' }, 'more than Twilio takes'],
  ])('is refused here when it cannot be spoken: %o', async (parts, words) => {
    await expect(open().send?.(message(parts as Record<string, string>), context)).rejects.toMatchObject({
      errorClass: 'bad-request',
      message: expect.stringContaining(words),
    });
    expect(twilio.requests).toEqual([]);
  });

  it('of a long Cyrillic text is spoken in pieces that Twilio takes, without losing a word', () => {
    const text = Array.from({ length: 400 }, (_, index) => `слово${index}`).join(' ');
    const pieces = [...twimlOf({ text, language: 'ru' }).matchAll(/<Say [^>]*>([^<]*)<\/Say>/g)].map(
      ([, piece]) => piece,
    );
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join(' ')).toBe(text);
    for (const piece of pieces) expect(encodeURIComponent(piece ?? '').length).toBeLessThanOrEqual(4500);
  });

  it('to a number that does not exist is told so', async () => {
    twilio.refused.set('+380500000002', 21211);
    await expect(open().send?.(message(hello, '+380500000002'), context)).rejects.toMatchObject({
      errorClass: 'unreachable-recipient',
    });
  });
});

describe('what became of calls', () => {
  it.each([
    ['completed', { state: 'delivered', props: { seconds: 21, price: 0.03, currency: 'USD', answeredBy: 'human' } }],
    ['busy', { state: 'failed', reason: 'busy' }],
    ['no-answer', { state: 'failed', reason: 'no-answer' }],
    ['failed', { state: 'failed', reason: 'failed' }],
    ['canceled', { state: 'failed', reason: 'canceled' }],
  ])('%s is told once it is over', async (status, told) => {
    const client = open();
    const sid = (await client.send?.(message(hello), context))?.vendorId ?? '';
    for (const going of ['queued', 'ringing', 'in-progress']) {
      Object.assign(twilio.calls[0] ?? {}, { status: going });
      expect((await poll(client, null, [openOf(1, sid)])).incoming).toEqual([]);
    }
    const ended = { status, end_time: 'Tue, 31 Aug 2010 20:36:44 +0000' };
    const talked = { duration: '21', answered_by: 'human', price: '-0.03000' };
    Object.assign(twilio.calls[0] ?? {}, ended, status === 'completed' ? talked : {});
    const found = await poll(client, null, [openOf(1, sid)]);
    expect(found.incoming).toMatchObject([{ kind: 'receipt', vendorId: sid, at: 1283287004000, ...told }]);
  });

  it('are asked for one by one, fifty a poll, past the texts between them, and round again', async () => {
    const client = open();
    const messages: OpenMessage[] = [];
    for (let id = 1; id <= 60; id++) {
      const sid = (await client.send?.(message(hello), context))?.vendorId ?? '';
      messages.push(openOf(id * 2, sid), openOf(id * 2 + 1, `SM${id}`, 'sms'));
    }
    for (const call of twilio.calls) call.status = 'busy';
    const first = await poll(client, null, messages);
    const second = await poll(client, first.cursor, messages);
    const third = await poll(client, second.cursor, messages);
    expect([first, second, third].map((one) => one.incoming.length)).toEqual([50, 10, 50]);
  });

  it('go on from the position that an account had before there were calls', async () => {
    const old = { from: '2026-01-01', mark: 1, pass: null };
    twilio.write('+380501112233', 'Так');
    expect((await poll(open(), old, [])).incoming).toMatchObject([{ kind: 'message', text: 'Так' }]);
  });
});

describe('the description', () => {
  it('has only examples that are understood', () => {
    const spec = openApi(specification);
    const path = `/2010-04-01/Accounts/${accountSid}/Calls.json`;
    const one = `/2010-04-01/Accounts/${accountSid}/Calls/CA${'0'.repeat(32)}.json`;
    const examples = [...spec.examples('POST', path, 201), ...spec.examples('GET', one, 200)];
    expect(examples.length).toBeGreaterThan(2);
    for (const [name, example] of examples) expect([name, callSchema.safeParse(example).success]).toEqual([name, true]);
  });
});
