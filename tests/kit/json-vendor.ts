/**
 * A vendor with an HTTP API, played on this computer: keeps every call, answers as `handle` says, and fails on command.
 * What it knows of the vendor is in the `conformance.ts` of the connector's folder.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorCall {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string | undefined>;
  /** Parsed JSON, the fields of a form, or null. */
  body: unknown;
}

export interface VendorAnswer {
  status?: number;
  body: unknown;
  headers?: Record<string, string>;
}

export type VendorFault =
  /** Answers so instead of acting. */
  | ({ kind: 'answer' } & VendorAnswer)
  | { kind: 'garbage'; status: number }
  /** Closes the connection, or never answers; `acts` does the work first. */
  | { kind: 'cut' | 'hang'; acts: boolean };

export type JsonVendor = Awaited<ReturnType<typeof startJsonVendor>>;

export async function startJsonVendor(handle: (call: VendorCall) => VendorAnswer | Promise<VendorAnswer>) {
  const calls: VendorCall[] = [];
  let fault: { fault: VendorFault; on: (call: VendorCall) => boolean } | null = null;

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      text += chunk;
    });
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://vendor.test');
      const form = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
      const call: VendorCall = {
        method: request.method ?? '',
        path: url.pathname,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers as Record<string, string | undefined>,
        body: text === '' ? null : form ? Object.fromEntries(new URLSearchParams(text)) : (JSON.parse(text) as unknown),
      };
      calls.push(call);
      const give = ({ status = 200, body, headers = {} }: VendorAnswer) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      const happening = fault?.on(call) === true ? fault.fault : null;
      if (happening === null) {
        const answer = handle(call);
        if (answer instanceof Promise) void answer.then(give);
        else give(answer);
        return;
      }
      if (happening.kind === 'answer') return give(happening);
      if (happening.kind === 'garbage') {
        response.writeHead(happening.status, { 'content-type': 'text/html' });
        response.end('<html><body>Bad gateway</body></html>');
        return;
      }
      if (happening.acts) void handle(call);
      if (happening.kind === 'cut') request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    setFault(next: VendorFault | null, on: (call: VendorCall) => boolean = () => true): void {
      fault = next === null ? null : { fault: next, on };
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
