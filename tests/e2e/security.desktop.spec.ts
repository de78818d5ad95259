import { expect, test } from './app.ts';

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
    bridge: ['connect', 'openSample', 'openOwn'],
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
