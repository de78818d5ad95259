/**
 * All that the page is given: a way to ask for one port to the engine. The port itself arrives as a window message,
 * because a port cannot cross the context bridge.
 */
import { contextBridge, ipcRenderer } from 'electron';

contextBridge.exposeInMainWorld('kaskad', {
  connect: () => {
    ipcRenderer.send('kaskad:connect');
  },
});

ipcRenderer.on('kaskad:port', (event) => {
  window.postMessage('kaskad:port', window.location.origin, event.ports);
});

// An older Chromium does not tell the page when the other end of its port is gone.
ipcRenderer.on('kaskad:lost', () => {
  window.postMessage('kaskad:lost', window.location.origin);
});
