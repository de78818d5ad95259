/** A vendor's HTTP API on this computer: hands requests to a handler, remembers them, and fails on command. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** As it came. */
  text: string;
  /** The same, where it is no text. */
  bytes: Buffer;
}

export interface VendorReply {
  status: number;
  /** Text as it is; everything else as JSON; nothing when left out. */
  body?: unknown;
  headers?: Record<string, string>;
}

export type VendorFault =
  | { kind: 'reply'; reply: VendorReply }
  /** Never answers, after having acted. */
  | { kind: 'hang' }
  /** Acts, then closes the connection. */
  | { kind: 'cut' };

export const garbage = (status: number): VendorFault => ({
  kind: 'reply',
  reply: { status, body: '<html><body>Bad gateway</body></html>', headers: { 'content-type': 'text/html' } },
});

export type FakeVendor = Awaited<ReturnType<typeof startFakeVendor>>;

export async function startFakeVendor(handle: (request: VendorRequest) => VendorReply) {
  const requests: VendorRequest[] = [];
  let fault: { fault: VendorFault; of: (request: VendorRequest) => boolean } | null = null;
  /** What went wrong in the fake itself, so that it is not taken for a vendor's failure. */
  const faults: unknown[] = [];

  const server = createServer((incoming, response) => {
    const give = ({ status, body, headers = {} }: VendorReply) => {
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
    };
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
      requests.push(request);
      const happening = fault?.of(request) === true ? fault.fault : null;
      if (happening?.kind === 'reply') {
        give(happening.reply);
        return;
      }
      try {
        const reply = handle(request);
        if (happening === null) give(reply);
        else if (happening.kind === 'cut') incoming.socket.destroy();
      } catch (error) {
        faults.push(error);
        give({ status: 599, body: String(error) });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    faults,
    /** From now on; `null` heals. */
    fail(next: VendorFault | null, of: (request: VendorRequest) => boolean = () => true): void {
      fault = next === null ? null : { fault: next, of };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
