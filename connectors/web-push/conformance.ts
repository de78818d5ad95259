import webPush from 'web-push';
import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakePush } from '../../tests/kit/fake-push.ts';
import type { VendorFault } from '../../tests/kit/fake-vendor.ts';

const reply = (status: number, headers: Record<string, string> = {}): VendorFault => ({
  kind: 'reply',
  reply: { status, body: 'Refused on purpose', headers },
});
const faults: Readonly<Record<string, VendorFault>> = {
  'rate-limited': reply(429, { 'retry-after': '3' }),
  temporary: reply(503),
  'cut-after-acting': { kind: 'cut' },
  'hang-after-acting': { kind: 'hang' },
};

export const conformance: Conformance = {
  async start() {
    const { publicKey, privateKey } = webPush.generateVAPIDKeys();
    const service = await startFakePush(publicKey);
    const gone = service.subscribe();
    service.end(gone.name);
    return {
      config: { contact: 'owner@shop.example', publicKey, privateKey, baseUrl: service.baseUrl },
      // Nobody is asked who an account is: a signature that does not fit is met with the first message (see web-push.test.ts).
      wrongCredentials: null,
      nobodyThere: null,
      channel: 'web-push',
      parts: { title: 'Hello', text: 'Your order is on its way', url: '/orders', seconds: '3600', urgency: 'high' },
      recipient: service.subscribe().address,
      fail(fault) {
        if (fault === 'unreachable-recipient') return { to: gone.address };
        if (fault === 'blocked') return null;
        service.fail(faults[fault] ?? null);
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => service.fail(null),
      arrived: () => service.messages.length,
      close: () => service.close(),
    };
  },
};
