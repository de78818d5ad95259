import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { cityField, startFakePipedrive } from '../../tests/kit/fake-pipedrive.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const pipedrive = await startFakePipedrive();
    const record = String(pipedrive.add('persons', { name: 'Anna' }).id);
    const deal = String(pipedrive.add('deals', { title: 'Order 1' }).id);
    const config = { baseUrl: pipedrive.baseUrl, token: pipedrive.token };
    const tooMany = { success: false, error: 'request over limit' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    let people = 0;
    return {
      config,
      wrongCredentials: { ...config, token: 'planted-wrong-pipedrive-token' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { [cityField]: 'Kyiv' } },
          get harmful() {
            return { email: `new${++people}@example.com`, values: { [cityField]: 'Lviv' } };
          },
        },
        { name: 'crm.create-deal', harmless: null, harmful: { contact: record, title: 'Order 42', amount: 1500 } },
        { name: 'crm.move-deal', harmless: { deal, stage: 'won' }, harmful: null },
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
        pipedrive.fail(fails, ({ method }) => !lost || method !== 'GET');
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => pipedrive.fail(null),
      arrived: () => pipedrive.writes(),
      close: () => pipedrive.close(),
    };
  },
};
