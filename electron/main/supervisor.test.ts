import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToEngine } from '../messages.ts';
import {
  type ChildEvents,
  type EngineChild,
  engineSupervisor,
  firstPauseMs,
  healthyMs,
  longestPauseMs,
} from './supervisor.ts';

/** One engine process, played by the test. */
interface Played extends EngineChild<string> {
  events: ChildEvents;
  sent: ToEngine[];
  ports: string[];
  killed: boolean;
}

function setUp(options: { graceMs?: number } = {}) {
  const children: Played[] = [];
  const told: string[] = [];
  const supervisor = engineSupervisor<string>({
    ...options,
    spawn(events) {
      const child: Played = {
        events,
        sent: [],
        ports: [],
        killed: false,
        send: (message) => void child.sent.push(message),
        sendPort: (port) => void child.ports.push(port),
        kill() {
          child.killed = true;
          events.exit(null);
        },
      };
      children.push(child);
      return child;
    },
    open: (afterCrash) => ({
      kind: 'open',
      file: 'shop.kaskad',
      missing: 'refuse',
      language: 'en',
      timezone: 'UTC',
      keychain: true,
      afterCrash,
    }),
    ready: (workspace) => told.push(`ready ${workspace.name}`),
    failed: (error) => told.push(`failed ${error.code}`),
    lost: (pause) => told.push(`lost ${pause}`),
    secret: async (ask, value) => {
      if (value === 'broken') throw new Error('no keychain');
      return `${ask}:${value}`;
    },
  });
  const last = (): Played => children.at(-1) as Played;
  const ready = () => {
    last().events.message({ kind: 'started' });
    last().events.message({ kind: 'ready', file: 'shop.kaskad', name: 'Shop' });
  };
  return { supervisor, children, told, last, ready };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the supervisor of the engine', () => {
  it('opens the workspace once the process runs, and hands over ports that came too early', () => {
    const { supervisor, last, ready, told } = setUp();
    supervisor.start();
    supervisor.connect('early');
    expect(last().sent).toEqual([]);
    ready();
    expect(last().sent).toMatchObject([{ kind: 'open', file: 'shop.kaskad', afterCrash: false }]);
    supervisor.connect('late');
    expect(last().ports).toEqual(['early', 'late']);
    expect(told).toEqual(['ready Shop']);
  });

  it('starts it again with growing pauses, and with short ones after a healthy time', () => {
    const { supervisor, children, told, last, ready } = setUp();
    supervisor.start();
    let pause = firstPauseMs;
    for (let round = 0; round < 10; round++) {
      ready();
      last().events.exit(1);
      expect(told.at(-1)).toBe(`lost ${pause}`);
      vi.advanceTimersByTime(pause - 1);
      expect(children).toHaveLength(round + 1);
      vi.advanceTimersByTime(1);
      expect(children).toHaveLength(round + 2);
      pause = Math.min(pause * 2, longestPauseMs);
    }
    ready();
    expect(last().sent).toMatchObject([{ kind: 'open', afterCrash: true }]);
    vi.advanceTimersByTime(healthyMs + 1);
    last().events.exit(1);
    expect(told.at(-1)).toBe(`lost ${firstPauseMs}`);
  });

  it('does not try a workspace again that cannot be opened', () => {
    const { supervisor, children, told, last } = setUp();
    supervisor.start();
    last().events.message({ kind: 'started' });
    last().events.message({ kind: 'failed', code: 'workspace-newer', message: 'newer' });
    last().events.exit(1);
    vi.advanceTimersByTime(120_000);
    expect(children).toHaveLength(1);
    expect(told).toEqual(['failed workspace-newer']);
  });

  it('closes it cleanly and starts another afterwards', async () => {
    const { supervisor, children, last, ready, told } = setUp();
    supervisor.start();
    ready();
    const first = last();
    const stopped = supervisor.stop();
    expect(first.sent.at(-1)).toEqual({ kind: 'close' });
    first.events.exit(0);
    await stopped;
    expect(first.killed).toBe(false);
    vi.advanceTimersByTime(120_000);
    expect(children).toHaveLength(1);
    supervisor.start();
    expect(children).toHaveLength(2);
    ready();
    expect(told).toEqual(['ready Shop', 'ready Shop']);
  });

  it('ends one by force that does not close in time', async () => {
    const { supervisor, last, ready } = setUp({ graceMs: 3000 });
    supervisor.start();
    ready();
    const stopped = supervisor.stop();
    vi.advanceTimersByTime(2999);
    expect(last().killed).toBe(false);
    vi.advanceTimersByTime(1);
    await stopped;
    expect(last().killed).toBe(true);
  });

  it('stops in the pause before a new start, and when nothing runs', async () => {
    const { supervisor, children, last, ready } = setUp();
    await supervisor.stop();
    supervisor.start();
    ready();
    last().events.exit(1);
    await supervisor.stop();
    vi.advanceTimersByTime(120_000);
    expect(children).toHaveLength(1);
  });

  it('answers for secrets, and says when it cannot', async () => {
    const { supervisor, last, ready } = setUp();
    supervisor.start();
    ready();
    last().events.message({ kind: 'secret', id: 1, ask: 'get', value: 'ref' });
    last().events.message({ kind: 'secret', id: 2, ask: 'put', value: 'broken' });
    await vi.waitFor(() => expect(last().sent).toHaveLength(3));
    expect(last().sent.slice(1)).toEqual([
      { kind: 'secret', id: 1, ok: true, value: 'get:ref' },
      { kind: 'secret', id: 2, ok: false, value: null },
    ]);
  });

  it('does not listen to a process that it gave up', async () => {
    const { supervisor, children, told, last, ready } = setUp();
    supervisor.start();
    ready();
    const first = last();
    first.events.exit(1);
    vi.advanceTimersByTime(firstPauseMs);
    first.events.message({ kind: 'ready', file: 'x', name: 'ghost' });
    first.events.exit(1);
    expect(children).toHaveLength(2);
    expect(told).toEqual(['ready Shop', `lost ${firstPauseMs}`]);
  });
});
