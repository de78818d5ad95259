/** One HTTP exchange, without redirects: bounded in size and time, and only with addresses that the guard lets through. */
import { request as http, type IncomingHttpHeaders } from 'node:http';
import { request as https } from 'node:https';
import { ConnectorError } from '../../flows/sdk/connector.ts';
import { checkLiteral, Forbidden, guardedLookup, mayConnect } from './guard.ts';

/** Bytes of an answer that are read. */
const largest = 1024 * 1024;

export interface Exchange {
  url: URL;
  method: string;
  headers: Readonly<Record<string, string>>;
  body: string | null;
  signal: AbortSignal;
  allowPrivate: boolean;
  /** Would people see the effect of this request, were its answer lost? */
  acts: boolean;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
}

const refuse = (message: string): ConnectorError => new ConnectorError('bad-request', message);

/** Throws ConnectorErrors that name the host and nothing else of the request: secrets may be in all of it. */
export function exchange({ url, method, headers, body, signal, allowPrivate, acts }: Exchange): Promise<Answer> {
  const { hostname: host, protocol } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    return Promise.reject(refuse('Only addresses that begin with http:// or https:// can be asked.'));
  }
  if (url.username !== '' || url.password !== '') {
    return Promise.reject(refuse('A name and password do not belong into the address. Put them into the account.'));
  }
  return new Promise((resolve, reject) => {
    let left = false;
    const inWords = (error: unknown): ConnectorError => {
      if (error instanceof ConnectorError) return error;
      if (error instanceof Forbidden) return notThere(host);
      const code = (error as { code?: unknown }).code;
      return new ConnectorError(
        'unreachable',
        left
          ? `${host} did not answer: the connection was cut or took too long.`
          : `${host} cannot be reached (${typeof code === 'string' ? code : 'no connection'}). Check the address.`,
        { mayHaveActed: acts && left },
      );
    };
    const lost = (error: unknown): void => reject(inWords(error));
    try {
      checkLiteral(host, allowPrivate);
      const call = (protocol === 'https:' ? https : http)(
        url,
        { method, headers, agent: false, lookup: guardedLookup(allowPrivate), signal },
        (response) => {
          const pieces: Buffer[] = [];
          let size = 0;
          response.on('data', (piece: Buffer) => {
            size += piece.length;
            if (size > largest) response.destroy(refuse(`${host} answered with more than a megabyte.`));
            else pieces.push(piece);
          });
          response.on('error', lost);
          response.on('end', () => {
            const text = Buffer.concat(pieces).toString('utf8');
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      call.on('socket', (socket) => {
        socket.once('connect', () => {
          // The last word: what the connection really leads to.
          if (!mayConnect(socket.remoteAddress ?? '', allowPrivate)) call.destroy(new Forbidden(host));
        });
        socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          left = true;
        });
      });
      call.on('error', lost);
      call.end(body ?? undefined);
    } catch (error) {
      lost(error);
    }
  });
}

const notThere = (host: string): ConnectorError =>
  refuse(
    `${host} is inside this computer or its network, where requests do not go. If it is your own server, allow private addresses in the account.`,
  );
