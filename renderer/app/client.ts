/**
 * How the page speaks to the engine. The contract is the same over both transports:
 * - web mode: HTTP to `/rpc` on our own origin, with the per-start token in the `authorization` header;
 * - desktop: a MessagePort that the main process brokers. `window.kaskad.connect()` (preload) asks for one; it arrives
 *   as a window message whose data is `kaskad:port`, because ports cannot cross the context bridge.
 */
import { type ClientLink, createORPCClient, isDefinedError } from '@orpc/client';
import { RPCLink as FetchLink } from '@orpc/client/fetch';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import type { Contract } from '../../flows/api/contract.ts';
import { KaskadError } from '../../flows/sdk/problem.ts';
import { takeToken } from './token.ts';

/** What the desktop's preload gives the page. */
export interface KaskadBridge {
  /** Asks for a fresh port to the engine. Each call is answered by one `kaskad:port` window message. */
  connect: () => void;
  /** Opens the workspace with sample data in this window, and makes it where there is none yet. */
  openSample: () => void;
  /** Back to the workspace that was open before; where there is none, one is asked for. */
  openOwn: () => void;
}

declare global {
  interface Window {
    kaskad?: KaskadBridge;
  }
}

export type Client = ContractRouterClient<Contract>;
type Context = Record<never, never>;
type Link = ClientLink<Context>;

function fetchLink(): Link {
  const token = takeToken();
  return new FetchLink<Context>({
    url: `${window.location.origin}/rpc`,
    headers: () => (token === null ? {} : { authorization: `Bearer ${token}` }),
  });
}

const portMessage = 'kaskad:port';

function openPort(bridge: KaskadBridge): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => done(null), 10_000);
    const onMessage = (event: MessageEvent) => {
      if (event.source === window && event.data === portMessage) done(event.ports[0] ?? null);
    };
    const done = (port: MessagePort | null) => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      if (port === null) reject(new TypeError('The engine gave no port'));
      else resolve(port);
    };
    window.addEventListener('message', onMessage);
    bridge.connect();
  });
}

/** One port for all calls; a closed one is replaced at the next call. */
function portLink(bridge: KaskadBridge): Link {
  let link: Promise<Link> | null = null;
  const open = async (): Promise<Link> => {
    const port = await openPort(bridge);
    // An older Chromium does not tell a port that its other end is gone; the preload does.
    const onLost = (event: MessageEvent) => {
      if (event.source === window && event.data === 'kaskad:lost') port.dispatchEvent(new Event('close'));
    };
    window.addEventListener('message', onLost);
    port.addEventListener('close', () => {
      window.removeEventListener('message', onLost);
      link = null;
    });
    port.start();
    return new PortLink<Context>({ port });
  };
  return {
    call: async (path, input, options) => {
      link ??= open().catch((error: unknown) => {
        link = null;
        throw error;
      });
      return (await link).call(path, input, options);
    },
  };
}

const link: Link = window.kaskad === undefined ? fetchLink() : portLink(window.kaskad);

export const client: Client = createORPCClient<Client>(link);
/** Query and mutation options by procedure, such as `orpc.flows.list.queryOptions()`. */
export const orpc = createTanstackQueryUtils(client);

/** What kind of trouble an error of a call is, so that screens can say it in words. */
export type Trouble =
  | { kind: 'refused'; code: string; details: Record<string, unknown>; message: string }
  /** The engine does not know this page: a stale or missing token. */
  | { kind: 'locked' }
  | { kind: 'unreachable' }
  | { kind: 'unexpected'; message: string };

interface KaskadData {
  code: string;
  details?: Record<string, unknown>;
}

const isKaskadData = (data: unknown): data is KaskadData =>
  typeof data === 'object' && data !== null && 'code' in data && typeof data.code === 'string';

/** Works on the error's shape, so that it holds for both transports and for errors thrown before the contract is known. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof KaskadError)
    return { kind: 'refused', code: error.code, details: error.details, message: error.message };
  if (!(error instanceof Error)) return { kind: 'unexpected', message: String(error) };
  const known = error as Error & { code?: unknown; status?: unknown; data?: unknown };
  if ((isDefinedError(error) || known.code === 'KASKAD') && isKaskadData(known.data))
    return { kind: 'refused', code: known.data.code, details: known.data.details ?? {}, message: error.message };
  if (known.status === 401 || known.status === 403) return { kind: 'locked' };
  if (error instanceof TypeError || known.status === 502 || known.status === 503 || known.status === 504)
    return { kind: 'unreachable' };
  return { kind: 'unexpected', message: error.message };
}
