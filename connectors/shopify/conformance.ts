import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeShopify } from '../../tests/kit/fake-shopify.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const shop = await startFakeShopify();
    const record = shop.customer({ email: 'anna@example.com' }).id.split('/').at(-1) ?? '';
    const config = { address: shop.baseUrl, secret: shop.token };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': {
        kind: 'reply',
        reply: { status: 429, body: { errors: 'Too many' }, headers: { 'retry-after': '2' } },
      },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, secret: 'shpat_planted_wrong_token' },
      nobodyThere: { ...config, address: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { locale: 'uk' } },
          harmful: { email: 'new@example.com', values: { add_tags: 'vip' } },
        },
        { name: 'crm.add-note', harmless: null, harmful: { about: 'contact', record, text: 'Wants a call' } },
      ],
      channel: 'none',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        // What only asks is never in doubt: it is the writing that loses its answer.
        const lost = fault.endsWith('after-acting');
        shop.fail(fails, ({ text }) => !lost || text.includes('mutation'));
        return fault === 'rate-limited' ? { retryAfter: 2_000 } : {};
      },
      heal: () => shop.fail(null),
      arrived: () => shop.writes(),
      close: () => shop.close(),
    };
  },
};
