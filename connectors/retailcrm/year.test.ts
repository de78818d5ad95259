import { expect, it, vi } from 'vitest';
import type { SyncClient } from '../../flows/sdk/sync.ts';
import { startFakeRetailCrm } from '../../tests/kit/fake-retailcrm.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { liveThroughAYear } from '../../tests/kit/sync-year.ts';
import { connector } from './index.ts';

// A year has thousands of calls; how fast they come is tried elsewhere.
vi.mock('../pace.ts', () => ({ paceOf: () => ({ turn: async () => {}, hold: () => {} }) }));

it.each([1, 2])(
  'a year of work, lost pages and cut answers: in the end what came in is what is there (%d)',
  { timeout: 60_000 },
  async (seed) => {
    const retail = await startFakeRetailCrm({ limit: { perSecond: 1e6, burst: 1e6 } });
    const some = <T>(of: Map<number, T>, random: () => number): T | undefined =>
      [...of.values()][Math.floor(random() * of.size)];
    // A shop that is not new.
    retail.setNow(Date.UTC(2025, 5, 1));
    for (let n = 0; n < 250; n++) retail.add('customers', { firstName: 'Old' });
    const taken = await liveThroughAYear({
      seed,
      kinds: ['contact', 'order'],
      open: () => connector.open(connector.config.parse(retail.config)).sync as SyncClient,
      people(random) {
        const dice = random();
        const customer = some(retail.customers, random);
        const order = some(retail.orders, random);
        if (dice < 0.3) retail.add('customers', { firstName: 'New' });
        else if (dice < 0.55)
          retail.add('orders', {
            customer: { id: customer?.id ?? 1, type: 'customer' },
            totalSumm: Math.floor(random() * 1000),
          });
        else if (dice < 0.75 && customer !== undefined)
          retail.change('customers', customer, { firstName: `N${Math.floor(random() * 1000)}` });
        else if (dice < 0.94 && order !== undefined)
          retail.change('orders', order, {
            status: ['new', 'send-to-delivery', 'complete', 'cancel-other'][Math.floor(random() * 4)],
          });
        else if (dice < 0.97 && order !== undefined) retail.remove('orders', order);
        else if (customer !== undefined) retail.remove('customers', customer);
      },
      setNow: retail.setNow,
      setMeanwhile: retail.setMeanwhile,
      fail(how) {
        if (how === null) retail.fail(null);
        else if (how === 'cut') retail.fail({ kind: 'cut' });
        else retail.fail(garbage(Number(how)));
      },
    });
    const living = (kind: 'contact' | 'order') =>
      [...(taken.get(kind)?.values() ?? [])].filter(({ deleted }) => !deleted);
    expect(new Map(living('contact').map(({ id, person }) => [id, person?.firstName]))).toEqual(
      new Map([...retail.customers.values()].map(({ id, firstName }) => [String(id), firstName])),
    );
    expect(new Map(living('order').map(({ id, stage, amount }) => [id, `${stage?.id} ${amount?.value}`]))).toEqual(
      new Map(
        [...retail.orders.values()].map(({ id, status, totalSumm }) => [
          String(id),
          `${String(status)} ${String(totalSumm)}`,
        ]),
      ),
    );
    expect(retail.orders.size).toBeGreaterThan(100);
    expect(retail.faults).toEqual([]);
    await retail.close();
  },
);
