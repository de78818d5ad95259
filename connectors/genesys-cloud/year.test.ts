import { expect, it, vi } from 'vitest';
import type { SyncClient } from '../../flows/sdk/sync.ts';
import { type GenesysThing, startFakeGenesys } from '../../tests/kit/fake-genesys.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { liveThroughAYear } from '../../tests/kit/sync-year.ts';
import { connector } from './index.ts';

// A year has thousands of calls; how fast they come is tried elsewhere.
vi.mock('../pace.ts', () => ({ paceOf: () => ({ turn: async () => {}, hold: () => {} }) }));

it.each([1, 2])(
  'a year of work, lost pages, cut answers and positions that end: in the end what came in is what is there (%d)',
  { timeout: 60_000 },
  async (seed) => {
    const genesys = await startFakeGenesys({ perMinute: 1_000_000 });
    if (seed === 2) genesys.positionBehindLast();
    genesys.setNow(Date.UTC(2025, 11, 1));
    for (let n = 0; n < 350; n++) genesys.add({ firstName: `Old${n}`, workEmail: `old${n}@example.com` });
    const some = (random: () => number): GenesysThing | undefined =>
      [...genesys.contacts.values()][Math.floor(random() * genesys.contacts.size)];
    const gone = new Set<string>();
    const taken = await liveThroughAYear({
      seed,
      kinds: ['contact'],
      open: () => connector.open(connector.config.parse(genesys.config)).sync as SyncClient,
      people(random) {
        const dice = random();
        const one = some(random);
        const firstName = `N${Math.floor(random() * 1000)}`;
        if (one === undefined || dice < 0.35)
          genesys.add({ firstName, workEmail: `${genesys.contacts.size}-${firstName}@example.com` });
        else if (dice < 0.7) genesys.change(one, { firstName });
        // An import changes many at once.
        else if (dice < 0.73)
          for (const each of [...genesys.contacts.values()].slice(0, 60)) genesys.change(each, { title: firstName });
        else if (dice < 0.78) {
          // Nobody tells of it: who came in before stays.
          genesys.remove(one);
          gone.add(one.id);
        }
      },
      setNow: genesys.setNow,
      setMeanwhile: genesys.setMeanwhile,
      fail(how) {
        if (how === null) genesys.fail(null);
        else if (how === 'cut') genesys.fail({ kind: 'cut' });
        else genesys.fail(garbage(Number(how)));
      },
    });
    const seen = [...(taken.get('contact')?.values() ?? [])].filter(({ id }) => !gone.has(id));
    expect(new Map(seen.map(({ id, person, values }) => [id, [person?.firstName, values.title]]))).toEqual(
      new Map([...genesys.contacts.values()].map(({ id, firstName, title }) => [id, [firstName, title]])),
    );
    expect(genesys.contacts.size).toBeGreaterThan(450);
    expect(genesys.faults).toEqual([]);
    await genesys.close();
  },
);
