import { expect, it, vi } from 'vitest';
import type { SyncClient } from '../../flows/sdk/sync.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { startFakeWooCommerce } from '../../tests/kit/fake-woocommerce.ts';
import { liveThroughAYear } from '../../tests/kit/sync-year.ts';
import { connector } from './index.ts';

// A year has thousands of calls; how fast they come is tried elsewhere.
vi.mock('../pace.ts', () => ({ paceOf: () => ({ turn: async () => {}, hold: () => {} }) }));

it.each([1, 2])(
  'a year of work, lost pages and cut answers: in the end what came in is what is there (%d)',
  { timeout: 60_000 },
  async (seed) => {
    const woo = await startFakeWooCommerce();
    const some = <T>(of: Map<number, T>, random: () => number): T | undefined =>
      [...of.values()][Math.floor(random() * of.size)];
    const deletedOrders = new Set<string>();
    const taken = await liveThroughAYear({
      seed,
      kinds: ['contact', 'order'],
      open: () => connector.open(connector.config.parse(woo.config)).sync as SyncClient,
      people(random) {
        const dice = random();
        if (dice < 0.3) woo.customer({ email: `n${woo.customers.size}@example.com`, first_name: 'New' });
        else if (dice < 0.6)
          woo.order({ total: String(Math.floor(random() * 1000)), customer_id: some(woo.customers, random)?.id ?? 0 });
        else if (dice < 0.75) {
          const one = some(woo.customers, random);
          if (one !== undefined) woo.change(one, { first_name: `N${Math.floor(random() * 1000)}` });
        } else if (dice < 0.97) {
          const one = some(woo.orders, random);
          const status = ['pending', 'processing', 'completed', 'cancelled'][Math.floor(random() * 4)];
          if (one !== undefined) woo.change(one, { status });
        } else {
          // Nobody tells of it: what came in before stays.
          const one = some(woo.orders, random);
          if (one !== undefined && woo.orders.delete(one.id)) deletedOrders.add(String(one.id));
        }
      },
      setNow: woo.setNow,
      setMeanwhile: woo.setMeanwhile,
      fail(how) {
        if (how === null) woo.fail(null);
        else if (how === 'cut') woo.fail({ kind: 'cut' });
        else woo.fail(garbage(Number(how)));
      },
    });
    const customers = [...(taken.get('contact')?.values() ?? [])].map(({ id, person }) => [id, person?.firstName]);
    expect(new Map(customers as [string, string][])).toEqual(
      new Map([...woo.customers.values()].map(({ id, first_name }) => [String(id), first_name])),
    );
    const orders = [...(taken.get('order')?.values() ?? [])].filter(({ id }) => !deletedOrders.has(id));
    expect(new Map(orders.map(({ id, stage, amount }) => [id, `${stage?.id} ${amount?.value}`]))).toEqual(
      new Map([...woo.orders.values()].map(({ id, status, total }) => [String(id), `${status} ${Number(total)}`])),
    );
    expect(woo.orders.size).toBeGreaterThan(150);
    expect(woo.faults).toEqual([]);
    await woo.close();
  },
);
