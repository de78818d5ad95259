import { describe, expect, it } from 'vitest';
import { moment, stepArgs } from '../../tests/kit/step-args.ts';
import { spec } from './schema.ts';
import { step } from './step.ts';

describe('pause-automation', () => {
  it('pauses the contact for hours, or for calendar days of their own zone', () => {
    const pause = (length: string) =>
      step(stepArgs(spec.config.parse({ for: length }), { now: moment('2026-10-24T12:00') }));
    expect(pause('PT24H')).toEqual({
      kind: 'change',
      outlet: 'next',
      changes: [{ op: 'pause', until: moment('2026-10-25T11:00').ms }],
    });
    expect(pause('P1D')).toMatchObject({ changes: [{ until: moment('2026-10-25T12:00').ms }] });
  });
});
