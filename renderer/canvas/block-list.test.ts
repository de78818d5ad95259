import { expect, it } from 'vitest';
import { blockGroups } from './block-list.ts';

/** As if each block were described by all the others' names: only the own name tells them apart. */
const words = {
  typeName: (type: string) => ({ 'wait-for': 'Wait for', wait: 'Wait', exit: 'End' })[type] ?? type,
  typeHint: () => 'send, wait for, end',
  typeKeywords: () => '',
};
const first = (search: string) => blockGroups(words, search)[0]?.blocks[0]?.type;

it('puts the block first whose name was typed, so that Enter takes it', () => {
  expect(first('wait')).toBe('wait');
  expect(first('Wait for')).toBe('wait-for');
  expect(first('wait f')).toBe('wait-for');
  expect(first('end')).toBe('exit');
});

it('keeps the order of the story while nothing is typed', () => {
  expect(blockGroups(words, '').map(({ category }) => category)).toEqual([
    ...['trigger', 'logic', 'wait', 'channel', 'action', 'end'],
  ]);
});
