import type { Conformance } from '../../tests/kit/connector-loopback.ts';
import { type BotApiFault, startFakeBotApi } from '../../tests/kit/fake-bot-api.ts';

const faults: Readonly<Record<string, BotApiFault>> = {
  'rate-limited': { kind: 'refuse', code: 429, description: 'Too Many Requests: retry after 3', retryAfter: 3 },
  temporary: { kind: 'refuse', code: 500, description: 'Internal Server Error: restart' },
  'cut-after-acting': { kind: 'cut', acts: true },
  'hang-after-acting': { kind: 'hang', acts: true },
};

export const conformance: Conformance = {
  async start() {
    const api = await startFakeBotApi();
    api.setBlocked(7001, true);
    api.forgetChat(7002);
    let chat = 100;
    return {
      config: { token: api.token, baseUrl: api.baseUrl },
      wrongCredentials: { token: '987654321:AAWrongPlantedToken-000000', baseUrl: api.baseUrl },
      nobodyThere: { token: api.token, baseUrl: 'http://127.0.0.1:1' },
      channel: 'telegram',
      parts: { text: 'Hello' },
      // A new chat each time: one chat takes only a message a second.
      get recipient() {
        chat += 1;
        return String(chat);
      },
      fail(fault) {
        if (fault === 'blocked') return { to: '7001' };
        if (fault === 'unreachable-recipient') return { to: '7002' };
        api.setFault(faults[fault] ?? null, { method: 'sendMessage' });
        return fault === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => api.setFault(null),
      arrived: () => api.sent.length,
      close: () => api.close(),
    };
  },
};
