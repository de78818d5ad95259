import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeSheets } from '../../tests/kit/fake-sheets.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const sheets = await startFakeSheets();
    sheets.tabs.set('Customers', [
      ['email', 'city'],
      ['anna@example.com', 'Riga'],
    ]);
    const { baseUrl, serviceAccount, spreadsheet } = sheets;
    const config = { baseUrl, serviceAccount, spreadsheet };
    const tooMany = { error: { code: 429, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    let people = 0;
    return {
      config,
      wrongCredentials: { ...config, serviceAccount: sheets.wrongAccount() },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1', serviceAccount: sheets.nobodysAccount },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record: 'anna@example.com', values: { city: 'Kyiv' } },
          get harmful() {
            return { email: `new${++people}@example.com`, values: { city: 'Lviv' } };
          },
        },
      ],
      channel: 'none',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        // What only asks is never in doubt: it is the writing that loses its answer.
        const lost = fault.endsWith('after-acting');
        sheets.fail(fails, ({ method, path }) => path !== '/token' && (!lost || method !== 'GET'));
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => sheets.fail(null),
      arrived: () => sheets.writes(),
      close: () => sheets.close(),
    };
  },
};
