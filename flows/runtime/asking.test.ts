/** Accounts that are asked from time to time: none waits for another, and what nobody knew what to do about is not lost. */
import { describe, expect, it } from 'vitest';
import { makeAsking } from './asking.ts';

/** Two accounts, asked every minute; the test says when an answer comes. */
function asking() {
  const clock = { now: 0 };
  const times = new Map([
    ['quick', 0],
    ['slow', 0],
  ]);
  const begun: string[] = [];
  const answers = new Map<string, { resolve: () => void; reject: (error: unknown) => void }>();
  let woken = 0;
  const it = makeAsking({
    now: () => clock.now,
    times: () => [...times].map(([account, at]) => ({ account, at })),
    ask: (account, signal) => {
      begun.push(account);
      return new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => resolve());
        answers.set(account, {
          resolve: () => {
            times.set(account, clock.now + 60_000);
            resolve();
          },
          reject,
        });
      });
    },
    wake: () => {
      woken++;
    },
  });
  const signal = new AbortController().signal;
  const answer = async (account: string): Promise<void> => {
    answers.get(account)?.resolve();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const fail = async (account: string, error: unknown): Promise<void> => {
    answers.get(account)?.reject(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { ...it, clock, begun, answer, fail, woken: () => woken, askDue: () => it.askDue(signal) };
}

describe('asking', () => {
  it('goes on with the others while one does not answer', async () => {
    const all = asking();
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow']);
    await all.answer('quick');
    expect([all.woken(), all.nextAt()]).toEqual([1, 60_000]);
    all.clock.now = 60_000;
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow', 'quick']);
  });

  it('asks nobody twice at once', () => {
    const all = asking();
    all.askDue();
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow']);
    expect(all.nextAt()).toBeNull();
  });

  it('leaves those whose time has not come', async () => {
    const all = asking();
    all.askDue();
    await all.answer('quick');
    all.clock.now = 59_999;
    all.askDue();
    expect(all.begun).toHaveLength(2);
  });

  it('ends when everybody has answered', async () => {
    const all = asking();
    all.askDue();
    let over = false;
    const end = all.asked().then(() => {
      over = true;
    });
    await all.answer('quick');
    expect(over).toBe(false);
    await all.answer('slow');
    await end;
  });

  it('asks for somebody who waits in the place of what goes on, and nobody comes in between', async () => {
    const all = asking();
    all.askDue();
    let answerIt = (_: string): void => {};
    const first = all.instead('slow', () => new Promise<string>((resolve) => (answerIt = resolve)));
    const second = all.instead('slow', async () => 'second');
    all.askDue();
    await new Promise((resolve) => setImmediate(resolve));
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow']);
    answerIt('first');
    expect([await first, await second]).toEqual(['first', 'second']);
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow', 'slow']);
  });

  it('asks anew whoever was asked before the computer slept, but not those whose answer somebody waits for', async () => {
    const all = asking();
    let answerIt = (_: string): void => {};
    const waitedFor = all.instead('slow', () => new Promise<string>((resolve) => (answerIt = resolve)));
    all.askDue();
    all.afterSleep();
    await new Promise((resolve) => setImmediate(resolve));
    all.askDue();
    expect(all.begun).toEqual(['quick', 'quick']);
    answerIt('here');
    expect(await waitedFor).toBe('here');
  });

  it('tells the one who waits what went wrong, and nobody else', async () => {
    const all = asking();
    await expect(all.instead('slow', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow']);
  });

  it('throws once, to whoever comes next, what an asking did not know what to do about', async () => {
    const all = asking();
    all.askDue();
    await all.fail('slow', new Error('disk full'));
    expect(all.woken()).toBe(1);
    expect(() => all.askDue()).toThrow('disk full');
    all.askDue();
    expect(all.begun).toEqual(['quick', 'slow', 'slow']);
    await all.fail('quick', new Error('disk still full'));
    await all.answer('slow');
    await expect(all.asked()).rejects.toThrow('disk still full');
  });
});
