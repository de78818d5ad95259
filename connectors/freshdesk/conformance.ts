import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeFreshdesk } from '../../tests/kit/fake-freshdesk.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const desk = await startFakeFreshdesk();
    const contact = String(desk.addContact({ name: 'Anna Petrova', email: 'anna@example.com' }).id);
    const ticket = String(desk.addTicket({ subject: 'Broken', requester_id: Number(contact) }).id);
    const { config } = desk;
    const tooMany = { message: 'You have exceeded the limit of requests per minute' };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: tooMany, headers: { 'retry-after': '4' } } },
      temporary: garbage(503),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, apiKey: 'planted-wrong-freshdesk-key' },
      nobodyThere: { ...config, address: 'http://127.0.0.1:1' },
      operations: [
        {
          name: 'desk.create-ticket',
          harmless: null,
          harmful: { email: 'anna@example.com', subject: 'Order 42', text: 'It broke', values: { cf_reason: 'Bug' } },
        },
        { name: 'desk.set-status', harmless: { ticket, status: '4' }, harmful: null },
        { name: 'desk.add-note', harmless: null, harmful: { ticket, text: 'Wants a call' } },
      ],
      channel: 'none',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        // What only asks is never in doubt: it is the writing that loses its answer.
        const lost = fault.endsWith('after-acting');
        desk.fail(fails, ({ method }) => !lost || method !== 'GET');
        return fault === 'rate-limited' ? { retryAfter: 4_000 } : {};
      },
      heal: () => desk.fail(null),
      arrived: () => desk.writes(),
      close: () => desk.close(),
    };
  },
};
