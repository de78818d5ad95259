/**
 * Whose allowance a request counts for. Behind a tunnel or a proxy on this computer every caller has its address; the nearest of them
 * wrote down, last, whom it speaks for. Where there is none, a caller can only fool the allowance of their own.
 */
import type { IncomingMessage } from 'node:http';

export function callerOf(request: IncomingMessage): string {
  const header = request.headers['x-forwarded-for'];
  const last = (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)?.trim() ?? '';
  return (last || (request.socket.remoteAddress ?? '')).slice(0, 64);
}
