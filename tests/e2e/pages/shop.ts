/** A shop's own site, on another origin than the app: pages with the script of Kaskad in them, opened in a browser of its own. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import axe from 'axe-core';
import { launchChromium } from '../hosts.ts';

export class Shop {
  readonly origin: string;
  readonly #server: Server;
  readonly #browser: Browser;
  /** What stands in the pages for the script. */
  script = '';
  /** Scripts that the shop keeps beside its pages, by path. */
  readonly files = new Map<string, string>();

  private constructor(server: Server, browser: Browser) {
    this.#server = server;
    this.#browser = browser;
    this.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async open(): Promise<Shop> {
    const pages: { script: () => string; file: (path: string) => string | undefined } = {
      script: () => '',
      file: () => undefined,
    };
    const server = createServer((request, response) => {
      const file = pages.file(request.url ?? '');
      if (file !== undefined) {
        response.writeHead(200, { 'content-type': 'text/javascript; charset=utf-8' }).end(file);
        return;
      }
      const title = request.url === '/sale' ? 'Sale' : 'Shop';
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      // The shop's own style must not reach into the blocks.
      response.end(`<!doctype html><html lang="en"><head><title>${title}</title><style>*{color:red!important;display:inline!important}</style></head>
<body><main><h1>${title}</h1><button id="first">Cart</button><div data-kaskad-place="home-top"></div></main>${pages.script()}</body></html>`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const shop = new Shop(server, await launchChromium());
    pages.script = () => shop.script;
    pages.file = (path) => shop.files.get(path);
    return shop;
  }

  /** A visitor who was never here; `ready` makes their browser what it is. */
  async visit(path = '/', ready: (context: BrowserContext) => Promise<void> = async () => {}): Promise<Page> {
    const context = await this.#browser.newContext();
    await ready(context);
    const page = await context.newPage();
    await page.goto(this.origin + path);
    return page;
  }

  /** What of WCAG 2.0 to 2.2, A and AA, the blocks on the page do not keep. */
  async violations(page: Page): Promise<string[]> {
    await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
    return await page.evaluate(async () => {
      const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
      const { violations } = await window.axe.run('.kaskad-block', { runOnly: { type: 'tag', values } });
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
