import { expect, test } from './app.ts';

test('the page runs nothing that it did not bring', async ({ app }) => {
  app.expectTrouble(/Content Security Policy|Refused to|violates/i);
  const result = await app.page.evaluate(async () => {
    const tried: Record<string, string> = {};
    const attempt = async (name: string, run: () => unknown) => {
      try {
        await run();
        tried[name] = 'allowed';
      } catch {
        tried[name] = 'refused';
      }
    };
    // Not at once: while the test itself speaks to the page, the browser lets it evaluate.
    await attempt(
      'eval',
      () =>
        new Promise((resolve, reject) => {
          setTimeout(() => {
            try {
              resolve(new Function('return 1')());
            } catch (error) {
              reject(error);
            }
          }, 50);
        }),
    );
    await attempt('fetch elsewhere', () => fetch('https://example.com/'));
    await attempt('inline script', () => {
      const script = document.createElement('script');
      script.textContent = 'window.planted = true';
      document.head.append(script);
      if (!('planted' in window)) throw new Error('did not run');
    });
    await attempt('remote image', () => {
      const image = new Image();
      image.src = 'https://example.com/pixel.png';
      return image.decode();
    });
    await attempt('frame', async () => {
      const frame = document.createElement('iframe');
      frame.src = 'https://example.com/';
      document.body.append(frame);
      await new Promise((resolve) => setTimeout(resolve, 300));
      if (frame.contentDocument === null) throw new Error('blocked page');
      throw new Error('nothing was loaded');
    });
    return tried;
  });
  expect(result).toEqual({
    eval: 'refused',
    'fetch elsewhere': 'refused',
    'inline script': 'refused',
    'remote image': 'refused',
    frame: 'refused',
  });
});

test('the page opens no window and leads nowhere else', async ({ app }) => {
  app.expectTrouble(/Not allowed|blocked|ERR_/i);
  const before = app.page.url();
  if (app.kind === 'desktop') {
    // Nothing is asked and nothing opens for an address that is not an ordinary one.
    const opened = await app.page.evaluate(() => window.open('file:///etc/passwd') !== null);
    expect(opened).toBe(false);
    await app.page.evaluate(() => {
      window.location.href = 'file:///etc/passwd';
    });
    await app.page.waitForTimeout(300);
    expect(app.page.url()).toBe(before);
    expect(app.host.electron?.windows()).toHaveLength(1);
  }
});

test.describe('web mode', () => {
  test.skip(({ host }) => host !== 'web', 'the desktop has no server');

  test('keeps its token out of the address, and nobody gets in without it', async ({ app }) => {
    expect(app.page.url()).not.toContain('token');
    const origin = new URL(app.page.url()).origin;
    app.expectTrouble(/401/);
    const stranger = await app.page.context().newPage();
    const response = await stranger.goto(`${origin}/`);
    expect(response?.headers()['content-security-policy']).toContain("default-src 'none'");
    await expect(stranger.getByRole('status').filter({ hasText: 'not known to the engine' })).toBeVisible();
    const refused = await stranger.request.post(`${origin}/rpc/workspace/get`, { data: {} });
    expect(refused.status()).toBe(401);
  });

  test('a reload stays in', async ({ app }) => {
    await app.page.reload();
    await app.shell.ready();
    await expect(app.page.getByText('not known to the engine')).toHaveCount(0);
  });
});

test.describe('desktop', () => {
  test.skip(({ host }) => host !== 'desktop', 'only the desktop has Electron');

  test('gives the page neither Node nor Electron, only a way to the engine', async ({ app }) => {
    const seen = await app.page.evaluate(() => ({
      require: typeof Reflect.get(globalThis, 'require'),
      process: typeof Reflect.get(globalThis, 'process'),
      buffer: typeof Reflect.get(globalThis, 'Buffer'),
      bridge: Object.keys(Reflect.get(globalThis, 'kaskad') as object),
      origin: window.location.origin,
    }));
    expect(seen).toEqual({
      require: 'undefined',
      process: 'undefined',
      buffer: 'undefined',
      bridge: ['connect'],
      origin: 'app://kaskad',
    });
    const preferences = await app.host.electron?.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>;
      };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag === true };
    });
    expect(preferences).toEqual({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
    });
  });

  test('asks for no permission and gets none', async ({ app }) => {
    const answers = await app.page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      place: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          () => resolve('denied'),
        );
      }),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      ),
    }));
    expect(answers).toEqual({ notifications: 'denied', place: 'denied', camera: 'denied' });
  });

  test('does not leave the page’s folder', async ({ app }) => {
    app.expectTrouble(/404|ERR_|Failed to load/);
    const answers = await app.page.evaluate(async () => {
      const paths = [
        '/../electron/main.cjs',
        '/%2e%2e/electron/main.cjs',
        '/..%5cpackage.json',
        '/assets/..%2f..%2fmain.cjs',
      ];
      return await Promise.all(paths.map(async (path) => (await fetch(`app://kaskad${path}`)).status));
    });
    expect(answers).toEqual([404, 404, 404, 404]);
  });
});
