/** Everybody's date comes once, whatever happens to the computer, the profile or the flow meanwhile. */
import { afterEach, describe, expect, it } from 'vitest';
import { at, flowOf, type TestWorkspace, testWorkspace } from '../../tests/kit/workspace.ts';

const start = at('2026-03-02T09:00:00Z');
const [hour, day] = [3_600_000, 86_400_000];
let ws: TestWorkspace;
afterEach(() => ws.dispose());

const birthdays = (config: object = {}) =>
  flowOf(
    [
      ['in', 'trigger-date', { attribute: 'birthday', at: '10:00', yearly: true, ...config }],
      ['bye', 'exit', { reason: 'done' }],
    ],
    ['in.next>bye'],
  );
/** Whoever entered, and when. */
const entries = (): [string | null, string][] =>
  (
    ws.store.db
      .prepare(
        'SELECT c.key, j.entered_at FROM journeys j JOIN contacts c ON c.id = j.contact_id ORDER BY j.entered_at, c.id',
      )
      .all() as { key: string; entered_at: number }[]
  ).map(({ key, entered_at }) => [key, new Date(entered_at).toISOString().slice(0, 16)]);
const until = (text: string) => ws.engine.runVirtual(start, at(text), { reallySend: false });
const born = (birthday: string, timezone = 'Europe/Kyiv') => ({ attributes: { birthday }, profile: { timezone } });
const set = (contact: number, name: string, value: string) =>
  ws.store.contacts.applyChanges(contact, [{ op: 'set', field: name, value }], ws.clock.now);

describe('dates', () => {
  it('come in each contact’s own zone, every year', async () => {
    ws = await testWorkspace();
    ws.contact('ann', born('1990-03-05'));
    ws.contact('ben', born('1990-03-05', 'America/New_York'));
    ws.contact('none', { attributes: { birthday: 'soon' } });
    ws.contact('nothing');
    ws.engine.startFlow(ws.flow(birthdays()), start);
    await until('2027-04-01T00:00:00Z');
    expect(entries()).toEqual([
      ['ann', '2026-03-05T08:00'],
      ['ben', '2026-03-05T15:00'],
      ['ann', '2027-03-05T08:00'],
      ['ben', '2027-03-05T15:00'],
    ]);
  });

  it('are not before the start, and those of the start’s own day are still ahead', async () => {
    ws = await testWorkspace();
    ws.contact('ann', born('1990-03-02', 'UTC'));
    ws.contact('ben', born('1990-03-02', 'Asia/Tokyo'));
    ws.engine.startFlow(ws.flow(birthdays()), start);
    await until('2026-12-31T00:00:00Z');
    expect(entries()).toEqual([['ann', '2026-03-02T10:00']]);
  });

  it('follow the profile: new contacts, another date, another zone, no date any more', async () => {
    ws = await testWorkspace();
    const [ann, ben, cleo] = [
      ws.contact('ann', born('1990-03-10')),
      ws.contact('ben', born('1990-03-10')),
      ws.contact('cleo', born('1990-03-10')),
    ];
    const flow = ws.flow(birthdays());
    ws.engine.startFlow(flow, start);
    set(ann, 'attributes.birthday', '1990-03-04');
    set(ben, 'timezone', 'America/New_York');
    ws.store.contacts.applyChanges(cleo, [{ op: 'remove', field: 'attributes.birthday' }], start);
    ws.contact('dan', born('1991-03-06'));
    await until('2026-12-31T00:00:00Z');
    expect(entries()).toEqual([
      ['ann', '2026-03-04T08:00'],
      ['dan', '2026-03-06T08:00'],
      ['ben', '2026-03-10T14:00'],
    ]);
  });

  it('come once: after a move to a later zone, a restart, a published change', async () => {
    ws = await testWorkspace();
    const ann = ws.contact('ann', born('1990-03-05'));
    const flow = ws.flow(birthdays());
    ws.engine.startFlow(flow);
    ws.clock.now = at('2026-03-05T08:00:00Z');
    await ws.engine.runUntilIdle();
    expect(entries()).toHaveLength(1);
    set(ann, 'timezone', 'America/New_York');
    await ws.engine.runUntilIdle();
    ws = await ws.reopen();
    const row = ws.store.flows.need(flow);
    ws.store.flows.save(flow, { revision: row.revision, document: birthdays({ at: '23:00' }) }, ws.clock.now);
    ws.engine.startFlow(flow);
    ws.clock.now += 2 * day;
    await ws.engine.runUntilIdle();
    expect(entries()).toHaveLength(1);
    ws.clock.now = at('2027-03-06T09:00:00Z');
    await ws.engine.runUntilIdle();
    expect(entries()).toHaveLength(2);
  });

  it('come late after the computer slept, and after a pause, but not twice', async () => {
    ws = await testWorkspace();
    ws.contact('ann', born('1990-03-05'));
    const flow = ws.flow(birthdays());
    ws.engine.startFlow(flow);
    ws.engine.pauseFlow(flow);
    ws.contact('ben', born('1990-03-05'));
    ws.clock.now = at('2026-03-05T09:00:00Z');
    await ws.engine.runUntilIdle();
    expect(entries()).toEqual([]);
    ws.engine.resumeFlow(flow);
    await ws.engine.runUntilIdle();
    ws.clock.now += hour;
    await ws.engine.runUntilIdle();
    expect(entries().map(([key]) => key)).toEqual(['ann']);
  });

  it('are many, and each is found without asking everybody', async () => {
    ws = await testWorkspace();
    ws.store.db.transaction(() => {
      for (let n = 0; n < 2500; n++) {
        const date = new Date(Date.UTC(1990, 0, 1 + (n % 365)));
        ws.contact(`c${n}`, { attributes: { birthday: date.toISOString().slice(0, 10) } });
      }
    })();
    const flow = ws.flow(birthdays());
    ws.engine.startFlow(flow, start);
    await until('2027-03-02T09:00:00Z');
    expect(ws.report(flow).entered).toBe(2500);
    const { watches } = ws.store;
    const [watch] = watches.ofFlow(flow);
    expect(watches.nextDate(watch?.id ?? 0)).toBeGreaterThan(at('2027-03-02T09:00:00Z'));
  });
});
