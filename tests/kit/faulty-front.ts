/**
 * Stands before a vendor of the kit as the network and the vendor's own troubles would: passes calls on, refuses them in the
 * vendor's words, cuts, hangs and garbles, as the ledger plans for each recipient and try.
 */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VendorReply, VendorRequest } from './fake-vendor.ts';
import type { Call, Ledger } from './ledger.ts';

export interface Front {
  /** The vendor itself. */
  target: string;
  ledger: Ledger;
  /** Whom the call would send to; null: it sends nothing, and is passed on. */
  recipient: (request: VendorRequest) => string | null;
  /** The vendor's own refusals. */
  refusals: {
    limited: (seconds: number) => VendorReply;
    temporary: VendorReply;
    unreachable: VendorReply;
  };
  /** The vendor has acted, and its answer (the text) is on its way: the last moment for a receipt that overtakes it. */
  acted: (call: Call, answer: string) => void;
  /** Nothing will be answered. */
  hangs: (call: Call) => void;
}

const dropped = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'accept-encoding']);

export async function startFront({ target, ledger, recipient, refusals, acted, hangs }: Front) {
  /** Of the front itself, so that they are not taken for the vendor's. */
  const faults: unknown[] = [];

  async function forward({
    method,
    path,
    query,
    headers,
    bytes,
  }: VendorRequest): Promise<VendorReply & { body: string }> {
    const search = query.size === 0 ? '' : `?${query}`;
    const answer = await fetch(`${target}${path}${search}`, {
      method,
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' && !dropped.has(name) ? [[name, value]] : [],
      ),
      ...(method === 'GET' ? {} : { body: new Uint8Array(bytes) }),
    });
    const type = answer.headers.get('content-type');
    return {
      status: answer.status,
      body: await answer.text(),
      headers: type === null ? {} : { 'content-type': type },
    };
  }

  const give = (response: ServerResponse, { status, body, headers = {} }: VendorReply): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  async function serve(request: VendorRequest, response: ServerResponse): Promise<void> {
    const to = recipient(request);
    if (to === null) return give(response, await forward(request));
    const call = ledger.begin(to);
    const { fate } = call;
    const refusal =
      fate === 'rate-limited'
        ? refusals.limited((call.retryAfter ?? 0) / 1000)
        : fate === 'temporary' || fate === 'unreachable'
          ? refusals[fate]
          : null;
    const reply = refusal ?? (fate === 'pass' || fate.endsWith('-after') ? await forward(request) : null);
    ledger.end();
    if (reply !== null && fate === 'pass') acted(call, String(reply.body));
    if (fate.startsWith('cut')) response.socket?.destroy();
    else if (fate.startsWith('hang')) hangs(call);
    else if (reply === null || fate.startsWith('garbage'))
      give(response, { status: 502, body: '<html>Bad gateway</html>', headers: { 'content-type': 'text/html' } });
    else give(response, reply);
  }

  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://127.0.0.1');
      const bytes = Buffer.concat(chunks);
      const request: VendorRequest = {
        method: incoming.method ?? '',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        text: bytes.toString('utf8'),
        bytes,
      };
      serve(request, response).catch((error: unknown) => {
        faults.push(error);
        response.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
