import { expect, it } from 'vitest';
import type { ExplainedJourney, ExplainedStep } from '../../flows/api/explain.ts';
import { contactAt, everybodyAt, momentsOf, stateOf, stateOfAll } from './replay-view.ts';

const step = (node: string, arrivedAt: string, leftAt: string | null, outlet: string | null, to: string | null) =>
  ({ node, arrivedAt, leftAt, outlet, to }) as ExplainedStep;
const journey = {
  steps: [
    step('start', '2026-03-01T10:00:00+02:00', '2026-03-01T10:00:00+02:00', 'next', 'rest'),
    step('rest', '2026-03-01T10:00:00+02:00', '2026-03-02T10:00:00+02:00', 'next', 'mail'),
    // The clocks may change meanwhile: instants are compared, not texts.
    step('mail', '2026-03-02T11:00:00+03:00', null, null, null),
  ],
} as unknown as ExplainedJourney;

it('follows a contact: where it stands, where it was, which edges it took', () => {
  const [first = '', , last = ''] = [...momentsOf(journey), ''];
  expect(momentsOf(journey)).toHaveLength(3);
  const begun = contactAt(journey, first);
  expect([...begun.here.keys()]).toEqual(['rest']);
  expect([...(begun.taken ?? [])]).toEqual(['start|next|rest']);
  const ended = contactAt(journey, last === '' ? (momentsOf(journey).at(-1) ?? '') : last);
  expect(stateOf(ended, 'mail')).toBe('here');
  expect(stateOf(ended, 'rest')).toBe('came');
  expect(stateOf(ended, 'other')).toBe('none');
  expect(stateOf(null, 'mail')).toBeUndefined();
  expect([...(ended.taken ?? [])]).toEqual(['start|next|rest', 'rest|next|mail']);
});

it('counts everybody at a tick', () => {
  const view = everybodyAt(
    { version: 1, at: ['a', 'b'], here: { x: [0, 2], y: [0, 0] }, came: { x: [0, 2], y: [0, 1] } },
    1,
  );
  expect(stateOf(view, 'x')).toBe('here');
  expect(stateOf(view, 'y')).toBe('came');
  expect(stateOfAll(view, ['y', 'x'])).toBe('here');
  expect(stateOfAll(view, ['z', 'y'])).toBe('came');
  expect(stateOfAll(null, ['x'])).toBeUndefined();
  expect(view.taken).toBeUndefined();
});
