import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { startFakeJivo } from '../../tests/kit/fake-jivo.ts';
import { garbage, type VendorFault } from '../../tests/kit/fake-vendor.ts';

export const conformance: Conformance = {
  async start() {
    const jivo = await startFakeJivo();
    const config = { chatUrl: jivo.chatUrl };
    const faults: Readonly<Record<string, VendorFault>> = {
      'rate-limited': { kind: 'reply', reply: { status: 429, body: 'Too many', headers: { 'retry-after': '7' } } },
      temporary: garbage(502),
      'cut-after-acting': { kind: 'cut' },
      'hang-after-acting': { kind: 'hang' },
    };
    return {
      config,
      wrongCredentials: { chatUrl: jivo.chatUrl.replace(/[^/]+$/, 'planted-wrong-channel') },
      nobodyThere: { chatUrl: 'http://127.0.0.1:1/planted/channel' },
      operations: [
        {
          name: 'chat.hand-over',
          harmless: null,
          harmful: { person: '7-kx3', text: 'Where is my order?', name: 'Olena Test', phone: '+380501112233' },
        },
        { name: 'chat.status', harmless: {}, harmful: null },
      ],
      channel: 'live-chat',
      parts: {},
      recipient: '',
      fail(fault) {
        const fails = faults[fault];
        if (fails === undefined) return null;
        jivo.fail(fails);
        return fault === 'rate-limited' ? { retryAfter: 7_000 } : {};
      },
      heal: () => jivo.fail(null),
      arrived: () => jivo.taken(),
      close: () => jivo.close(),
    };
  },
};
