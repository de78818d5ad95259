/** Gives out the files of the built page, and nothing else. */
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { contentTypeOf, pageFile } from '../api/page.ts';

/** Answers a GET or HEAD for the page; `folder` is null where no page was built. */
export async function sendPage(
  request: IncomingMessage,
  response: ServerResponse,
  urlPath: string,
  folder: string | null,
): Promise<void> {
  const say = (status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    say(405, 'Only GET and HEAD are answered here.');
    return;
  }
  const name = pageFile(urlPath);
  const file = name === null || folder === null ? null : await insideOf(folder, name);
  if (name === null || file === null) {
    const unbuilt = name === 'index.html';
    say(404, unbuilt ? 'The page has not been built. Build it with: npm run build' : 'There is no such file.');
    return;
  }
  response.setHeader('content-type', contentTypeOf(name));
  response.setHeader('content-length', file.size);
  // Built files carry a hash of their content in their name, so that they never change.
  if (name.startsWith('assets/')) response.setHeader('cache-control', 'public, max-age=31536000, immutable');
  response.writeHead(200);
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file.path), response).catch(() => response.destroy());
}

/** The real place of a file within a folder; null when it is missing, no plain file, or a link that leads outside. */
async function insideOf(folder: string, name: string): Promise<{ path: string; size: number } | null> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    const found = await stat(path);
    return path.startsWith(root + sep) && found.isFile() ? { path, size: found.size } : null;
  } catch {
    return null;
  }
}
