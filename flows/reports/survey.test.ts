import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type AnswerCount, groupedBy, scoresOf } from './survey.ts';

const count = (score: number | null, n: number, kind = 'nps', flow = 'f'): AnswerCount => ({
  kind,
  score,
  choice: null,
  flow,
  day: '2026-03-29',
  n,
});

it('is the share of promoters less that of detractors', () => {
  expect(scoresOf([count(10, 5), count(9, 2), count(7, 2), count(3, 1)])).toMatchObject({
    answers: 10,
    nps: 60,
    promoters: 7,
    passives: 2,
    detractors: 1,
    average: 8.5,
  });
  expect(scoresOf([count(0, 3)]).nps).toBe(-100);
  expect(scoresOf([count(null, 2, 'text')])).toMatchObject({ answers: 2, nps: null, average: null });
  expect(scoresOf([count(5, 2, 'rating')])).toMatchObject({ nps: null, average: 5 });
});

it('counts each answer once, however they are grouped', () => {
  const counts = fc.array(
    fc.tuple(
      fc.option(fc.integer({ min: 0, max: 10 }), { nil: null }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('nps', 'rating'),
      fc.constantFrom('a', 'b'),
    ),
  );
  fc.assert(
    fc.property(counts, (list) => {
      const all = list.map(([score, n, kind, flow]) => count(score, n, kind, flow));
      const whole = scoresOf(all);
      const parts = [...groupedBy(all, ({ flow }) => flow).values()].map(scoresOf);
      const sum = (of: 'answers' | 'promoters' | 'passives' | 'detractors') =>
        parts.reduce((total, one) => total + one[of], 0);
      for (const of of ['answers', 'promoters', 'passives', 'detractors'] as const) expect(sum(of)).toBe(whole[of]);
      if (whole.nps !== null) expect(Math.abs(whole.nps)).toBeLessThanOrEqual(100);
    }),
  );
});
