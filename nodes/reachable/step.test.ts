import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { cohort, step } from './step.ts';

type Config = z.output<typeof spec.config>;
const config = (over: Partial<Config> = {}): Config =>
  spec.config.parse({ channels: [{ id: 'telegram' }, { id: 'email' }, { id: 'sms' }], ...over });

/** By which outlet somebody leaves of whom these rules hold, such as `reachable.email`. */
const outlet = (wanted: Config, holds: string[], active: Record<string, string> = {}): string => {
  const outcome = step(
    stepArgs(wanted, {
      channelActivity: (channel) => (active[channel] === undefined ? null : moment(active[channel]).ms),
      matches: ({ rules }) => rules.every((rule) => 'field' in rule && holds.includes(rule.field)),
    }),
  );
  return outcome.kind === 'go' ? outcome.outlet : outcome.kind;
};
const both = ['reachable.email', 'reachable.sms', 'reachable.telegram'];

describe('reachable', () => {
  it('takes the first channel with an address, else "none"', () => {
    expect(outlet(config(), both)).toBe('telegram');
    expect(outlet(config(), ['reachable.sms', 'reachable.email'])).toBe('email');
    expect(outlet(config(), [])).toBe('none');
  });
  it('asks for consent where the topic needs it', () => {
    const marketing = config({ topic: 'marketing' });
    expect(outlet(marketing, both)).toBe('none');
    expect(outlet(marketing, [...both, 'consent.sms.marketing'])).toBe('sms');
    expect(outlet(config({ topic: 'service' }), both)).toBe('telegram');
  });
  it('can begin where the contact was active last; those never active come after, as listed', () => {
    const recent = config({ order: 'recent' });
    expect(outlet(recent, both, { email: '2026-05-01T10:00', sms: '2026-05-20T10:00' })).toBe('sms');
    expect(outlet(recent, both, { email: '2026-05-01T10:00' })).toBe('email');
    expect(outlet(recent, both)).toBe('telegram');
    expect(outlet(recent, ['reachable.telegram'], { email: '2026-05-01T10:00' })).toBe('telegram');
  });
  it('leaves out channels that were quiet for too long', () => {
    const lively = config({ activeWithin: 'P7D' });
    expect(outlet(lively, both)).toBe('none');
    expect(outlet(lively, both, { telegram: '2026-05-25T09:59', email: '2026-05-25T10:00' })).toBe('email');
  });
  it('moves a cohort by addresses and consent, not by activity', () => {
    expect(cohort(config({ topic: 'news' }))).toMatchObject({ kind: 'branch', otherwise: 'none' });
    expect(cohort(config({ order: 'listed' }))).not.toBeNull();
    expect(cohort(config({ order: 'recent' }))).toBeNull();
    expect(cohort(config({ activeWithin: 'P1D' }))).toBeNull();
  });
});
