/**
 * The desktop host: one window, one engine process, one workspace. This process keeps windows, menus, questions and
 * secrets; it never opens the workspace. Runs on Electron 25 and later.
 */
import { join, resolve } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  type MessagePortMain,
  powerMonitor,
  safeStorage,
  session,
  shell,
  type WebFrameMain,
} from 'electron';
import { nodeChild, utilityChild } from './engine-child.ts';
import { flowFileDesk, flowFileIn, isFlowFile } from './flow-file.ts';
import { setMenu } from './menu.ts';
import { isOwnPage } from './origin.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { chooseWorkspace, ownWorkspace, type StateFile, stateFile } from './state.ts';
import { engineSupervisor, type Supervisor } from './supervisor.ts';
import { openVault, systemCipher, type Vault } from './vault.ts';
import { confinePages, confineSession, openWindow, preloadPath } from './window.ts';
import { languageOf, reasonIn, type Words, wordsIn } from './words.ts';

const dist = resolve(__dirname, '..');
/** Native modules and programs other than Electron cannot read inside the packed archive. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');
const engineEntry = unpacked(join(dist, 'engine/engine.mjs'));

/** Tests and people with several setups keep everything of one setup in one folder. */
const home = process.env.KASKAD_HOME;
if (home !== undefined && home !== '') app.setPath('userData', resolve(home));

// Root (as in a container) cannot have Chromium's sandbox and says so with this switch; the page stays without Node all the same.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerPageScheme();

/** On a Mac a double click that starts the app is told before the app is ready. */
const early: string[] = [];
const onEarly = (event: { preventDefault: () => void }, path: string): void => {
  event.preventDefault();
  early.push(path);
};
app.on('open-file', onEarly);

if (app.requestSingleInstanceLock()) void app.whenReady().then(run);
else app.quit();

