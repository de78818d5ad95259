/** Child processes of benchmarks: they say what they have reached by messages, and cost processor time and memory. */
import { type ChildProcess, fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { engineFlags } from '../electron/engine-flags.ts';

export interface Child {
  pid: number;
  /** Sends it something. */
  say(message: unknown): void;
  /** The next message that it sends. Throws when it ends before. */
  hear<T>(): Promise<T>;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** Waits until it has ended by itself. */
  ended(): Promise<void>;
}

export function startChild(script: string, args: readonly string[]): Child {
  const child: ChildProcess = fork(script, args, {
    // As the desktop starts its engine.
    execArgv: [...engineFlags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const heard: unknown[] = [];
  let listener: ((message: unknown) => void) | null = null;
  child.on('message', (message) => {
    if (listener === null) heard.push(message);
    else listener(message);
    listener = null;
  });
  let failed: ((error: Error) => void) | null = null;
  const gone = new Promise<void>((resolve) => {
    child.on('exit', (code, signal) => {
      failed?.(new Error(`${script} ended early (${code ?? signal})`));
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    say: (message) => void child.send(message as object),
    hear: <T>() =>
      new Promise<T>((resolve, reject) => {
        if (heard.length > 0) return resolve(heard.shift() as T);
        failed = reject;
        listener = (message) => {
          failed = null;
          resolve(message as T);
        };
      }),
    async kill() {
      child.kill('SIGKILL');
      await gone;
    },
    ended: () => gone,
  };
}

/** Ticks a second of /proc; 100 on every Linux. */
const ticks = 100;

/** Processor seconds of a process so far. Zero where there is no /proc. */
export function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / ticks;
  } catch {
    return 0;
  }
}

/** Megabytes of memory that are this process's own, shared pages by share. Null where there is no /proc. */
export function memoryOf(pid: number | 'self'): number | null {
  try {
    const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) / 1024;
  } catch {
    return null;
  }
}
