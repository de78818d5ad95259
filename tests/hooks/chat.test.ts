/**
 * A conversation with a person that operators hold in Jivo: the block hands it over, operators read what the person writes, and their
 * answers, posted over a real socket, reach the person where they talk.
 */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { replayJourneys } from '../../flows/explain/replay.ts';
import { addAccount } from '../../flows/host/accounts.ts';
import { type RunningServer, serve } from '../../flows/host/server.ts';
import { personOf } from '../../flows/sdk/chat.ts';
import type { Signed } from '../kit/deliveries.ts';
import { jivoAnswered, jivoTold, jivoVisitor, startFakeJivo } from '../kit/fake-jivo.ts';
import { flowOf, type TestWorkspace, testWorkspace } from '../kit/workspace.ts';

let jivo: Awaited<ReturnType<typeof startFakeJivo>>;
let ws: TestWorkspace;
let server: RunningServer;
let account = '';
let olena = 0;
let serial = 0;
const failures: unknown[] = [];
const hour = 3_600_000;

beforeEach(async () => {
  jivo = await startFakeJivo();
  ws = await testWorkspace();
  server = await serve(ws, { onError: (error) => failures.push(error) });
  account = await addAccount(ws, { type: 'jivo', name: 'Jivo', config: { chatUrl: jivo.chatUrl } });
  olena = ws.contact('olena', {
    profile: { first_name: 'Olena' },
    addresses: [
      { kind: 'telegram', value: '42' },
      { kind: 'email', value: 'olena@example.com' },
    ],
    consents: [{ channel: 'telegram', topic: '', granted: true }],
  });
});
afterEach(async () => {
  // The block, asked again, says what the journal says.
  expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
  await server.close();
  await ws.dispose();
  await jivo.close();
  expect(failures.splice(0)).toEqual([]);
});

const chat = (over: Record<string, unknown> = {}): [string, string, Record<string, unknown>] => [
  'chat',
  'live-chat',
  { account: 'team', text: '{{ event.text }}', carry: 'PT24H', pause: 'PT24H', ...over },
];
const flow = (over: Record<string, unknown> = {}) =>
  flowOf(
    [
      ['start', 'trigger-message', { match: { by: 'any' } }],
      chat(over),
      ['after', 'exit', { reason: 'after' }],
      ['away', 'exit', { reason: 'away' }],
      ['lost', 'exit', { reason: 'lost' }],
    ],
    [
      'start.next>chat',
      'chat.next>after',
      'chat.failed>lost',
      ...(over.onlyWhenOnline === true ? ['chat.nobody-there>away'] : []),
    ],
    {},
    { accounts: { team: { capability: 'operations.chat.hand-over' } } },
  );
async function writes(text: string): Promise<void> {
  serial += 1;
  ws.engine.receive('sandbox', [
    { kind: 'message', id: `in${serial}`, channel: 'telegram', from: '42', at: ws.clock.now, text },
  ]);
  await ws.engine.runUntilIdle();
}
async function deliver({ headers, body }: Signed): Promise<number> {
  const { path } = ws.store.vendorHooks.need(account, ws.clock.now);
  const url = `http://127.0.0.1:${server.port}/hooks/v/${path}`;
  const { status } = await fetch(url, { method: 'POST', headers, body });
  await ws.engine.runUntilIdle();
  return status;
}
const read = () => jivo.written.map(({ message }) => message.text);
const theirId = () => jivo.written[0]?.sender.id ?? '';
const sent = () =>
  ws.store.talk
    .window({ contact: olena, before: Number.MAX_SAFE_INTEGER, limit: 50 })
    .entries.flatMap(({ direction, content, state, channel }) =>
      direction === 'out' ? [`${channel} ${content?.parts.text} ${state}`] : [],
    );
const told = () => ws.store.events.ofContact(olena, 50).map(({ type }) => type);
const exits = (id: string) => ws.report(id).nodes.find(({ id: node }) => node === 'chat');

