import { expect, it } from 'vitest';
import { afterCorrection } from './correction.ts';

const result = (rejected: { line: number; column?: string; value?: string; reason: string }[], created = 0) => ({
  read: 3,
  created,
  updated: 0,
  unchanged: 0,
  rejected,
  canceled: false,
  import: 1,
});

it('leaves in the list what is still refused, in the order of the file', () => {
  const before = result(
    [
      { line: 2, column: 'email', value: 'x', reason: 'bad-email' },
      { line: 3, column: 'email', value: 'y', reason: 'bad-email' },
      { line: 3, column: 'phone', value: '1', reason: 'bad-phone' },
      { line: 5, reason: 'no-key-no-address' },
    ],
    3,
  );
  const again = result([{ line: 3, column: 'phone', value: '12', reason: 'bad-phone' }]);
  const after = afterCorrection(before, again, [
    { line: 3, column: 'email', value: 'y@x.io' },
    { line: 3, column: 'phone', value: '12' },
  ]);
  expect(after).toMatchObject({ created: 3 });
  expect(after.rejected.map(({ line, value }) => [line, value])).toEqual([
    [2, 'x'],
    [3, '12'],
    [5, undefined],
  ]);
});
