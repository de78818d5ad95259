import type { Conformance } from '../../tests/kit/connector-loopback.ts';

const failing = {
  temporary: 'anybody@temporary.invalid',
  blocked: 'anybody@blocked.invalid',
  'unreachable-recipient': 'anybody@bounce.invalid',
} as const;

export const conformance: Conformance = {
  start: async () => ({
    config: {},
    wrongCredentials: null,
    nobodyThere: null,
    operations: [{ name: 'http.request', harmless: { method: 'POST', url: 'https://example.test' }, harmful: null }],
    channel: 'email',
    parts: { subject: 'Hello', text: 'Hello' },
    recipient: 'olena@example.test',
    fail: (fault) => (Object.hasOwn(failing, fault) ? { to: failing[fault as keyof typeof failing] } : null),
    heal: () => {},
    arrived: () => null,
    close: async () => {},
  }),
};
