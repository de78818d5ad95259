/** Somebody is erased while flows run: nothing of them is left, and everything else is as it was. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { at, email, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';
import { replayJourneys } from '../explain/replay.ts';
import { sealAll } from '../host/sealing.ts';
import type { Store } from '../store/store.ts';

let ws: TestWorkspace;
afterEach(() => ws.dispose());

const how = { askedBy: 'person', reference: '2026-17', reason: null } as const;
const start = at('2026-03-02T09:00:00Z');
const hour = 3_600_000;

/** Words that stand nowhere but with the person: everything is looked through for them. */
const planted = (n: number) => ({
  first: `Фёкла${n}ъ`,
  last: `Zyzzyva${n}q`,
  mail: `planted.mail.${n}@grep-me.example`,
  oldMail: `before.mail.${n}@grep-me.example`,
  phone: `+38050777${String(n).padStart(4, '0')}`,
  note: `knows the password is swordfish-${n}-x`,
  key: `customer-key-${n}-k`,
});

const bytesOf = (file: string): string =>
  [file, `${file}-wal`, `${file}-shm`]
    .filter((path) => existsSync(path))
    .map((path) => readFileSync(path).toString('latin1'))
    .join('');
/** As SQLite writes it: UTF-8, read byte by byte. */
const inBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

function traces(n: number): string[] {
  const bytes = bytesOf(ws.file);
  return Object.values(planted(n)).filter((word) => bytes.includes(inBytes(word)));
}

function person(n: number): number {
  const { first, last, mail, oldMail, phone, note, key } = planted(n);
  const id = ws.contact(key, {
    profile: { first_name: first, last_name: last },
    addresses: [
      { kind: 'email', value: oldMail },
      { kind: 'phone', value: phone },
      { kind: 'telegram', value: `77001${n}` },
    ],
    attributes: { note },
    tags: [`friend of ${last}`],
    consents: [
      { channel: 'email', topic: 'marketing', granted: true },
      { channel: 'telegram', topic: '', granted: true },
    ],
  });
  ws.store.contacts.update(id, { addresses: [{ kind: 'email', value: mail }] }, ws.clock.now, 'manual');
  ws.store.db
    .prepare('UPDATE consents SET proof = ? WHERE contact_id = ?')
    .run(JSON.stringify({ ip: '10.0.0.7', form: note }), id);
  return id;
}

const flow = () =>
  flowOf(
    [
      ['in', 'trigger-event', { event: 'joined' }],
      email('hello', {
        content: { en: { subject: 'Hi {{ contact.first_name }}', html: '<p>{{ contact.last_name }}</p>' } },
      }),
      ['nap', 'wait', { for: 'PT5H' }],
      email('again', { content: { en: { subject: 'Again, {{ contact.first_name }}', html: '<p>Hi</p>' } } }),
    ],
    ['in.next>hello', 'hello.next>nap', 'nap.next>again'],
  );

const exportOf = (store: Store, id: number): string =>
  JSON.stringify(store.persons.read(store.persons.names(id), 'UTC'));

const joins = async (...ids: number[]): Promise<void> => {
  for (const id of ids) ws.event(id, 'joined', ws.clock.now, { word: planted(id).note });
  await ws.engine.runUntilIdle();
};
const clean = (): boolean => ws.store.personRequests.rewriteFile(ws.clock.now);

