import type { Conformance } from '../../tests/kit/connector-loopback.ts';

export const conformance: Conformance = {
  start: async () => ({
    config: {},
    wrongCredentials: null,
    nobodyThere: null,
    channel: 'print',
    parts: { format: 'letter-a4', text: 'Hello', name: 'Olena', address: 'Main Street 1\nKyiv' },
    recipient: 'Main Street 1, Kyiv',
    fail: () => null,
    heal: () => {},
    arrived: () => null,
    close: async () => {},
  }),
};