it('[X43] holds a conversation both ways, each word once', async () => {
  const id = ws.flow(flow());
  ws.engine.startFlow(id);
  await writes('Where is my order?');
  expect(jivo.written).toMatchObject([
    { sender: { name: 'Olena', email: 'olena@example.com' }, message: { type: 'text', text: 'Where is my order?' } },
  ]);
  expect(told()).toContain('chat.handed-over');

  const answer = jivoAnswered(theirId(), 'It left today.');
  expect(await deliver(answer)).toBe(200);
  // The same again is the same answer.
  expect(await deliver(answer)).toBe(200);
  expect(sent()).toEqual(['telegram It left today. delivered']);
  expect(ws.store.conversations.get(olena)).toMatchObject({ asks: null });

  await writes('Thank you!');
  await writes('And the invoice?');
  expect(read()).toEqual(['Where is my order?', 'Thank you!', 'And the invoice?']);
  expect(new Set(jivo.written.map(({ sender }) => sender.id)).size).toBe(1);
  expect(new Set(jivo.written.map(({ message }) => message.id)).size).toBe(3);

  ws.clock.now += 25 * hour;
  await ws.engine.runUntilIdle();
  expect(told()).toContain('chat.ended');
  expect(exits(id)).toMatchObject({ left: { next: 1 }, waiting: 0 });
  await writes('Hello again');
  // Nothing but a new hand-over tells operators of it: here the flow lets them in anew.
  expect(read().at(-1)).toBe('Hello again');
  // An answer that is late finds them all the same.
  expect(await deliver(jivoAnswered(theirId(), 'Good morning'))).toBe(200);
  expect(sent()).toHaveLength(2);
});

it('what is written while Jivo is slow is not lost', async () => {
  ws.engine.startFlow(ws.flow(flow()));
  jivo.fail({ kind: 'reply', reply: { status: 500, body: 'later' } });
  await writes('One');
  await writes('Two');
  expect(read()).toEqual([]);
  jivo.fail(null);
  ws.clock.now += 60_000;
  await ws.engine.runUntilIdle();
  expect(read()).toEqual(['One', 'Two']);
});

it('what is written just before the end still goes, and where it cannot the person goes on by “failed”', async () => {
  const id = ws.flow(flow({ carry: 'PT1H' }));
  ws.engine.startFlow(id);
  await writes('One');
  ws.clock.now += hour - 5_000;
  jivo.fail({ kind: 'reply', reply: { status: 500, body: 'later' } });
  await writes('Two');
  ws.clock.now += 6_000;
  await ws.engine.runUntilIdle();
  expect(exits(id)).toMatchObject({ waiting: 1 });
  jivo.fail(null);
  ws.clock.now += 10_000;
  await ws.engine.runUntilIdle();
  expect(read()).toEqual(['One', 'Two']);
  expect(exits(id)).toMatchObject({ left: { next: 1 }, waiting: 0 });

  await writes('Three');
  ws.clock.now += 1_000;
  jivo.fail({ kind: 'reply', reply: { status: 400, body: 'no' } });
  await writes('Four');
  expect(exits(id)).toMatchObject({ left: { next: 1, failed: 1 }, waiting: 0 });
});

it('what is automatic waits meanwhile, and the team’s answer holds it back longer', async () => {
  ws.engine.startFlow(ws.flow(flow({ pause: 'PT1H' })));
  await writes('Help');
  expect(ws.store.pauses.until(olena)).toBe(ws.clock.now + hour);
  await deliver(jivoAnswered(theirId(), 'Yes?'));
  expect(ws.store.pauses.until(olena)).toBe(ws.clock.now + 24 * hour);
});

it('the chat’s end ends the hand-over', async () => {
  const id = ws.flow(flow());
  ws.engine.startFlow(id);
  await writes('Help');
  await deliver(jivoTold('chat_finished', { visitor: { ...jivoVisitor, email: 'olena@example.com' } }));
  expect(exits(id)).toMatchObject({ left: { next: 1 } });
  expect(told()).toContain('chat.ended');
});

it('gives nobody to an empty room', async () => {
  const id = ws.flow(flow({ onlyWhenOnline: true }));
  ws.engine.startFlow(id);
  jivo.setOnline(false);
  await writes('Help');
  expect(exits(id)).toMatchObject({ left: { 'nobody-there': 1 } });
  expect(read()).toEqual([]);
  jivo.setOnline(true);
  await writes('Help!');
  expect(read()).toEqual(['Help!']);
});

it.each([
  ['cut', { kind: 'cut' as const }, 'unknown'],
  ['refused', { kind: 'reply' as const, reply: { status: 400, body: 'no' } }, 'bad-request'],
])('%s: the person goes on by “failed”, and operators are told no second time', async (_name, fault, reason) => {
  const id = ws.flow(flow());
  ws.engine.startFlow(id);
  jivo.fail(fault);
  await writes('Help');
  jivo.fail(null);
  ws.clock.now += hour;
  await ws.engine.runUntilIdle();
  expect(exits(id)).toMatchObject({ left: { failed: 1 } });
  expect(read()).toHaveLength(reason === 'unknown' ? 1 : 0);
});

