/**
 * Real child processes are killed with SIGKILL and started again; a loopback vendor counts. More rounds:
 * `npm run crash -- --rounds 2000`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crashPointNames } from '../../flows/runtime/crash-points.ts';
import { randomOf } from '../fuzz/scenario.ts';
import { type Harness, harness } from './harness.ts';
import { describeRound, type Ground, grounds, planned, play, type Round, type RoundResult } from './rounds.ts';
import { startVendor } from './vendor.ts';

const rounds = Number(process.env.KASKAD_CRASH_ROUNDS ?? 200);
const seed = Number(process.env.KASKAD_CRASH_SEED ?? 1);
/** While one waits for its child another one checks. */
const atOnce = 3;
const perTest = 20;

let h: Harness;
let all: Ground[];
const results: RoundResult[] = [];
beforeAll(async () => {
  h = await harness(await startVendor());
  all = await grounds(h);
}, 480_000);
afterAll(async () => {
  h.close();
  await h.vendor.close();
});

describe('[S3] [M1] killed with SIGKILL and run again: nothing twice, nothing lost, the same in the end', () => {
  const random = randomOf(seed);
  let plan: ReturnType<typeof planned>;
  let next = 0;
  const one = async (number: number, round: Round): Promise<void> => {
    try {
      results.push(await play(h, `round-${number}`, round));
    } catch (error) {
      if (error instanceof Error) error.message = `round ${number} (${describeRound(round)}): ${error.message}`;
      throw error;
    }
  };
  for (let first = 0; first < rounds; first += perTest) {
    it(`rounds ${first + 1} to ${Math.min(first + perTest, rounds)}`, async () => {
      plan ??= planned(all, random);
      const until = Math.min(first + perTest, rounds);
      const worker = async (): Promise<void> => {
        while (next < until) {
          const number = ++next;
          const round = plan.next().value;
          await one(number, round);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    }, 240_000);
  }

  it.skipIf(rounds < 200)(
    'the kills really happened: at every point, in the middle of calls, at random moments',
    async () => {
      const killed = () => results.flatMap(({ happened }) => happened);
      // A child may have come to its end before its moment: such a round is played again with another one.
      for (let more = 0; killed().length < rounds && more < rounds / 10; more++) await one(++next, plan.next().value);
      const kills = killed();
      const points = new Set(kills.flatMap((kill) => (kill.at === 'point' ? [kill.name] : [])));
      expect([...points].sort()).toEqual([...crashPointNames].sort());
      const inCalls = new Set(kills.flatMap((kill) => (kill.at === 'call' ? [kill.when] : [])));
      expect([...inCalls].sort()).toEqual(['after-acting', 'before-acting']);
      expect(kills.filter(({ at }) => at === 'time').length).toBeGreaterThan(5);
      expect(kills.length).toBeGreaterThanOrEqual(rounds);
      expect(results.filter(({ unknown }) => unknown > 0).length).toBeGreaterThan(10);
      for (const manner of ['plain', 'keyed', 'marked']) {
        expect(
          results.filter(({ round, happened }) => round.ground.of.manner === manner && happened.length > 0).length,
        ).toBeGreaterThan(5);
      }
    },
  );

  it('each took less than a second to be back at work', () => {
    const sorted = results.map(({ recoveredMs }) => recoveredMs).sort((a, b) => a - b);
    // The machine may be busy with other things: half by the clock, all in computing time.
    expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(1000);
    expect(Math.max(...results.map(({ recoveredCpuMs }) => recoveredCpuMs))).toBeLessThan(1000);
  });
});
