import { describe, expect, it } from 'vitest';
import type { OfferView } from '../../flows/sdk/offer.ts';
import { stepArgs } from '../../tests/kit/step-args.ts';
import { actions, spec } from './schema.ts';
import { step } from './step.ts';

const view: OfferView = { id: 'spring', state: 'open', kind: 'pool', code: null, redeemed: false, available: true };
const run = (action: (typeof actions)[number], over: Partial<OfferView> | null = {}) =>
  step(
    stepArgs(spec.config.parse({ action, offer: 'deal' }), {
      offer: (slot) => (over === null || slot !== 'deal' ? null : { ...view, ...over }),
    }),
  );
const failed = (reason: string) => ({ kind: 'go', outlet: 'failed', why: { reason } });

describe('offer', () => {
  it('gives a code once, also before the offer begins, and only while there are some', () => {
    const given = { kind: 'offer', action: 'issue', offer: 'spring', outlet: 'next' };
    expect(run('issue')).toEqual(given);
    expect(run('issue', { state: 'early' })).toEqual(given);
    expect(run('issue', { code: 'A1' })).toEqual({ kind: 'go', outlet: 'next' });
    expect(run('issue', { kind: 'none', available: false })).toEqual({ kind: 'go', outlet: 'next' });
    expect(run('issue', { available: false })).toEqual(failed('no-code'));
    expect(run('issue', { state: 'over' })).toEqual(failed('over'));
  });
  it('says whether the contact can use it', () => {
    expect(run('check', { code: 'A1' })).toEqual({ kind: 'go', outlet: 'next' });
    expect(run('check', { kind: 'none' })).toEqual({ kind: 'go', outlet: 'next' });
    expect(run('check')).toEqual(failed('no-code'));
    expect(run('check', { code: 'A1', redeemed: true })).toEqual(failed('redeemed'));
    expect(run('check', { code: 'A1', state: 'early' })).toEqual(failed('early'));
    expect(run('check', { code: 'A1', state: 'over' })).toEqual(failed('over'));
  });
  it('writes down that it was used, once', () => {
    const used = { kind: 'offer', action: 'redeem', offer: 'spring', outlet: 'next' };
    expect(run('redeem', { code: 'A1' })).toEqual(used);
    expect(run('redeem', { kind: 'none', available: false })).toEqual(used);
    expect(run('redeem', { available: false })).toEqual(failed('no-code'));
    expect(run('redeem', { code: 'A1', redeemed: true })).toEqual(failed('redeemed'));
  });
  it.each(actions)('goes by "failed" where the slot stands for nothing: %s', (action) => {
    expect(run(action, null)).toEqual(failed('no-offer'));
  });
});
