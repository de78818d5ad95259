import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Conformance, LoopbackFault } from '../../tests/kit/connector-loopback.ts';

const right = 'Bearer planted-secret-of-the-webhook';

export const conformance: Conformance = {
  async start() {
    let arrived = 0;
    let fault: LoopbackFault | null = null;
    const answer = (response: ServerResponse, status: number, headers: Record<string, string> = {}) => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify({ taken: true }));
    };
    const server = createServer((request, response) => {
      request.resume();
      request.on('end', () => {
        if (request.headers.authorization !== right) return answer(response, 401);
        if (fault === 'rate-limited') return answer(response, 429, { 'retry-after': '3' });
        if (fault === 'temporary') return answer(response, 503);
        if (request.headers['idempotency-key'] !== undefined) arrived++;
        if (fault === 'cut-after-acting') return void response.destroy();
        if (fault !== 'hang-after-acting') answer(response, 200);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    const config = {
      baseUrl,
      authorization: right,
      headerName: 'X-Key',
      headerValue: 'planted-second-secret',
      allowPrivate: true,
    };
    return {
      config,
      wrongCredentials: { ...config, authorization: 'Bearer planted-wrong-secret' },
      nobodyThere: { ...config, baseUrl: 'http://127.0.0.1:1/' },
      operations: [
        {
          name: 'http.request',
          harmless: { method: 'PUT', url: 'orders/7', body: { paid: true } },
          harmful: { method: 'POST', url: 'orders', body: { total: 5 } },
        },
      ],
      channel: '',
      parts: {},
      recipient: '',
      fail(next) {
        if (next === 'blocked' || next === 'unreachable-recipient') return null;
        fault = next;
        return next === 'rate-limited' ? { retryAfter: 3000 } : {};
      },
      heal: () => {
        fault = null;
      },
      arrived: () => arrived,
      close: () =>
        new Promise((resolve) => {
          server.closeAllConnections();
          server.close(() => resolve());
        }),
    };
  },
};
