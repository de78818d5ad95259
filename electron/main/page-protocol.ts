/** The page's own origin, `app://kaskad`: its built files with the same policy as in web mode, and nothing else. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { protocol } from 'electron';
import { contentTypeOf, pageFile, securityHeaders } from '../../flows/api/page.ts';
import { pageHost, pageScheme } from './origin.ts';

/** Before the app is ready. No right to bypass the policy is asked for. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

export function servePage(folder: string): void {
  protocol.handle(pageScheme, async (request) => {
    const url = new URL(request.url);
    const name = url.host === pageHost && request.method === 'GET' ? pageFile(url.pathname) : null;
    try {
      if (name === null) throw new Error('no such file');
      const body = await readFile(join(folder, name));
      return new Response(new Uint8Array(body), {
        headers: { ...securityHeaders, 'content-type': contentTypeOf(name) },
      });
    } catch {
      return new Response('There is no such file.', { status: 404, headers: { ...securityHeaders } });
    }
  });
}
