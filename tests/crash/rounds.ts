/** Which kills a run makes: every named point first and in the middle, in every manner of vendor, then at random. */
import { expect } from 'vitest';
import { crashPointNames } from '../../flows/runtime/crash-points.ts';
import type { Random } from '../fuzz/scenario.ts';
import {
  copyOf,
  type Finished,
  finish,
  type Harness,
  jobOf,
  type Outcome,
  type Template,
  template,
  undisturbed,
} from './harness.ts';
import { type Form, forms } from './job.ts';
import { manners } from './vendor.ts';

/** A template, how it ends undisturbed, and how often it passes each point on the way. */
export interface Ground {
  of: Template;
  calm: Outcome;
  passed: Record<Form, Map<string, number>>;
  ms: number;
}

export type Kill =
  | { at: 'point'; name: string; count: number }
  /** In the middle of a call: the vendor kills its caller. */
  | { at: 'call'; count: number; when: 'before-acting' | 'after-acting' }
  /** Milliseconds after the engine went to work. */
  | { at: 'time'; ms: number };

export interface Round {
  ground: Ground;
  /** How the children move journeys; the last run moves them as it likes. */
  form: Form;
  /** One after the other, each on what the one before left. */
  kills: Kill[];
}

export interface RoundResult extends Finished {
  round: Round;
  /** Those that really happened: a run may have come to its end before. */
  happened: Kill[];
}

export async function grounds(h: Harness): Promise<Ground[]> {
  const made: Ground[] = [];
  for (const kind of ['started', 'draft', 'virtual', 'sending'] as const) {
    for (const manner of kind === 'started' ? manners : (['plain'] as const)) {
      const of = await template(h, kind, manner);
      const { outcome, passed, ms } = await undisturbed(h, of, 'contacts');
      const sets = await undisturbed(h, of, 'sets');
      expect(sets.outcome).toEqual(outcome);
      made.push({ of, calm: outcome, passed: { contacts: passed, sets: sets.passed }, ms: Math.min(ms, sets.ms) });
    }
  }
  return made;
}

/** Recovery only has points when something was in flight: a kill in the middle of a call comes first. */
const recovery = new Set<string>(crashPointNames.filter((name) => name.startsWith('recover-')));

/** Without an end: whoever plays them says when it is enough. */
export function* planned(all: readonly Ground[], random: Random): Generator<Round, never> {
  for (const [n, ground] of all.entries()) {
    for (const [k, name] of crashPointNames.entries()) {
      const form = forms[(n + k) % 2] as Form;
      if (recovery.has(name) && ground.of.kind !== 'virtual') {
        yield { ground, form, kills: [inCall(ground, form, random), { at: 'point', name, count: 1 }] };
      }
      const max = ground.passed[form].get(name) ?? 0;
      for (const count of new Set([1, Math.ceil(max / 2)])) {
        if (count > max) continue;
        yield { ground, form, kills: [{ at: 'point', name, count }] };
      }
    }
  }
  for (;;) {
    const ground = random.pick(all);
    const form = random.pick(forms);
    const times = random.pick([1, 1, 2, 3]);
    // Each finds less left to do than the one before.
    yield { ground, form, kills: Array.from({ length: times }, () => anyKill(ground, form, random, times)) };
  }
}

function inCall(ground: Ground, form: Form, random: Random, times = 1): Kill {
  const calls = ground.passed[form].get('send-before-call') ?? 1;
  return {
    at: 'call',
    count: 1 + random.below(Math.ceil(calls / times)),
    when: random.pick(['before-acting', 'after-acting'] as const),
  };
}

function anyKill(ground: Ground, form: Form, random: Random, times: number): Kill {
  const kind = random.below(ground.of.kind === 'virtual' ? 2 : 3);
  if (kind === 0) return { at: 'time', ms: random.below(Math.ceil((ground.ms * 0.7) / times)) };
  if (kind === 2) return inCall(ground, form, random, times);
  const name = random.pick([...ground.passed[form].keys()]);
  return { at: 'point', name, count: 1 + random.below(Math.ceil((ground.passed[form].get(name) ?? 1) / times)) };
}

export async function play(h: Harness, id: string, round: Round): Promise<RoundResult> {
  const { of, calm } = round.ground;
  const file = copyOf(h, of, id);
  const ledger = h.vendor.ledgerOf(id);
  const happened: Kill[] = [];
  const job = jobOf(of, id, file, round.form);
  for (const kill of round.kills) {
    const calls = ledger.calls;
    ledger.kill = kill.at === 'call' ? (call) => (call === calls + kill.count ? kill.when : null) : null;
    const killed = await h
      .spawn()
      .run(
        kill.at === 'point' ? { ...job, point: { name: kill.name, count: kill.count } } : job,
        kill.at === 'time' ? kill.ms : undefined,
      );
    if (!killed) break;
    happened.push(kill);
  }
  return { round, happened, ...(await finish(h, of, id, file, happened.length, calm)) };
}

/** In words, for a failure. */
export const describeRound = ({ ground, form, kills }: Round): string =>
  `${ground.of.kind}, ${ground.of.manner} vendor, by ${form}, ${kills.map((kill) => JSON.stringify(kill)).join(' then ')}`;
