import { expect, it } from 'vitest';
import { daysOf } from './days.ts';

it('sums a day up and keeps its last size', () => {
  const at = (time: string, size: number, entered: number, left: number) => ({
    at: `${time}+02:00`,
    size,
    entered,
    left,
  });
  expect(
    daysOf([
      at('2026-03-28T23:30:00', 5, 5, 0),
      at('2026-03-29T00:10:00', 6, 2, 1),
      at('2026-03-29T09:00:00', 4, 0, 2),
    ]),
  ).toEqual([
    { day: '2026-03-28', at: '2026-03-28T23:30:00+02:00', size: 5, entered: 5, left: 0 },
    { day: '2026-03-29', at: '2026-03-29T09:00:00+02:00', size: 4, entered: 2, left: 3 },
  ]);
});
