/**
 * A year of a CRM, look by look, while the connection breaks, the vendor fails, the program is closed in the middle and the power goes: at
 * the end both sides are equal, every deal was told once, and the vendor was never asked more than it takes. `KASKAD_SYNC_CONTACTS` makes it as
 * large as one likes; 30000 is a fair chain of shops.
 */
import { afterEach, expect, it } from 'vitest';
import { addAccount } from '../../flows/host/accounts.ts';
import { setSync } from '../../flows/host/syncs.ts';
import { drawsFor } from '../../flows/simulate/random.ts';
import { garbage, type VendorFault } from '../kit/fake-vendor.ts';
import { type TestWorkspace, testWorkspace } from '../kit/workspace.ts';
import { hubSpotSource, pipedriveSource } from './more-sources.ts';
import { amoSource, bitrixSource, type Source } from './source.ts';

const contacts = Number(process.env.KASKAD_SYNC_CONTACTS ?? 2000);
const year = 364 * 86_400_000;
// The vendor's own fictional CRM ends before.
const begin = Date.parse('2026-09-01T08:00:00Z');
const towns = ['Kyiv', 'Lviv', 'Odesa', 'Riga', 'Almaty'];

let source: Source;
let w: TestWorkspace;
afterEach(async () => {
  await w.dispose();
  await source.close();
});

/** After minutes of comparing, a connection kept open is closed by the other side: that is one more interruption. */
async function calmly(account: string, tries = 3): ReturnType<TestWorkspace['engine']['sync']> {
  try {
    return await w.engine.sync(account);
  } catch (error) {
    if (tries === 0) throw error;
    return calmly(account, tries - 1);
  }
}

const faults: readonly VendorFault[] = [
  garbage(502),
  { kind: 'cut' },
  { kind: 'reply', reply: { status: 500, body: { error: 'INTERNAL_SERVER_ERROR', title: 'Internal', status: 500 } } },
];

it.each([
  ['bitrix24', bitrixSource, 52],
  // Six requests a second, and it is asked for each kind and for what was deleted.
  ['amocrm', amoSource, 13],
  ['hubspot', hubSpotSource, 13],
  ['pipedrive', pipedriveSource, 13],
] as const)(
  '[K4] %s: after a year of interruptions both sides are equal',
  async (_, make, looks) => {
    const step = year / looks;
    source = await make();
    const draw = drawsFor(7, `year of ${source.type}`);
    let drawn = 0;
    const random = (): number => draw(drawn++);
    const under = (limit: number): number => Math.floor(random() * limit);
    const pick = <T>(list: readonly T[]): T => list[under(list.length)] as T;
    w = await testWorkspace({ now: new Date(begin).toISOString() });
    const account = await addAccount(w, { type: source.type, name: 'CRM', config: source.config });
    source.setNow(begin - step);
    const people = source.people().map(({ id }) => id);
    const deals = source.deals().map(({ id }) => id);
    const newcomer = (): void => {
      const n = people.length;
      people.push(
        source.addPerson({
          firstName: `Name ${n}`,
          email: n % 9 === 0 ? null : `p${n}@example.com`,
          city: n % 4 === 0 ? null : pick(towns),
        }),
      );
    };
    const atFirst = Math.floor(contacts * 0.6);
    while (people.length < atFirst) newcomer();
    for (let n = 0; n < atFirst / 4; n++) deals.push(source.addDeal(pick(people), `Deal ${n}`));
    setSync(w, account, {
      kinds: ['contact', 'deal'],
      since: null,
      mapping: { rule: 'crm', fields: [{ from: source.cityField, to: 'attributes.city' }] },
    });

    const live = (): void => {
      const what = under(10);
      if (what < 3 && people.length < contacts) newcomer();
      else if (what < 6)
        source.changePerson(
          pick(people),
          random() < 0.5 ? { city: pick(towns) } : { firstName: `Other ${under(1000)}` },
        );
      else if (what < 7) deals.push(source.addDeal(pick(people), `Deal ${deals.length}`));
      else if (deals.length > 0) source.moveDeal(pick(deals), pick(source.stages));
    };

    let broken = 0;
    for (let n = 0; n <= looks; n++) {
      const changes = Math.ceil((contacts * 1.3) / looks);
      for (let i = 0; i < changes; i++) {
        source.setNow(begin + n * step - Math.floor((step * (changes - i)) / changes));
        live();
      }
      source.setNow(begin + n * step);
      w.clock.now = begin + n * step;
      // What happens to this look: nothing, a fault at some request, the program closed, the power gone within a transaction.
      const what = n === looks ? 0 : under(5);
      if (what === 1) {
        let left = under(3);
        source.fail(pick(faults), () => left-- <= 0);
      }
      if (what === 3) {
        let left = under(3);
        const { keep } = w.store.sync;
        w.store.sync.keep = (one) => {
          keep(one);
          if (left-- <= 0) throw new Error('the power goes');
        };
      }
      // Somebody works there while it is read.
      if (n > 0) live();
      const looking = w.engine.sync(account).then(
        () => true,
        () => false,
      );
      if (what === 2) {
        await new Promise((resolve) => setTimeout(resolve, under(40)));
        w = await w.reopen();
        // The engine of before ends with the file it had.
        await looking;
        broken++;
      } else if (!(await looking)) broken++;
      source.fail(null, () => false);
      if (what === 3) w = await w.reopen();
      w.store.accounts.resume(account);
    }
    // Nothing is asked of the vendor twice as fast as it takes, and nothing more than needed.
    expect(source.faults()).toEqual([]);
    expect(broken).toBeGreaterThan(looks / 10);
    expect(source.tooMany()).toBe(0);
    const perLook = 8 + 3;
    expect(source.requests()).toBeLessThan((looks + 1) * perLook + (contacts + deals.length) / 40);

    await w.engine.sync(account);
    const store = w.store;
    const contactOf = (id: string): number => store.sync.record(account, 'contact', id)?.contact ?? 0;
    const there = source.people();
    const here = there.map(({ id }) => {
      const view = store.contacts.view(contactOf(id), { workspace: 'UTC' });
      return { id, firstName: view?.first_name, email: view?.email, city: view?.attributes.city ?? null };
    });
    expect(here).toEqual(there.map((one) => ({ ...one, email: one.email?.toLowerCase() ?? null })));
    expect(store.contacts.total()).toBe(there.length);
    for (const { id, contact, stage } of source.deals()) {
      const record = store.sync.record(account, 'deal', id);
      expect([record?.stage, record?.contact]).toEqual([stage, contact === null ? null : contactOf(contact)]);
    }
    // Each deal of somebody was told once.
    const created = store.events.types().find(({ type }) => type === 'deal.created')?.count;
    expect(created).toBe(source.deals().filter(({ contact }) => contact !== null).length);
    expect(await calmly(account)).toMatchObject({ contacts: 0, events: 0 });
  },
  600_000,
);
