/**
 * The engine's process: Electron's utilityProcess, or an external Node (KASKAD_ENGINE_NODE) for tests on an Electron whose
 * own Node is too old for the engine, and for development.
 */
import { spawn } from 'node:child_process';
import { type MessagePortMain, utilityProcess } from 'electron';
import { engineFlags } from '../engine-flags.ts';
import { fromEngineSchema, type ToEngine } from '../messages.ts';
import type { ChildEvents, EngineChild } from './supervisor.ts';

const name = 'Kaskad engine';

/** Only messages that fit the schema are heard; anything else is a mistake of ours and ends nothing. */
function hear(events: ChildEvents, raw: unknown): void {
  const message = fromEngineSchema.safeParse(raw);
  if (message.success) events.message(message.data);
}

export function utilityChild(entry: string, events: ChildEvents): EngineChild<MessagePortMain> {
  const child = utilityProcess.fork(entry, [], { serviceName: name, stdio: 'inherit', execArgv: [...engineFlags] });
  child.on('message', (raw: unknown) => hear(events, raw));
  child.on('exit', (code) => events.exit(code));
  return {
    send: (message) => child.postMessage(message),
    sendPort: (port) => child.postMessage({ kind: 'page' } satisfies ToEngine, [port]),
    kill: () => void child.kill(),
  };
}

/** A port cannot cross to another program: what comes out of it is passed on by number, and back. */
export function nodeChild(node: string, entry: string, events: ChildEvents): EngineChild<MessagePortMain> {
  const child = spawn(node, [...engineFlags, entry], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
    env: { ...process.env, ELECTRON_RUN_AS_NODE: undefined },
  });
  const ports = new Map<number, MessagePortMain>();
  let next = 0;
  const send = (message: ToEngine): void => {
    if (child.connected) child.send(message);
  };
  child.on('message', (raw: unknown) => {
    const message = fromEngineSchema.safeParse(raw);
    if (!message.success) return;
    if (message.data.kind === 'port-data') ports.get(message.data.port)?.postMessage(message.data.data);
    else events.message(message.data);
  });
  let ended = false;
  const end = (code: number | null): void => {
    if (ended) return;
    ended = true;
    for (const port of ports.values()) port.close();
    ports.clear();
    events.exit(code);
  };
  child.on('error', () => end(null));
  child.on('exit', end);
  return {
    send,
    sendPort(port) {
      const id = next++;
      ports.set(id, port);
      port.on('message', (event) => send({ kind: 'port-data', port: id, data: event.data as unknown }));
      port.on('close', () => {
        ports.delete(id);
        send({ kind: 'port-close', port: id });
      });
      send({ kind: 'port-open', port: id });
      port.start();
    },
    kill: () => void child.kill('SIGKILL'),
  };
}