it('gives up on a chat that stays away, before long', async () => {
  const id = ws.flow(flow());
  ws.engine.startFlow(id);
  jivo.fail({ kind: 'reply', reply: { status: 503 } });
  await writes('Help');
  for (let minutes = 0; minutes < 15; minutes++) {
    ws.clock.now += 60_000;
    await ws.engine.runUntilIdle();
  }
  expect(jivo.requests).toHaveLength(4);
  expect(exits(id)).toMatchObject({ left: { failed: 1 } });
});

it('[X43] nobody is written to who was not handed over, or by whoever does not know their mark', async () => {
  const view = ws.store.contacts.view(olena, { workspace: 'UTC' });
  if (view === null) throw new Error('nobody');
  await writes('Hello?');
  const guessed = [personOf(view), `${personOf(view)}.`, `${personOf(view)}.${'A'.repeat(32)}`, String(olena), ''];
  for (const to of guessed) expect(await deliver(jivoAnswered(to, 'Send money')), to).toBe(401);
  expect(await deliver({ headers: {}, body: JSON.stringify({ message: { type: 'text', text: 'x' } }) })).toBe(401);
  expect(sent()).toEqual([]);
  // Rightly marked, but by another account of the same channel: it was given nobody.
  const { markedPerson } = await import('../../connectors/jivo/person.ts');
  expect(await deliver(jivoAnswered(markedPerson(jivo.chatUrl, personOf(view)), 'Hi'))).toBe(200);
  // And a person of another workspace who has the same number as one who was.
  ws.engine.startFlow(ws.flow(flow()));
  await writes('Help');
  expect(await deliver(jivoAnswered(markedPerson(jivo.chatUrl, `${olena}-zzz`), 'Hi'))).toBe(200);
  expect(sent()).toEqual([]);
});

it('pictures and “is typing” bring nothing', async () => {
  ws.engine.startFlow(ws.flow(flow()));
  await writes('Help');
  expect(await deliver(jivoAnswered(theirId(), '', { type: 'typein', text: undefined, id: undefined }))).toBe(200);
  expect(await deliver(jivoAnswered(theirId(), '', { type: 'photo', file: 'https://files.example/1.png' }))).toBe(200);
  expect(sent()).toEqual([]);
});

it('an answer that cannot reach the person is said to the owner', async () => {
  ws.engine.startFlow(ws.flow(flow()));
  await writes('Help');
  expect(await deliver(jivoAnswered(theirId(), 'x'.repeat(5000)))).toBe(200);
  ws.store.contacts.setAddressState(olena, { kind: 'telegram', value: '42' }, 'blocked', null, ws.clock.now);
  expect(await deliver(jivoAnswered(theirId(), 'Hello'))).toBe(200);
  expect(sent()).toEqual([]);
  expect(
    ws.store.notices
      .list(5)
      .map(({ code }) => code)
      .sort(),
  ).toEqual(['colleague-unheard-no-way', 'colleague-unheard-too-long']);
});

it('who became one with another is answered under the name they have now, and who was erased not at all', async () => {
  ws.engine.startFlow(ws.flow(flow()));
  await writes('Help');
  const other = ws.contact('other', { addresses: [{ kind: 'phone', value: '+380501112233' }] });
  ws.engine.mergeContacts(other, olena);
  const first = olena;
  olena = other;
  expect(await deliver(jivoAnswered(theirId(), 'Hello'))).toBe(200);
  expect(sent()).toEqual(['telegram Hello delivered']);
  ws.engine.eraseContact(other, { askedBy: 'person', reference: '1', reason: null });
  expect(await deliver(jivoAnswered(theirId(), 'Still there?'))).toBe(200);
  expect(ws.store.contacts.today(first)).toBeNull();
});

it('an account without the address of a chat hands nobody over, and says why', async () => {
  const mute = await addAccount(ws, { type: 'jivo', name: 'Site', config: {} });
  const tested = await ws.engine.testAccount(mute);
  expect(tested).toMatchObject({ ok: true });
  expect((await ws.engine.testAccount(account)).detail).toContain('Operators are online');
});
