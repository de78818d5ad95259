import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeSendGrid } from '../../tests/kit/fake-sendgrid.ts';
import type { VendorFault } from '../../tests/kit/fake-vendor.ts';

const refuse = (status: number, message: string, headers: Record<string, string> = {}): VendorFault => ({
  kind: 'reply',
  reply: { status, body: { errors: [{ message, field: null }] }, headers },
});
const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': refuse(429, 'too many requests', { 'retry-after': '3' }),
  temporary: refuse(500, 'internal error'),
  'cut-after-acting': { kind: 'cut' },
  'hang-after-acting': { kind: 'hang' },
};

export const conformance: Conformance = {
  async start() {
    const sendgrid = await startFakeSendGrid();
    const config = {
      apiKey: sendgrid.key,
      fromAddress: 'shop@example.com',
      fromName: 'Flower shop',
      baseUrl: sendgrid.baseUrl,
    };
    return {
      config,
      wrongCredentials: { ...config, apiKey: `SG.${'planted-wrong'.padEnd(22, '0')}.${'w'.repeat(43)}` },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'email',
      parts: { subject: 'Hello', html: '<p>Hello</p>', text: 'Hello' },
      recipient: 'olena@example.com',
      fail(fault) {
        // Who cannot get letters shows later, in the lists.
        const happening = faults[fault];
        if (happening === undefined) return null;
        sendgrid.fail(happening);
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => sendgrid.fail(null),
      arrived: () => sendgrid.letters.length,
      close: () => sendgrid.close(),
    };
  },
};
