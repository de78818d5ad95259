import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeAmoCrm } from '../../tests/kit/fake-amocrm.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const amo = await startFakeAmoCrm();
    const record = String(amo.person('Anna', { email: 'anna@example.com' }).id);
    const deal = String(amo.add('leads', { name: 'Order 1' }).id);
    const config = { address: amo.baseUrl, token: amo.token };
    const tooMany = { title: 'Too many requests', status: 429, detail: 'Slow down' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, token: 'planted-wrong-amo-token' },
      nobodyThere: { ...config, address: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { cf_101: 'Kyiv' } },
          harmful: { email: 'new@example.com', values: { cf_101: 'Lviv' } },
        },
        { name: 'crm.create-deal', harmless: null, harmful: { contact: record, title: 'Order 42', amount: 1500 } },
        { name: 'crm.move-deal', harmless: { deal, stage: '142' }, harmful: null },
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
        amo.fail(fails, (request) => !lost || request.method !== 'GET');
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => amo.fail(null),
      arrived: () => amo.writes(),
      close: () => amo.close(),
    };
  },
};
