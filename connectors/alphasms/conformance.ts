import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeAlphaSms } from '../../tests/kit/fake-alphasms.ts';
import type { VendorFault } from '../../tests/kit/fake-vendor.ts';

/** AlphaSMS publishes no such answers; these are what a server in front of it gives. */
const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': { kind: 'reply', reply: { status: 429, body: 'slow down', headers: { 'retry-after': '3' } } },
  temporary: { kind: 'reply', reply: { status: 503, body: 'out of order' } },
  'cut-after-acting': { kind: 'cut' },
  'hang-after-acting': { kind: 'hang' },
};

export const conformance: Conformance = {
  async start() {
    const alphasms = await startFakeAlphaSms();
    const config = { apiKey: alphasms.key, sender: 'SMSTest', viberSender: 'Shop', baseUrl: alphasms.baseUrl };
    return {
      config,
      wrongCredentials: { ...config, apiKey: 'planted-wrong-alpha-key' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'sms',
      parts: { text: 'Hello' },
      recipient: '+380501112233',
      fail(fault) {
        const happening = faults[fault];
        // Which words mean that a number does not exist is not published.
        if (happening === undefined) return null;
        alphasms.fail(happening);
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => alphasms.fail(null),
      arrived: () => alphasms.sent.length,
      close: () => alphasms.close(),
    };
  },
};
