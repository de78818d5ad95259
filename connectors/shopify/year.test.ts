import { expect, it } from 'vitest';
import type { SyncClient, SyncRecord } from '../../flows/sdk/sync.ts';
import { startFakeShopify } from '../../tests/kit/fake-shopify.ts';
import { garbage } from '../../tests/kit/fake-vendor.ts';
import { liveThroughAYear } from '../../tests/kit/sync-year.ts';
import { connector } from './index.ts';

it.each([1, 2])(
  'a year of work, lost pages and cut answers: in the end what came in is what is there (%d)',
  { timeout: 60_000 },
  async (seed) => {
    const shop = await startFakeShopify();
    const some = <T>(of: Map<string, T>, random: () => number): T | undefined =>
      [...of.values()][Math.floor(random() * of.size)];
    const taken = await liveThroughAYear({
      seed,
      kinds: ['contact', 'order', 'cart'],
      open: () =>
        connector.open(connector.config.parse({ address: shop.baseUrl, secret: shop.token })).sync as SyncClient,
      people(random) {
        const dice = random();
        const customer = some(shop.customers, random) ?? null;
        if (dice < 0.25) shop.customer({ firstName: 'New' });
        else if (dice < 0.45) shop.order({ total: Math.floor(random() * 1000), customer });
        else if (dice < 0.6) shop.checkout({ total: Math.floor(random() * 1000), customer });
        else if (dice < 0.75 && customer !== null)
          shop.change(customer, { firstName: `N${Math.floor(random() * 1000)}` });
        else if (dice < 0.9) {
          const one = some(shop.orders, random);
          const paid = ['PENDING', 'PAID', 'REFUNDED'][Math.floor(random() * 3)];
          if (one !== undefined) shop.change(one, { displayFinancialStatus: paid });
        } else {
          const one = some(shop.checkouts, random);
          if (one !== undefined) shop.change(one, { completedAt: new Date(shop.now()).toISOString() });
        }
      },
      setNow: shop.setNow,
      setMeanwhile: shop.setMeanwhile,
      fail(how) {
        if (how === null) shop.fail(null);
        else if (how === 'cut') shop.fail({ kind: 'cut' });
        else shop.fail(garbage(Number(how)));
      },
    });
    const came = (kind: 'contact' | 'order' | 'cart', essence: (record: SyncRecord) => unknown) =>
      new Map([...(taken.get(kind)?.values() ?? [])].map((record) => [`${record.id}`, essence(record)]));
    const there = (of: Map<string, { id: string }>, essence: (one: Record<string, unknown>) => unknown) =>
      new Map([...of.values()].map((one) => [one.id.split('/').at(-1), essence(one as Record<string, unknown>)]));
    expect(came('contact', ({ person }) => person?.firstName)).toEqual(
      there(shop.customers, ({ firstName }) => firstName),
    );
    expect(came('order', ({ values }) => values.payment)).toEqual(
      there(shop.orders, (one) => one.displayFinancialStatus),
    );
    expect(came('cart', ({ outcome }) => outcome)).toEqual(
      there(shop.checkouts, (one) => (one.completedAt === null ? 'open' : 'closed')),
    );
    expect(shop.orders.size).toBeGreaterThan(100);
    expect(shop.faults).toEqual([]);
    expect(shop.throttled()).toBe(0);
    await shop.close();
  },
);