function run(): void {
  const userData = app.getPath('userData');
  const language = languageOf(app.getLocale());
  const words = wordsIn(language);
  const state = stateFile(userData);
  const cipher = systemCipher(safeStorage, process.platform);
  const vault = cipher === null ? null : openVault(userData, cipher);

  confinePages(words);
  confineSession(session.defaultSession);
  servePage(join(dist, 'page'));

  app.off('open-file', onEarly);
  const named = early.find((path) => path.endsWith('.kaskad'));
  const chosen = named ?? chooseWorkspace(process.argv, state.get().recent);
  const sample = join(userData, 'demo.kaskad');
  let file = resolve(chosen ?? sample);
  /** Only the workspace of the first start is made unasked, and only one that was asked for is made empty. */
  let missing: 'refuse' | 'empty' | 'demo' = chosen === null ? 'demo' : 'refuse';
  let window: BrowserWindow | null = null;

  const engine: Supervisor<MessagePortMain> = engineSupervisor<MessagePortMain>({
    spawn: (events) => {
      const node = process.env.KASKAD_ENGINE_NODE;
      return node === undefined || node === ''
        ? utilityChild(engineEntry, events)
        : nodeChild(node, engineEntry, events);
    },
    open: (afterCrash) => ({
      kind: 'open',
      file,
      missing,
      language,
      timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      keychain: vault !== null,
      afterCrash,
    }),
    ready: (workspace) => {
      file = workspace.file;
      missing = 'refuse';
      state.opened(file);
      app.addRecentDocument(file);
      refreshMenu();
    },
    failed: (error) => void askWhatToOpen(error),
    lost: () => window?.webContents.send('kaskad:lost'),
    secret: async (ask, value) => answerSecret(vault, ask, value),
  });

  const openFile = async (path: string, ifMissing: typeof missing = 'refuse'): Promise<void> => {
    await engine.stop();
    file = resolve(path);
    missing = ifMissing;
    flowFiles.pageWent();
    engine.start();
    window?.webContents.reload();
  };
  const actions = {
    newWorkspace: () => void pickNew(words).then((path) => (path === null ? undefined : openFile(path, 'empty'))),
    openWorkspace: () => void pickExisting(words).then((path) => (path === null ? undefined : openFile(path))),
    openFile: (path: string) => void openFile(path),
    showFolder: () => shell.showItemInFolder(file),
  };
  const refreshMenu = (): void => setMenu(words, state.get().recent, actions);

  async function askWhatToOpen(error: { code: string; message: string }): Promise<void> {
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message: words.cannotOpen,
      detail: `${file}\n\n${reasonIn(words, error.code, error.message)}`,
      buttons: [words.openAnother, words.tryAgain, words.quit],
      defaultId: 0,
      cancelId: 2,
    });
    if (response === 2) return app.quit();
    const path = response === 0 ? await pickExisting(words) : file;
    if (path === null) return askWhatToOpen(error);
    await openFile(path);
  }

  const flowFiles = flowFileDesk(
    ({ name, text }) => {
      if (window !== null && !window.isDestroyed()) window.webContents.send('kaskad:flow', name, text);
    },
    (path) => void dialog.showMessageBox({ type: 'error', message: words.cannotOpen, detail: path }),
  );
  const openFlow = (path: string): void => {
    // On a Mac the app goes on without a window.
    if (window?.isDestroyed() === true) {
      flowFiles.pageWent();
      window = showWindow(state);
    }
    flowFiles.open(path);
  };
  brokerPorts(engine, flowFiles.pageCame);
  onPage('kaskad:open-sample', () => void openFile(sample, 'demo'));
  onPage('kaskad:open-own', () => {
    const own = ownWorkspace(state.get().recent, [sample, file]);
    if (own === null) actions.newWorkspace();
    else void openFile(own);
  });
  window = showWindow(state);
  refreshMenu();
  engine.start();
  powerMonitor.on('resume', () => engine.wake());
  const firstFlow = flowFileIn(process.argv) ?? early.find(isFlowFile) ?? null;
  if (firstFlow !== null) openFlow(firstFlow);

  app.on('second-instance', (_event, argv, folder) => {
    const named = chooseWorkspace(argv, []);
    if (named !== null && resolve(named) !== file) void openFile(named);
    const flow = flowFileIn(argv);
    if (flow !== null) openFlow(resolve(folder, flow));
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    if (path.endsWith('.kaskad')) void openFile(path);
    else if (isFlowFile(path)) openFlow(path);
  });
  app.on('activate', () => {
    if (window === null || window.isDestroyed()) window = showWindow(state);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });

  let mayQuit = false;
  app.on('before-quit', (event) => {
    if (mayQuit) return;
    // The engine finishes what is in flight and closes the workspace first.
    event.preventDefault();
    void engine.stop().then(() => {
      mayQuit = true;
      app.quit();
    });
  });
}

function showWindow(state: StateFile): BrowserWindow {
  return openWindow({ preload: preloadPath(__dirname), icon: join(dist, 'page/kaskad.png'), state });
}

/** What the page may ask, always without a word of its own. Only our own page's top frame is heard. */
function onPage(channel: string, hear: (frame: WebFrameMain) => void): void {
  ipcMain.on(channel, (event, ...rest: unknown[]) => {
    const frame = event.senderFrame;
    if (rest.length > 0 || frame === null || frame.parent !== null || !isOwnPage(frame.url)) return;
    hear(frame);
  });
}

/** A port to the engine. */
function brokerPorts(engine: Supervisor<MessagePortMain>, pageCame: () => void): void {
  onPage('kaskad:connect', (frame) => {
    const { port1, port2 } = new MessageChannelMain();
    frame.postMessage('kaskad:port', null, [port1]);
    engine.connect(port2);
    pageCame();
  });
}

function answerSecret(vault: Vault | null, ask: 'put' | 'get' | 'remove', value: string): string | null {
  if (vault === null) return null;
  if (ask === 'put') return vault.put(value);
  if (ask === 'get') return vault.get(value);
  vault.remove(value);
  return null;
}

async function pickExisting(words: Words): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog({
    properties: ['openFile'],
    filters: [{ name: words.workspaceFiles, extensions: ['kaskad'] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
}

/** A name that is taken is opened, never written over. */
async function pickNew(words: Words): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog({
    properties: ['createDirectory'],
    filters: [{ name: words.workspaceFiles, extensions: ['kaskad'] }],
  });
  if (canceled || filePath === undefined || filePath === '') return null;
  return filePath.endsWith('.kaskad') ? filePath : `${filePath}.kaskad`;
}
