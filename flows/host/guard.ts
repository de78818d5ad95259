/**
 * Who may speak to the local server. Three checks, each enough to stop one attack: the Host header (a foreign name that
 * resolves to 127.0.0.1, "DNS rebinding"), the Origin header (another site's page), the token (another program or user
 * of this computer).
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export interface Caller {
  host: string | undefined;
  origin: string | undefined;
  /** `Sec-Fetch-Site`: what the browser itself says about where the request comes from. */
  fetchSite: string | undefined;
  authorization: string | undefined;
}

export interface Refusal {
  status: 401 | 403 | 421;
  message: string;
}

/** The names under which the server may be called. It listens on 127.0.0.1 only; `localhost` means the same machine. */
export const ownHosts = (port: number): ReadonlySet<string> => new Set([`127.0.0.1:${port}`, `localhost:${port}`]);

/** For everything, the page included: null when the request is for this server and from it. */
export function checkPlace(caller: Caller, port: number): Refusal | null {
  const hosts = ownHosts(port);
  if (caller.host === undefined || !hosts.has(caller.host.toLowerCase())) {
    return { status: 421, message: `This is Kaskad on http://127.0.0.1:${port}. Open that address instead.` };
  }
  if (caller.origin !== undefined && caller.origin !== `http://${caller.host.toLowerCase()}`) {
    return { status: 403, message: 'Kaskad does not answer pages of other sites.' };
  }
  return null;
}

/** For the API: null when the caller also holds the token of this start. */
export function checkToken(caller: Caller, token: string): Refusal | null {
  if (caller.fetchSite !== undefined && caller.fetchSite !== 'same-origin' && caller.fetchSite !== 'none') {
    return { status: 403, message: 'Kaskad does not answer pages of other sites.' };
  }
  const given = /^Bearer ([A-Za-z0-9_-]+)$/.exec(caller.authorization ?? '')?.[1];
  if (given === undefined || !sameText(given, token)) {
    return {
      status: 401,
      message: 'The token is missing or belongs to an earlier start. Open the address that Kaskad printed.',
    };
  }
  return null;
}

/** Takes the same time wherever the two differ, and whatever their lengths. */
function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
