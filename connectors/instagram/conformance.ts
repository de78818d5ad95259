import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { metaFaults, metaSecret, metaToken, startFakeMessaging } from '../../tests/kit/fake-meta.ts';

export const accountId = '17841400008460056';

export async function startFakeInstagram() {
  const api = await startFakeMessaging({
    account: accountId,
    typed: false,
    me: { user_id: accountId, username: 'jaspers' },
  });
  return { ...api, config: { accountId, token: metaToken, appSecret: metaSecret, baseUrl: api.baseUrl } };
}

export const conformance: Conformance = {
  async start() {
    const api = await startFakeInstagram();
    return {
      config: api.config,
      wrongCredentials: { ...api.config, token: 'IGAAWrongPlantedAccessToken987654321' },
      nobodyThere: { ...api.config, baseUrl: 'http://127.0.0.1:1' },
      channel: 'instagram',
      parts: { text: 'Hello' },
      recipient: '6190000000000001',
      fail(fault) {
        if (fault === 'blocked') return { to: '10000000000001' };
        if (fault === 'unreachable-recipient') return { to: '10000000000002' };
        api.setFault(metaFaults[fault] ?? null, ({ path }) => path.endsWith('/messages'));
        return {};
      },
      heal: () => api.setFault(null),
      arrived: () => api.sent.length,
      close: () => api.close(),
    };
  },
};
