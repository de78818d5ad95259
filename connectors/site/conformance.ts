import type { Conformance } from '../../tests/kit/connector-loopback.ts';

export const conformance: Conformance = {
  start: async () => ({
    config: { addresses: 'https://shop.example, http://localhost:8080' },
    wrongCredentials: null,
    nobodyThere: null,
    channel: 'site',
    parts: { kind: 'banner', frequency: 'once', seconds: '604800', title: 'Hello', text: 'Welcome back' },
    recipient: 'c-1',
    fail: () => null,
    heal: () => {},
    arrived: () => null,
    close: async () => {},
  }),
};
