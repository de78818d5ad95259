/**
 * Preloaded into a real process that is to die: remembers the requests that are in flight, with all that libraries hang on their errors,
 * and at SIGUSR2 does what KASKAD_DIES says: `throw` or `reject` such an error where nobody catches it, or `fatal`, run out of memory.
 */
import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const inFlight: Record<string, unknown>[] = [];
subscribe('http.client.request.start', (message) => {
  const { request } = message as { request: ClientRequest };
  inFlight.push({ method: request.method, path: request.path, headers: request.getHeaders(), request });
});
subscribe('undici:request:create', (message) => {
  const { request } = message as { request: { method: string; path: string; headers: unknown } };
  inFlight.push({ method: request.method, path: request.path, headers: request.headers, request });
});

/** As `AxiosError` and its like are. */
function libraryError(): Error {
  const paths = inFlight.map(({ method, path }) => `${method} ${path}`);
  return Object.assign(new Error(`Planted: the request failed: ${paths.join(', ')}`), { config: inFlight });
}

process.on('SIGUSR2', () => {
  if (process.env.KASKAD_DIES === 'throw') {
    setImmediate(() => {
      throw libraryError();
    });
  } else if (process.env.KASKAD_DIES === 'reject') void Promise.reject(libraryError());
  else {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(100_000).fill(libraryError()));
  }
});
