import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeRetailCrm } from '../../tests/kit/fake-retailcrm.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const retail = await startFakeRetailCrm({ limit: { perSecond: 1000, burst: 1000 } });
    // What an overlap brings again is what was there before the last minutes.
    retail.setNow(Date.now() - 3_600_000);
    const record = String(retail.add('customers', { email: 'anna@example.com', managerId: 1 }).id);
    const deal = String(retail.add('orders', { customer: { id: Number(record), type: 'customer' } }).id);
    retail.setNow(null);
    const { config } = retail;
    const tooMany = { success: false, errorMsg: 'Rate limit exceeded' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 503, body: tooMany } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, apiKey: 'planted-wrong-retail-key' },
      nobodyThere: { ...config, address: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { 'custom:loyalty': 'gold' } },
          harmful: { email: 'new@example.com', values: { 'custom:loyalty': 'new' } },
        },
        { name: 'crm.create-deal', harmless: null, harmful: { contact: record, title: 'Lamp', amount: 1500 } },
        { name: 'crm.move-deal', harmless: { deal, stage: 'complete' }, harmful: null },
        {
          name: 'crm.add-task',
          harmless: null,
          harmful: { about: 'contact', record, text: 'Call', dueAt: 1_790_000_000_000 },
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
        retail.fail(fails, (request) => !lost || request.method !== 'GET');
        return fault === 'rate-limited' ? { retryAfter: 3_000 } : {};
      },
      heal: () => retail.fail(null),
      arrived: () => retail.writes(),
      close: () => retail.close(),
    };
  },
};
