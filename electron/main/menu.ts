import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export interface MenuActions {
  newWorkspace: () => void;
  openWorkspace: () => void;
  openFile: (file: string) => void;
  showFolder: () => void;
}

/** The menu in the person's language. Undo and redo are left to the page, whose canvas has its own history. */
export function setMenu(words: Words, recent: readonly string[], actions: MenuActions): void {
  const mac: MenuItemConstructorOptions[] = process.platform === 'darwin' ? [{ role: 'appMenu' }] : [];
  const developer: MenuItemConstructorOptions[] = app.isPackaged
    ? []
    : [{ role: 'toggleDevTools' }, { role: 'reload' }];
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...mac,
      {
        label: words.file,
        submenu: [
          { label: words.newWorkspace, click: actions.newWorkspace },
          { label: words.openWorkspace, accelerator: 'CmdOrCtrl+O', click: actions.openWorkspace },
          {
            label: words.openRecent,
            enabled: recent.length > 0,
            submenu: recent.map((file) => ({ label: file, click: () => actions.openFile(file) })),
          },
          { label: words.showFolder, click: actions.showFolder },
          { type: 'separator' },
          process.platform === 'darwin' ? { role: 'close' } : { role: 'quit', label: words.quit },
        ],
      },
      {
        label: words.edit,
        submenu: [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
      },
      {
        label: words.view,
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          ...developer,
        ],
      },
      { label: words.window, role: 'windowMenu' },
      { label: words.help, role: 'help', submenu: [{ role: 'about', label: words.about }] },
    ]),
  );
}
