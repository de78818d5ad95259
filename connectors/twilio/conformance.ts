import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { accountSid, ownNumber, startFakeTwilio } from '../../tests/kit/fake-twilio.ts';
import type { VendorFault } from '../../tests/kit/fake-vendor.ts';

const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': {
    kind: 'reply',
    reply: {
      status: 429,
      body: { code: 20429, message: 'Too Many Requests', more_info: '', status: 429 },
      headers: { 'retry-after': '3' },
    },
  },
  temporary: {
    kind: 'reply',
    reply: { status: 500, body: { code: 20500, message: 'Internal Server Error', status: 500 } },
  },
  'cut-after-acting': { kind: 'cut' },
  'hang-after-acting': { kind: 'hang' },
};

export const conformance: Conformance = {
  async start() {
    const twilio = await startFakeTwilio();
    twilio.refused.set('+380500000001', 21610);
    twilio.refused.set('+380500000002', 21614);
    const config = {
      accountSid,
      secret: twilio.secret,
      apiKey: `SK${'0b'.repeat(16)}`,
      authToken: 'fake-auth-token-of-the-account-01',
      sender: ownNumber,
      baseUrl: twilio.baseUrl,
    };
    return {
      config,
      wrongCredentials: { ...config, secret: 'planted-wrong-token-0123456789abcdef' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'sms',
      parts: { text: 'Hello' },
      recipient: '+380501112233',
      fail(fault) {
        if (fault === 'blocked') return { to: '+380500000001' };
        if (fault === 'unreachable-recipient') return { to: '+380500000002' };
        twilio.fail(faults[fault] ?? null);
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => twilio.fail(null),
      arrived: () => twilio.sent(),
      close: () => twilio.close(),
    };
  },
};
