/**
 * All that the page is given: a way to ask for one port to the engine, and to ask for the sample data or for the person's
 * own workspace, without a say in which files these are. The port itself arrives as a window message, because a port
 * cannot cross the context bridge.
 */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('kaskad', {
  connect: () => {
    ipcRenderer.send('kaskad:connect');
  },
  openSample: () => {
    ipcRenderer.send('kaskad:open-sample');
  },
  openOwn: () => {
    ipcRenderer.send('kaskad:open-own');
  },
});

ipcRenderer.on('kaskad:port', (event) => {
  window.postMessage('kaskad:port', window.location.origin, event.ports);
});

// A flow file that the system asked the app to open: the page shows it before anything becomes of it.
ipcRenderer.on('kaskad:flow', (_event, name: unknown, text: unknown) => {
  window.postMessage({ kind: 'kaskad:flow', name, text }, window.location.origin);
});

// An older Chromium does not tell the page when the other end of its port is gone.
ipcRenderer.on('kaskad:lost', () => {
  window.postMessage('kaskad:lost', window.location.origin);
});