async function ledger() {
  await sealAll(ws.store);
  const steps = ws.store.consents.check();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

describe('erasing a person', () => {
  it('[R1] sends nothing more, and leaves no byte of them in the file', async () => {
    ws = await testWorkspace();
    const id = ws.flow(flow());
    ws.engine.startFlow(id);
    const [anna, boris] = [person(1), person(2)];
    await joins(anna, boris);
    ws.clock.now += hour;
    expect(traces(1)).toEqual(Object.values(planted(1)));
    const before = ws.report(id);
    const done = ws.engine.eraseContact(anna, how);
    expect(done).toMatchObject({
      ended: 1,
      gone: { addresses: 3, events: 1, contact_tags: 1 },
      blanked: { messages: 1 },
    });
    expect(clean()).toBe(true);
    expect(traces(1)).toEqual([]);
    expect(traces(2)).toEqual(Object.values(planted(2)));
    ws.clock.now = start + 20 * hour;
    await ws.engine.runUntilIdle();
    const sent = ws.store.db.prepare('SELECT contact_id, node FROM messages WHERE sent_at IS NOT NULL').all();
    expect(sent.filter((one) => (one as { contact_id: number }).contact_id === anna)).toEqual([
      { contact_id: anna, node: 'hello' },
    ]);
    // The funnel still counts who was there, kept or made anew from the journal.
    const after = ws.report(id);
    expect(after).toMatchObject({ entered: before.entered, active: 0 });
    expect(after.exited).toMatchObject({ erased: 1 });
    expect(after.messages.find(({ node }) => node === 'hello')).toMatchObject({ sent: 2 });
    expect(replayJourneys(ws, ws.store.explain.allJourneys()).differences).toEqual([]);
    expect(ws.store.contacts.resolve(`id:${anna}`)).toBeNull();
    expect(ws.store.contacts.total()).toBe(1);
  });

  it('[R2] keeps the ledger of consents whole, and still sees what is changed in it', async () => {
    ws = await testWorkspace();
    const [anna, boris] = [person(1), person(2)];
    expect((await ledger()).broken).toBeNull();
    const { last } = await ledger();
    ws.engine.eraseContact(anna, how);
    const state = await ledger();
    expect(state).toMatchObject({ broken: null });
    expect(state.erased).toBeGreaterThan(0);
    expect(state.last).not.toBe(last);
    const { proof, source, channel } = ws.store.db
      .prepare('SELECT proof, source, channel FROM consent_log WHERE contact_id = ?')
      .get(anna) as Record<string, unknown>;
    expect([proof, source, channel]).toEqual([null, '', '']);
    ws.store.db.prepare('UPDATE consent_log SET granted = 0 WHERE contact_id = ? AND granted = 1').run(boris);
    expect((await ledger()).broken).not.toBeNull();
  });

  it('covers the names that were merged into them, and what was written down while two were one', async () => {
    ws = await testWorkspace();
    const [anna, double, boris] = [person(1), person(2), person(3)];
    ws.engine.mergeContacts(anna, double);
    ws.clock.now += hour;
    const apart = ws.engine.mergeContacts(boris, anna).id;
    ws.engine.unmergeContacts(apart);
    ws.engine.eraseContact(anna, how);
    expect(clean()).toBe(true);
    expect([traces(1), traces(2)]).toEqual([[], []]);
    expect(traces(3)).toEqual(Object.values(planted(3)));
  });

  it('[R3] does not let an import, a webhook or a reply bring them back unsaid', async () => {
    ws = await testWorkspace();
    const anna = person(1);
    const { request } = ws.engine.eraseContact(anna, how);
    const { mail, oldMail, phone, key } = planted(1);
    const bring =
      (input: Parameters<typeof ws.contact>[1], name = 'new') =>
      () =>
        ws.contact(name, input);
    const refused = expect.objectContaining({ code: 'contact-erased' });
    for (const value of [mail, oldMail]) expect(bring({ addresses: [{ kind: 'email', value }] })).toThrowError(refused);
    expect(bring({ addresses: [{ kind: 'phone', value: phone }] })).toThrowError(refused);
    expect(bring({}, key)).toThrowError(refused);
    expect(
      ws.store.contacts.saveAll(
        [{ key: 'a', addresses: [{ kind: 'email', value: mail }] }, { key: 'b' }],
        ws.clock.now,
        'import',
      ),
    ).toEqual([{ result: 'refused', reason: 'contact-erased' }, { result: 'created' }]);
    const sandbox = ws.store.accounts.list().find(({ type }) => type === 'sandbox')?.id ?? '';
    const writes = (id: string) =>
      ws.engine.receive(sandbox, [
        { kind: 'message', id, channel: 'telegram', from: '770011', text: 'Hello?', at: ws.clock.now },
      ]);
    expect(writes('1')).toEqual({ events: 0, messages: 0 });
    expect(ws.store.notices.list(1)).toMatchObject([{ code: 'erased-wrote', params: { account: sandbox } }]);
    expect(ws.store.contacts.total()).toBe(1);
    // By their own wish they may come back.
    expect(ws.store.personRequests.allowAgain(request, ws.clock.now)).toBe(true);
    expect(ws.store.personRequests.allowAgain(request, ws.clock.now)).toBe(false);
    expect(bring({ addresses: [{ kind: 'email', value: mail }] }, 'back')()).toBeGreaterThan(anna);
    expect(writes('2')).toMatchObject({ events: 1 });
  });

  it('is refused while a message is leaving, for nobody, and where the request would name them', async () => {
    ws = await testWorkspace();
    const id = ws.flow(flow());
    ws.engine.startFlow(id);
    const anna = person(1);
    await joins(anna);
    const code = (name: string) => expect.objectContaining({ code: name });
    expect(() => ws.engine.eraseContact(99, how)).toThrowError(code('contact-missing'));
    expect(() => ws.engine.eraseContact(anna, { ...how, reason: `by ${planted(1).mail}` })).toThrowError(
      code('erase-names-person'),
    );
    ws.store.db.prepare("UPDATE messages SET state = 'sending' WHERE contact_id = ?").run(anna);
    expect(() => ws.engine.eraseContact(anna, how)).toThrowError(code('erase-in-flight'));
    expect(ws.store.contacts.resolve(`id:${anna}`)).toBe(anna);
  });

  it('[R1] of a random one among random people leaves nothing of them, and the others byte for byte', async () => {
    const action = fc.record({
      who: fc.nat({ max: 4 }),
      what: fc.constantFrom('join', 'event', 'tag', 'attribute', 'consent', 'reply', 'pause', 'later'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 25 }), fc.nat({ max: 4 }), async (actions, victim) => {
        ws = await testWorkspace();
        try {
          ws.engine.startFlow(ws.flow(flow()));
          const ids = [1, 2, 3, 4, 5].map(person);
          const sandbox = ws.store.accounts.list().find(({ type }) => type === 'sandbox')?.id ?? '';
          let n = 0;
          for (const { who, what } of actions) {
            const id = ids[who] as number;
            const { note, first } = planted(who + 1);
            n++;
            if (what === 'join') await joins(id);
            else if (what === 'event') ws.event(id, 'page', ws.clock.now, { said: note, name: first });
            else if (what === 'tag') ws.store.contacts.update(id, { tags: [note] }, ws.clock.now, 'manual');
            else if (what === 'attribute') ws.store.contacts.set(id, 'attributes.note', `${note} ${n}`, ws.clock.now);
            else if (what === 'consent') {
              const granted = n % 2 === 0;
              ws.store.contacts.setConsent(id, { channel: 'sms', topic: '', granted }, ws.clock.now, 'manual');
            } else if (what === 'reply') {
              ws.engine.receive(sandbox, [
                {
                  kind: 'message',
                  id: String(n),
                  channel: 'telegram',
                  from: `77001${who + 1}`,
                  text: note,
                  at: ws.clock.now,
                },
              ]);
            } else if (what === 'pause') ws.store.pauses.pause(id, ws.clock.now + hour);
            else {
              ws.clock.now += 3 * hour;
              await ws.engine.runUntilIdle();
            }
          }
          const id = ids[victim] as number;
          const others = ids.filter((one) => one !== id);
          const before = others.map((one) => exportOf(ws.store, one));
          ws.engine.eraseContact(id, how);
          expect(clean()).toBe(true);
          expect(others.map((one) => exportOf(ws.store, one))).toEqual(before);
          expect(traces(victim + 1)).toEqual([]);
          expect((await ledger()).broken).toBeNull();
          expect(ws.store.persons.foresee([id]).gone).toEqual({});
          await ws.engine.runUntilIdle();
        } finally {
          await ws.dispose();
        }
      }),
      { numRuns: 15 },
    );
    ws = await testWorkspace();
  }, 120_000);
});
