import { describe, expect, it } from 'vitest';
import { createFilling } from './filling.ts';

function clock() {
  let at = 0;
  const frames: (() => void)[] = [];
  return {
    filling: createFilling({ now: () => at, frame: (step) => frames.push(step) }),
    /** Something that takes so long, in milliseconds. */
    work: (ms: number, done: () => void) => () => {
      at += ms;
      done();
    },
    pass() {
      const due = frames.splice(0);
      for (const step of due) step();
      return due.length;
    },
  };
}

describe('filling', () => {
  it('takes as many as fit into a frame, in the order in which they asked, and rests when all are filled', () => {
    const { filling, work, pass } = clock();
    const filled: number[] = [];
    for (let n = 0; n < 5; n++) filling.ask(work(2, () => filled.push(n)));
    expect(filled).toEqual([]);
    pass();
    expect(filled).toEqual([0, 1, 2]);
    pass();
    expect(filled).toEqual([0, 1, 2, 3, 4]);
    pass();
    expect(pass()).toBe(0);
  });

  it('fills at least one a frame, however long it takes', () => {
    const { filling, work, pass } = clock();
    const filled: number[] = [];
    for (let n = 0; n < 2; n++) filling.ask(work(100, () => filled.push(n)));
    pass();
    expect(filled).toEqual([0]);
  });

  it('fills nothing while it is held, and not what was taken back', () => {
    const { filling, work, pass } = clock();
    const filled: number[] = [];
    const takeBack = filling.ask(work(1, () => filled.push(1)));
    filling.ask(work(1, () => filled.push(2)));
    filling.hold(true);
    pass();
    expect(filled).toEqual([]);
    takeBack();
    filling.hold(false);
    pass();
    expect(filled).toEqual([2]);
  });

  it('stops in the middle of a frame when it is held there', () => {
    const { filling, work, pass } = clock();
    const filled: number[] = [];
    filling.ask(work(1, () => filling.hold(true)));
    filling.ask(work(1, () => filled.push(2)));
    pass();
    expect(filled).toEqual([]);
    filling.hold(false);
    pass();
    expect(filled).toEqual([2]);
  });
});
