/** The one window: a sandboxed page that may go nowhere else, open nothing and ask the system for nothing. */
import { join } from 'node:path';
import { app, BrowserWindow, dialog, nativeTheme, type Session, screen, shell, type WebContents } from 'electron';
import { isOwnPage, outsideAddress, pageOrigin } from './origin.ts';
import { placeOnScreen, type StateFile } from './state.ts';
import type { Words } from './words.ts';

export function openWindow(options: { preload: string; icon: string; state: StateFile }): BrowserWindow {
  const { state } = options;
  const remembered = state.get().window;
  const window = new BrowserWindow({
    ...placeOnScreen(
      remembered,
      screen.getAllDisplays().map((display) => display.workArea),
    ),
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Kaskad',
    icon: options.icon,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#15171c' : '#f7f8fa',
    webPreferences: {
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: !app.isPackaged,
    },
  });
  if (remembered?.maximized === true) window.maximize();
  window.once('ready-to-show', () => window.show());
  const remember = (): void => {
    if (window.isDestroyed() || window.isMinimized()) return;
    state.change({ window: { ...window.getNormalBounds(), maximized: window.isMaximized() } });
  };
  window.on('close', remember);
  void window.loadURL(`${pageOrigin}/`);
  return window;
}

/** For every page that will ever exist in this app. */
export function confinePages(words: Words): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    const stay = (event: { preventDefault(): void }, address: string): void => {
      if (isOwnPage(address)) return;
      event.preventDefault();
      void openOutside(contents, address, words);
    };
    contents.on('will-navigate', (event, address) => stay(event, address));
    contents.on('will-redirect', (event, address) => stay(event, address));
    contents.setWindowOpenHandler(({ url }) => {
      void openOutside(contents, url, words);
      return { action: 'deny' };
    });
  });
}

/** Asks first and shows the address: it may come from a flow or a message that a stranger wrote. */
async function openOutside(contents: WebContents, address: string, words: Words): Promise<void> {
  const url = outsideAddress(address);
  const window = BrowserWindow.fromWebContents(contents);
  if (url === null || window === null) return;
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: words.openOutside,
    detail: url,
    buttons: [words.open, words.cancel],
    defaultId: 0,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(url);
}

/** The page may copy to the clipboard; it gets no camera, place, notifications, devices, downloads or network. */
export function confineSession(session: Session): void {
  const granted = new Set(['clipboard-sanitized-write', 'fullscreen']);
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(granted.has(permission) && isOwnPage(contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => granted.has(permission) && isOwnPage(origin));
  session.setDevicePermissionHandler(() => false);
  // The policy already forbids it; this holds even where a policy would not reach. Saving a file goes through `blob:`.
  session.webRequest.onBeforeRequest((details, answer) => {
    const local = /^(?:app|blob|data|devtools|chrome-extension|about):/.test(details.url);
    answer({ cancel: !local });
  });
}

/** Where the preload script lies beside the main script. */
export const preloadPath = (mainFolder: string): string => join(mainFolder, 'preload.cjs');
