/** One request to the sink over a connection that is kept. Resolves to the status. */
import { Agent, request } from 'node:http';

export const inFlight = 64;

const agent = new Agent({ keepAlive: true, maxSockets: inFlight });

export const postTo = (port: number, id: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const path = `/send?id=${encodeURIComponent(id)}`;
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end();
  });
