/**
 * Keeps one engine process running for one workspace: starts it, starts it again with growing pauses when it ends by
 * itself, hands it the pages' ports, ends it cleanly. Knows nothing of Electron, so that it can be tested without.
 */
import type { FromEngine, ToEngine } from '../messages.ts';

export interface EngineChild<Port> {
  send(message: ToEngine): void;
  /** Gives the engine the other end of a page's port. */
  sendPort(port: Port): void;
  kill(): void;
}

export interface ChildEvents {
  message: (message: FromEngine) => void;
  exit: (code: number | null) => void;
}

export interface SupervisorOptions<Port> {
  spawn: (events: ChildEvents) => EngineChild<Port>;
  /** What to open. Asked at each start. */
  open: (afterCrash: boolean) => ToEngine & { kind: 'open' };
  /** The engine answers from now on. */
  ready: (workspace: { file: string; name: string }) => void;
  /** The workspace cannot be opened; it is not tried again by itself. */
  failed: (error: { code: string; message: string }) => void;
  /** The engine ended by itself: pages lost their port. It is started again after `pauseMs`. */
  lost: (pauseMs: number) => void;
  secret: (ask: 'put' | 'get' | 'remove', value: string) => Promise<string | null>;
  /** Milliseconds a closing engine may take. Default 10 s. */
  graceMs?: number;
}

export interface Supervisor<Port> {
  start(): void;
  connect(port: Port): void;
  wake(): void;
  /** Resolves when the engine's process has ended; it then has closed its workspace, or was ended by force. */
  stop(): Promise<void>;
}

export const firstPauseMs = 500;
export const longestPauseMs = 30_000;
/** An engine that ran this long was healthy: the next failure starts with the first pause again. */
export const healthyMs = 60_000;

export function engineSupervisor<Port>(options: SupervisorOptions<Port>): Supervisor<Port> {
  let child: EngineChild<Port> | null = null;
  let isReady = false;
  let startedAt = 0;
  let pause = firstPauseMs;
  let wanted = false;
  let restart: NodeJS.Timeout | null = null;
  /** Ports of pages that asked before the workspace was open. */
  let waiting: Port[] = [];
  let stopped: (() => void) | null = null;

  const launch = (afterCrash: boolean): void => {
    restart = null;
    startedAt = Date.now();
    isReady = false;
    const current = options.spawn({
      message: (message) => {
        if (child === current) onMessage(current, message, afterCrash);
      },
      exit: () => {
        if (child === current) onExit();
      },
    });
    child = current;
  };

  const onMessage = (current: EngineChild<Port>, message: FromEngine, afterCrash: boolean): void => {
    if (message.kind === 'started') current.send(options.open(afterCrash));
    else if (message.kind === 'ready') {
      isReady = true;
      for (const port of waiting.splice(0)) current.sendPort(port);
      options.ready(message);
    } else if (message.kind === 'failed') {
      wanted = false;
      options.failed(message);
    } else if (message.kind === 'secret') {
      const { id } = message;
      const reply = (ok: boolean, value: string | null) => {
        if (child === current) current.send({ kind: 'secret', id, ok, value });
      };
      options.secret(message.ask, message.value).then(
        (value) => reply(true, value),
        () => reply(false, null),
      );
    }
  };

  const onExit = (): void => {
    child = null;
    isReady = false;
    waiting = [];
    if (stopped !== null || !wanted) {
      stopped?.();
      return;
    }
    if (Date.now() - startedAt > healthyMs) pause = firstPauseMs;
    options.lost(pause);
    restart = setTimeout(() => launch(true), pause);
    pause = Math.min(pause * 2, longestPauseMs);
  };

  return {
    start() {
      wanted = true;
      if (child === null && restart === null) launch(false);
    },
    connect(port) {
      if (child !== null && isReady) child.sendPort(port);
      else waiting.push(port);
    },
    wake: () => child?.send({ kind: 'wake' }),
    async stop() {
      wanted = false;
      if (restart !== null) clearTimeout(restart);
      restart = null;
      const current = child;
      if (current === null) return;
      await new Promise<void>((resolve) => {
        const deadline = setTimeout(() => current.kill(), options.graceMs ?? 10_000);
        stopped = () => {
          clearTimeout(deadline);
          stopped = null;
          resolve();
        };
        current.send({ kind: 'close' });
      });
    },
  };
}
