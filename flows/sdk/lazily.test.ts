import { expect, it, vi } from 'vitest';
import { lazily } from './lazily.ts';

it('makes once, for all who ask meanwhile', async () => {
  const make = vi.fn(async () => ({ made: true }));
  const one = lazily(make);
  expect([make.mock.calls.length, one.made()]).toEqual([0, null]);
  const [a, b] = await Promise.all([one.get(), one.get()]);
  expect(a).toBe(b);
  expect([make.mock.calls.length, one.made()]).toEqual([1, a]);
});

it('what failed is tried again', async () => {
  const make = vi.fn<() => Promise<number>>().mockRejectedValueOnce(new Error('no disk')).mockResolvedValue(7);
  const one = lazily(make);
  await expect(one.get()).rejects.toThrow('no disk');
  expect(await one.get()).toBe(7);
});
