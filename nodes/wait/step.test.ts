import { describe, expect, it } from 'vitest';
import { formatInstant } from '../../flows/sdk/time.ts';
import { contactView, eventView, moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

const zone = 'Europe/Kyiv';
const now = moment('2026-06-01T15:20', zone);

/** Where the wait ends, or the outcome when it is no wait. */
function waits(config: object, over: Parameters<typeof stepArgs>[1] = {}): unknown {
  const outcome = step({ ...stepArgs(spec.config.parse(config), { now }), ...over, config: spec.config.parse(config) });
  return outcome.kind === 'sleep' ? formatInstant(outcome.until, zone).slice(0, 16) : outcome;
}

describe('wait', () => {
  it('sleeps as the flow format’s example asks, then goes on', () => {
    expect(waits({ for: 'P3D', at: '10:00' })).toBe('2026-06-04T10:00');
    expect(waits({ for: 'P3D', at: '10:00' }, { input: { kind: 'timer' } })).toEqual({ kind: 'go', outlet: 'next' });
  });

  it('counts from when the journey arrived, however late the step is asked', () => {
    expect(waits({ for: 'PT1H' }, { arrivedAt: moment('2026-06-01T12:00').ms })).toBe('2026-06-01T13:00');
  });

  it('waits for a date of the contact or of the event', () => {
    const contact = contactView({ attributes: { visit: '2026-06-05T18:00' } });
    expect(waits({ until: { attribute: 'visit' } }, { contact })).toBe('2026-06-05T18:00');
    expect(waits({ until: { attribute: 'visit', offset: '-P1D' }, at: '10:00' }, { contact })).toBe('2026-06-04T10:00');
    const event = eventView('order.created', { ready: '2026-06-02' });
    expect(waits({ until: { property: 'ready' }, window: { from: '09:00', to: '18:00' } }, { event })).toBe(
      '2026-06-02T09:00',
    );
    expect(waits({ until: { date: '2026-06-06' }, at: '10:00', weekdays: [1, 2, 3, 4, 5] })).toBe('2026-06-08T10:00');
  });

  it.each([
    ['continue', { kind: 'go', outlet: 'next' }],
    [undefined, { kind: 'go', outlet: 'next' }],
    ['skip-to', { kind: 'go', outlet: 'past' }],
    ['exit', { kind: 'exit', reason: 'date-past' }],
  ])('with a date that has passed: %s', (ifPast, outcome) => {
    const choice = ifPast === undefined ? {} : { ifPast };
    expect(waits({ until: { date: '2026-05-31' }, ...choice })).toMatchObject(outcome);
    expect(waits({ until: { date: '2026-06-01T15:19' }, ...choice })).toMatchObject(outcome);
    // A date that is missing or no date cannot come any more.
    expect(waits({ until: { attribute: 'visit' }, ...choice })).toMatchObject(outcome);
    const contact = contactView({ attributes: { visit: 'soon' } });
    expect(waits({ until: { attribute: 'visit' }, ...choice }, { contact })).toMatchObject(outcome);
  });

  it('takes today for not yet passed, and this very instant too', () => {
    expect(waits({ until: { date: '2026-06-01' }, ifPast: 'exit' })).toBe('2026-06-01T15:20');
    expect(waits({ until: { date: '2026-06-01T15:20' }, ifPast: 'exit' })).toBe('2026-06-01T15:20');
  });

  it('goes on after a date that has passed only in the hours asked for', () => {
    const until = { date: '2026-05-31' };
    expect(waits({ until, window: { from: '09:00', to: '12:00' } })).toBe('2026-06-02T09:00');
  });

  it('[W5] has the outlet "past" only where something leads there', () => {
    expect(spec.outlets(spec.config.parse({ for: 'P1D' }))).toEqual(['next']);
    expect(spec.outlets(spec.config.parse({ until: { date: '2026-06-01' }, ifPast: 'skip-to' }))).toEqual([
      'next',
      'past',
    ]);
  });

  it.each([
    [{}, 'for-or-until'],
    [{ for: 'P1D', until: { date: '2026-06-01' } }, 'for-or-until'],
    [{ for: 'P1D', ifPast: 'exit' }, 'if-past-needs-until'],
    [{ for: 'P1D', window: { from: '10:00', to: '10:00' } }, 'empty-window'],
    [{ for: 'P1D', weekdays: [1, 1] }, 'duplicate-weekday'],
    [{ for: 'P1000Y' }, 'not-a-duration'],
    [{ for: '-P1D' }, 'not-a-duration'],
  ])('refuses %o', (config, code) => {
    expect(spec.config.safeParse(config).error?.issues.map(({ message }) => message)).toContain(code);
  });

  it('warns of a time of day outside the hours', () => {
    const check = (at: string) => spec.check?.({ for: 'P1D', at, window: { from: '22:00', to: '06:00' } });
    expect(check('12:00')?.map(({ code }) => code)).toEqual(['at-outside-window']);
    expect(check('02:00')).toEqual([]);
  });
});
