/**
 * Counts what is sent to it by contact, in a process of its own: `POST /send?id=7`. Asked by message: `stats`, or
 * `{ reset, delay }` to begin anew, answering after so many milliseconds. Tells its port first.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SinkStats {
  total: number;
  unique: number;
  twice: number;
}

let seen = new Map<string, number>();
let total = 0;
let delay = 0;

const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    const id = new URL(request.url ?? '/', 'http://sink').searchParams.get('id') ?? '';
    total++;
    seen.set(id, (seen.get(id) ?? 0) + 1);
    const answer = () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"ok":true}');
    };
    if (delay === 0) answer();
    else setTimeout(answer, delay);
  });
});
server.listen({ port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: 4096 }, () => {
  process.send?.((server.address() as AddressInfo).port);
});
process.on('message', (message: 'stats' | { delay: number }) => {
  if (message !== 'stats') {
    seen = new Map();
    total = 0;
    delay = message.delay;
  }
  const stats: SinkStats = { total, unique: seen.size, twice: total - seen.size };
  process.send?.(stats);
});
