import type { Conformance } from '../../tests/kit/connector-loopback.ts';

/** Jivo is not called, it calls: what it delivers is played by tests/kit/fake-jivo.ts. */
export const conformance: Conformance = {
  start: async () => ({
    config: {},
    wrongCredentials: null,
    nobodyThere: null,
    channel: 'live-chat',
    parts: {},
    recipient: '',
    fail: () => null,
    heal: () => {},
    arrived: () => null,
    close: async () => {},
  }),
};
