import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { makeDeadlines } from './deadlines.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('aborts what takes too long, with the reason, and leaves the rest alone', async () => {
  const deadlines = makeDeadlines(8000);
  const slow = deadlines.begin();
  const { signal } = slow;
  await vi.advanceTimersByTimeAsync(6000);
  const later = deadlines.begin();
  await vi.advanceTimersByTimeAsync(3000);
  expect(signal.aborted).toBe(true);
  expect(signal.reason).toMatchObject({ name: 'TimeoutError', message: 'No answer within 8 seconds' });
  expect(later.signal.aborted).toBe(false);
});

it('a call whose signal nobody asked for yet is found aborted when it is asked for', async () => {
  const deadlines = makeDeadlines(8000);
  const call = deadlines.begin();
  await vi.advanceTimersByTimeAsync(9000);
  expect(call.signal.aborted).toBe(true);
});

it('what is done is never aborted, and its slot serves the next, which it cannot end', async () => {
  const deadlines = makeDeadlines(8000);
  const first = deadlines.begin();
  const { signal } = first;
  first.done();
  const second = deadlines.begin();
  // Done twice is done once.
  first.done();
  await vi.advanceTimersByTimeAsync(9000);
  expect(signal.aborted).toBe(false);
  expect(second.signal.aborted).toBe(true);
});

it('keeps no timer when nothing is under way, and begins again', async () => {
  const deadlines = makeDeadlines(8000);
  deadlines.begin().done();
  await vi.advanceTimersByTimeAsync(2000);
  expect(vi.getTimerCount()).toBe(0);
  const again = deadlines.begin();
  await vi.advanceTimersByTimeAsync(9000);
  expect(again.signal.aborted).toBe(true);
});

it('stops all at once', () => {
  const deadlines = makeDeadlines(8000);
  const calls = [deadlines.begin(), deadlines.begin()];
  deadlines.stop();
  expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, true]);
  for (const call of calls) call.done();
  expect(vi.getTimerCount()).toBe(0);
});
