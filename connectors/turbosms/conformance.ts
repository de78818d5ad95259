import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeTurboSms } from '../../tests/kit/fake-turbosms.ts';
import type { VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const turbosms = await startFakeTurboSms();
    turbosms.refused.set('380500000001', [404, 'NOT_ALLOWED_NUMBER_STOPLIST']);
    turbosms.refused.set('380500000002', [305, 'INVALID_PHONE']);
    const config = { token: turbosms.token, sender: 'SHOP', viberSender: 'Shop', baseUrl: turbosms.baseUrl };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: turbosms.say(203, 'REQUIRED_BALANCE') },
      temporary: { kind: 'reply', reply: turbosms.say(503, 'FAILED_SMS_SEND') },
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { ...config, token: 'planted-wrong-turbo-token' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'sms',
      parts: { text: 'Hello' },
      recipient: '+380501112233',
      fail(fault) {
        if (fault === 'blocked') return { to: '+380500000001' };
        if (fault === 'unreachable-recipient') return { to: '+380500000002' };
        turbosms.fail(faults[fault] ?? null);
        return fault === 'rate-limited' ? { retryAfter: 3_600_000 } : {};
      },
      heal: () => turbosms.fail(null),
      arrived: () => turbosms.sent.length,
      close: () => turbosms.close(),
    };
  },
};
