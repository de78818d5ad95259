import { expect, it } from 'vitest';
import type { Standing } from '../../flows/plan/changes.ts';
import { shownMoves } from './standing.ts';

const row = (
  version: number,
  usual: Standing['usual'],
  choices: Standing['choices'] = ['stay', 'move', 'exit'],
): Standing => ({
  version,
  node: 'pause',
  name: null,
  type: 'wait',
  people: 1,
  change: 'same',
  choices,
  usual,
});

it('shows the usual, and what was chosen instead', () => {
  expect(shownMoves([row(1, 'move')], {})).toEqual({ pause: 'move' });
  expect(shownMoves([row(1, 'move')], { pause: 'exit' })).toEqual({ pause: 'exit' });
});

it('lets them stay where versions differ in what is usual, or cannot all do it', () => {
  expect(shownMoves([row(2, 'move'), row(1, 'stay')], {})).toEqual({ pause: 'stay' });
  expect(shownMoves([row(2, 'move'), row(1, 'stay', ['stay', 'exit'])], { pause: 'move' })).toEqual({ pause: 'stay' });
});
