import { expect, it } from 'vitest';
import { weeksOf } from './weeks.ts';

it('gathers days into weeks that begin on Monday', () => {
  const day = (text: string, promoters: number, detractors: number) => ({
    day: text,
    scores: { answers: promoters + detractors, nps: null, promoters, passives: 0, detractors, average: 8 },
  });
  expect(weeksOf([day('2026-03-29', 1, 0), day('2026-03-30', 1, 1), day('2026-04-05', 2, 0)])).toEqual([
    { from: '2026-03-23', answers: 1, nps: 100, average: 8 },
    { from: '2026-03-30', answers: 4, nps: 50, average: 8 },
  ]);
});
