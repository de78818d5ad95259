import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';
import { startFakeWooCommerce } from '../../tests/kit/fake-woocommerce.ts';

export const conformance: Conformance = {
  async start() {
    const woo = await startFakeWooCommerce();
    const record = String(woo.customer({ email: 'anna@example.com' }).id);
    const deal = String(woo.order({ customer_id: Number(record) }).id);
    const config = { ...woo.config, pace: 'fast' };
    const tooMany = { code: 'too_many_requests', message: 'Slow down', data: { status: 429 } };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '7' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, consumerSecret: 'cs_planted_wrong_secret' },
      nobodyThere: { ...config, address: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { billing_city: 'Kyiv' } },
          harmful: { email: 'new@example.com', values: { 'meta:size': 'M' } },
        },
        { name: 'crm.move-deal', harmless: { deal, stage: 'completed' }, harmful: null },
        { name: 'crm.add-note', harmless: null, harmful: { about: 'deal', record: deal, text: 'Wants a call' } },
      ],
      channel: 'none',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        // What only asks is never in doubt: it is the writing that loses its answer.
        const lost = fault.endsWith('after-acting');
        woo.fail(fails, (request) => !lost || request.method !== 'GET');
        return fault === 'rate-limited' ? { retryAfter: 7_000 } : {};
      },
      heal: () => woo.fail(null),
      arrived: () => woo.writes(),
      close: () => woo.close(),
    };
  },
};
