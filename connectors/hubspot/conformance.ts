import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeHubSpot } from '../../tests/kit/fake-hubspot.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const hubspot = await startFakeHubSpot();
    const record = hubspot.add('contacts', { email: 'anna@example.com' }).id;
    const deal = hubspot.add('deals', {
      dealname: 'Order 1',
      dealstage: 'appointmentscheduled',
      pipeline: 'default',
    }).id;
    const config = { baseUrl: hubspot.baseUrl, token: hubspot.token };
    const tooMany = { status: 'error', message: 'You have reached your secondly limit.', policyName: 'SECONDLY' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    let people = 0;
    return {
      config,
      wrongCredentials: { ...config, token: 'planted-wrong-hubspot-key' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { city: 'Kyiv' } },
          get harmful() {
            return { email: `new${++people}@example.com`, values: { city: 'Lviv' } };
          },
        },
        { name: 'crm.create-deal', harmless: null, harmful: { contact: record, title: 'Order 42', amount: 1500 } },
        { name: 'crm.move-deal', harmless: { deal, stage: 'closedwon' }, harmful: null },
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
        hubspot.fail(fails, ({ method, path }) => !lost || (method !== 'GET' && !/\/(?:search|read)$/.test(path)));
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => hubspot.fail(null),
      arrived: () => hubspot.writes(),
      close: () => hubspot.close(),
    };
  },
};
