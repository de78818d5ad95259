/** Duplicates, merging and its way back, called as a screen calls them. */
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { email, flowOf, type TestWorkspace, testWorkspace } from '../../../tests/kit/workspace.ts';
import { contactsApi } from './contacts.ts';
import { mergesApi } from './merges.ts';

let ws: TestWorkspace;
beforeEach(async () => {
  ws = await testWorkspace();
});
afterEach(() => ws.dispose());

const api = () => createRouterClient({ merges: mergesApi, contacts: contactsApi }, { context: ws });
const refused = (code: string) => expect.objectContaining({ data: expect.objectContaining({ code }) });
const person = (key: string, phone: string, first_name: string | null = null) =>
  ws.contact(key, { profile: { first_name }, addresses: [{ kind: 'phone', value: phone }] });

describe('duplicates', () => {
  it('are listed page by page, without what different people share', async () => {
    for (const phone of ['+1', '+2', '+3']) for (const who of ['a', 'b']) person(`${who}${phone}`, phone);
    const first = await api().merges.duplicates({ limit: 2 });
    expect(first.groups.map(({ value, contacts }) => [value, contacts.length])).toEqual([
      ['+1', 2],
      ['+2', 2],
    ]);
    expect(first.more).toBe(true);
    const next = await api().merges.duplicates({ limit: 2, after: { kind: 'phone', value: '+2' } });
    expect(next).toMatchObject({ groups: [{ value: '+3' }], more: false });
    await api().merges.share({ kind: 'phone', value: '+1', apart: true });
    expect((await api().merges.duplicates({})).groups.map(({ value }) => value)).toEqual(['+2', '+3']);
    await api().merges.share({ kind: 'phone', value: '+1', apart: false });
    expect((await api().merges.duplicates({})).groups).toHaveLength(3);
  });
});

describe('a merge', () => {
  it('is what its preview said, and can be taken back', async () => {
    const flow = ws.flow(
      flowOf(
        [['in', 'trigger-event', { event: 'joined' }], ['nap', 'wait', { for: 'P1D' }], email('one')],
        ['in.next>nap', 'nap.next>one'],
      ),
    );
    ws.engine.startFlow(flow);
    const [ann, ben] = [person('ann', '+1', 'Ann'), person('ben', '+1', 'Ben')];
    for (const one of [ann, ben]) ws.event(one, 'joined', ws.clock.now);
    await ws.engine.runUntilIdle();
    const input = { keep: ann, other: ben, take: ['first_name'] };
    const preview = await api().merges.preview(input);
    expect(preview).toMatchObject({
      keep: { contact: { first_name: 'Ann' }, events: 1 },
      other: { contact: { first_name: 'Ben' }, events: 1 },
      after: { contact: { first_name: 'Ben', key: 'ann' }, events: 2, journeys: 2 },
      ended: [{ flow, name: 'Test flow' }],
      entering: [],
    });
    expect((await api().contacts.get({ contact: `id:${ann}` })).first_name).toBe('Ann');
    const { merge, contact } = await api().merges.merge(input);
    expect(contact).toBe(ann);
    expect(await api().contacts.get({ contact: `id:${ben}` })).toMatchObject({ id: ann, first_name: 'Ben' });
    expect(await api().merges.of({ contact: ann })).toMatchObject([{ merge, source: 'manual', other: { id: ben } }]);
    expect(await api().merges.undo({ merge })).toEqual({ contacts: [ann, ben] });
    expect((await api().contacts.get({ contact: `id:${ben}` })).first_name).toBe('Ben');
    expect(await api().merges.of({ contact: ann })).toEqual([]);
  });

  it('of one contact with itself, or with nobody, is refused in words', async () => {
    const ann = person('ann', '+1');
    await expect(api().merges.preview({ keep: ann, other: ann })).rejects.toEqual(refused('same-contact'));
    await expect(api().merges.merge({ keep: ann, other: 99 })).rejects.toEqual(refused('contact-missing'));
    await expect(api().merges.undo({ merge: 99 })).rejects.toEqual(refused('merge-missing'));
  });

  it('of all who share an address goes on in portions and is taken back together', async () => {
    for (let n = 0; n < 60; n++) for (const who of ['a', 'b', 'c']) person(`${who}${n}`, `+38050${n}`);
    // Those that share through one another are one person, too.
    const bridge = ws.contact('bridge', {
      addresses: [
        { kind: 'phone', value: '+380500' },
        { kind: 'phone', value: '+380501' },
      ],
    });
    for (let n = 0; n < 6; n++) person(`same${n}`, '+380000000000');
    const before = ws.store.contacts.total();
    let [batch, more, merged] = [null as number | null, true, 0];
    while (more) {
      const done = await api().merges.some({ kinds: ['phone'], batch });
      merged += done.merged;
      ({ batch, more } = done);
    }
    expect(merged).toBe(60 * 2 + 2);
    expect(ws.store.contacts.total()).toBe(before - merged);
    expect(ws.store.contacts.resolve(`id:${bridge}`)).toBe(ws.store.contacts.resolve('c1'));
    expect((await api().merges.duplicates({})).groups).toMatchObject([{ value: '+380000000000' }]);
    if (batch === null) throw new Error('nothing was merged');
    let undone = 0;
    for (more = true; more; ) {
      const done = await api().merges.undoSome({ batch });
      undone += done.undone;
      ({ more } = done);
    }
    expect(undone).toBe(merged);
    expect(ws.store.contacts.total()).toBe(before);
    expect((await api().merges.duplicates({})).groups).toHaveLength(30);
  });
});
