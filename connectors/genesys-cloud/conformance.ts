import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { refused, startFakeGenesys } from '../../tests/kit/fake-genesys.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const genesys = await startFakeGenesys();
    const anna = { firstName: 'Anna', lastName: 'Petrova', workEmail: 'anna@example.com' };
    const record = genesys.add({ ...anna, customFields: { level_text: 'gold', visits_integer: 3 } }).id;
    genesys.add({ firstName: 'Olha', cellPhone: { display: '+380 50 111 2233' }, address: { city: 'Kyiv' } });
    const { config } = genesys;
    const { body } = refused(429, 'too.many.requests', 'Rate limit exceeded the maximum.');
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    let people = 0;
    return {
      config,
      wrongCredentials: { ...config, clientSecret: 'planted-wrong-genesys-secret' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { city: 'Kyiv' } },
          get harmful() {
            return { email: `new${++people}@example.com`, values: { title: 'Baker' } };
          },
        },
        { name: 'crm.add-note', harmless: null, harmful: { about: 'contact', record, text: 'Wants a call' } },
        {
          name: 'genesys.create-callback',
          harmless: null,
          harmful: { queue: 'queue-1', phone: '+380501112233', at: 1_790_000_000_000, data: { order: 42 } },
        },
        { name: 'genesys.add-to-list', harmless: null, harmful: { list: 'list-1', row: { Phone: '+380501112233' } } },
      ],
      channel: 'none',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        // What only asks is never in doubt: it is the writing that loses its answer.
        const lost = fault.endsWith('after-acting');
        genesys.fail(
          fails,
          ({ method, path }) =>
            path !== '/oauth/token' && (!lost || (method !== 'GET' && !path.includes('/identifierlookup/'))),
        );
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => genesys.fail(null),
      arrived: () => genesys.writes(),
      close: () => genesys.close(),
    };
  },
};
