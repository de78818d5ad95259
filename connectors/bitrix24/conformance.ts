import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeBitrix24 } from '../../tests/kit/fake-bitrix24.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

const writing = /crm\.(item\.(add|update)|timeline\.comment\.add|activity\.todo\.add)\.json$/;

export const conformance: Conformance = {
  async start() {
    const bitrix = await startFakeBitrix24({ limit: { perSecond: 5, burst: 250 } });
    bitrix.items.seed();
    const [contact] = bitrix.items.contacts.keys();
    const [deal] = bitrix.items.deals.keys();
    const record = String(contact);
    const config = { webhook: bitrix.webhook, plan: 'enterprise' };
    const limit = { error: 'QUERY_LIMIT_EXCEEDED', error_description: 'Too many requests' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 503, body: limit } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, webhook: `${bitrix.baseUrl}/rest/1/planted-wrong-code/` },
      nobodyThere: { ...config, webhook: 'http://127.0.0.1:1/rest/1/planted-code-of-nobody/' },
      operations: [
        {
          name: 'crm.save-contact',
          harmless: { record, values: { post: 'Director' } },
          harmful: { email: 'new@example.com', values: { post: 'Buyer' } },
        },
        { name: 'crm.create-deal', harmless: null, harmful: { contact: record, title: 'Order 42', amount: 1500 } },
        { name: 'crm.move-deal', harmless: { deal: String(deal), stage: 'WON' }, harmful: null },
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
        bitrix.fail(fails, (request) => !lost || writing.test(request.path));
        return fault === 'rate-limited' ? { retryAfter: 3_000 } : {};
      },
      heal: () => bitrix.fail(null),
      arrived: () => bitrix.writes(),
      close: () => bitrix.close(),
    };
  },
};
