/** The way to Electron's main process, from a utilityProcess or from an external Node; both look the same from here. */
import type { SupportedMessagePort } from '@orpc/client/message-port';
import { type FromEngine, type ToEngine, toEngineSchema } from '../messages.ts';

export interface Parent {
  send(message: FromEngine): void;
  /** Messages of main, checked. */
  onMessage(listener: (message: ToEngine) => void): void;
  /** A page wants to speak to the engine. */
  onPage(listener: (port: SupportedMessagePort) => void): void;
  /** Main is gone: nobody is left to serve. */
  onGone(listener: () => void): void;
}

export function parentOf(host: NodeJS.Process): Parent {
  const port = (host as { parentPort?: Electron.ParentPort }).parentPort;
  if (port !== undefined) return utilityParent(port);
  if (host.send === undefined) {
    throw new Error(
      'This is the engine of the Kaskad desktop app; it is started by the app. Use the kaskad command instead.',
    );
  }
  return nodeParent(host, host.send.bind(host));
}

function utilityParent(main: Electron.ParentPort): Parent {
  return {
    send: (message) => main.postMessage(message),
    onMessage: (listener) =>
      void main.on('message', (event) => {
        const message = toEngineSchema.safeParse(event.data);
        if (message.success && message.data.kind !== 'page') listener(message.data);
      }),
    onPage: (listener) =>
      void main.on('message', (event) => {
        const [port] = event.ports;
        if ((event.data as { kind?: unknown }).kind !== 'page' || port === undefined) return;
        listener(port);
        port.start();
      }),
    // A utilityProcess is ended together with main.
    onGone: () => {},
  };
}

function nodeParent(host: NodeJS.Process, post: (message: unknown) => unknown): Parent {
  const send = (message: FromEngine): void => {
    if (host.connected) post(message);
  };
  const ports = new Map<number, { data: (data: unknown) => void; close: () => void }>();
  const toPages = new Set<(port: SupportedMessagePort) => void>();
  const toMessages = new Set<(message: ToEngine) => void>();

  const open = (id: number): void => {
    const data = new Set<(data: unknown) => void>();
    const closed = new Set<() => void>();
    ports.set(id, {
      data: (value) => {
        for (const listener of data) listener(value);
      },
      close: () => {
        for (const listener of closed) listener();
      },
    });
    const port = {
      postMessage: (value: unknown) => send({ kind: 'port-data', port: id, data: value }),
      onMessage: { addListener: (listener: (value: unknown) => void) => void data.add(listener) },
      onDisconnect: { addListener: (listener: () => void) => void closed.add(listener) },
    };
    for (const listener of toPages) listener(port);
  };

  host.on('message', (raw) => {
    const parsed = toEngineSchema.safeParse(raw);
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.kind === 'port-open') open(message.port);
    else if (message.kind === 'port-data') ports.get(message.port)?.data(message.data);
    else if (message.kind === 'port-close') {
      ports.get(message.port)?.close();
      ports.delete(message.port);
    } else for (const listener of toMessages) listener(message);
  });
  return {
    send,
    onMessage: (listener) => void toMessages.add(listener),
    onPage: (listener) => void toPages.add(listener),
    onGone: (listener) => void host.on('disconnect', listener),
  };
}
