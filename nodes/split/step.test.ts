import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { spec, wholeShare } from './schema.ts';
import { step } from './step.ts';

const armOf = (config: Parameters<typeof spec.outlets>[0], sticky: number): string => {
  const outcome = step(stepArgs(config, { sticky }));
  return outcome.kind === 'go' ? outcome.outlet : outcome.kind;
};

/** Up to six shares of which some are zero, that add up to the whole; the last is the hold-out. */
const shares = fc.array(fc.nat({ max: wholeShare }), { minLength: 1, maxLength: 6 }).map((cuts) => {
  const points = [0, ...cuts.sort((a, b) => a - b), wholeShare];
  return points.slice(1).map((point, index) => point - points[index]!);
});

describe('split', () => {
  it('[P1] gives each arm exactly its share of the line, and an arm of nothing nobody', () => {
    fc.assert(
      fc.property(shares, (weights) => {
        const config = {
          arms: weights.slice(0, -1).map((weight, index) => ({ id: `a${index}`, weight })),
          holdout: weights.at(-1)!,
        };
        expect(spec.check?.(config)).toEqual([]);
        const got = new Map<string, number>();
        for (let sticky = 0; sticky < wholeShare; sticky++) {
          const arm = armOf(config, sticky);
          got.set(arm, (got.get(arm) ?? 0) + 1);
        }
        for (const { id, weight } of config.arms) expect(got.get(id) ?? 0).toBe(weight);
        expect(got.get('holdout') ?? 0).toBe(config.holdout);
      }),
      { numRuns: 25 },
    );
  });
  it('has the hold-out’s outlet only when there is one', () => {
    expect(spec.outlets({ arms: [{ id: 'a', weight: 10_000 }] })).toEqual(['a']);
    expect(spec.outlets({ arms: [{ id: 'a', weight: 9_000 }], holdout: 1_000 })).toEqual(['a', 'holdout']);
  });
  it('says when shares do not add up', () => {
    const problems = spec.check?.({
      arms: [
        { id: 'a', weight: 5_000 },
        { id: 'b', weight: 4_000 },
      ],
      holdout: 500,
    });
    expect(problems).toMatchObject([{ severity: 'error', code: 'weights-sum', params: { percent: 95 } }]);
  });
});
