import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actions, moves } from '../canvas/actions/table.ts';
import { appShortcuts } from './app-shortcuts.ts';
import { isCharacter, type Keys, keyId, keysOfPress, matches, refusalOf, sameKeys } from './keys.ts';
import {
  type ChosenKeys,
  chosenKeys,
  giveKeys,
  holderOf,
  keysOf,
  resetKeys,
  type Shortcut,
  takeKeys,
} from './shortcuts.ts';

const keysHeld = (all: readonly Shortcut[], chosen: ChosenKeys): string[] =>
  all.flatMap((one) => chosenKeys(one, chosen).map(keyId));

const all: Shortcut[] = [
  { id: 'undo', keys: [{ code: 'KeyZ', mod: true }] },
  {
    id: 'redo',
    keys: [
      { code: 'KeyZ', mod: true, shift: true },
      { code: 'KeyY', mod: true },
    ],
  },
  { id: 'add', keys: [{ code: 'Slash' }, { code: 'KeyN' }] },
  { id: 'pause', keys: [] },
  { id: 'copy', keys: [{ code: 'KeyC', mod: true }], fixed: true },
];
const y: Keys = { code: 'KeyY', mod: true };

describe('keys of a person', () => {
  it('are the first ones until they are changed', () => {
    expect(keysOf(all[0] as Shortcut, { shortcuts: {}, singleKeys: true })).toEqual([{ code: 'KeyZ', mod: true }]);
    const chosen = giveKeys(all, {}, 'undo', { code: 'KeyU' });
    expect(chosen).toEqual({ undo: [{ code: 'KeyU' }] });
    expect(keysOf(all[0] as Shortcut, { shortcuts: chosen, singleKeys: true })).toEqual([{ code: 'KeyU' }]);
  });

  it('are taken from who had them, or swapped', () => {
    expect(giveKeys(all, {}, 'undo', y, 'replace')).toEqual({
      undo: [y],
      redo: [{ code: 'KeyZ', mod: true, shift: true }],
    });
    expect(giveKeys(all, {}, 'undo', y, 'swap')).toEqual({
      undo: [y],
      redo: [
        { code: 'KeyZ', mod: true },
        { code: 'KeyZ', mod: true, shift: true },
      ],
    });
    expect(giveKeys(all, {}, 'pause', y, 'swap').redo).toEqual([{ code: 'KeyZ', mod: true, shift: true }]);
  });

  it('of the system stay with the system', () => {
    expect(giveKeys(all, {}, 'undo', { code: 'KeyC', mod: true })).toEqual({});
    expect(holderOf(all, {}, { code: 'KeyC', mod: true }, 'undo')?.fixed).toBe(true);
  });

  it('can be taken away, and come back', () => {
    const none = takeKeys(all, {}, 'add');
    expect(none).toEqual({ add: [] });
    expect(resetKeys(all, none, 'add')).toEqual({ chosen: {}, lost: [] });
    const given = giveKeys(all, none, 'undo', { code: 'KeyN' });
    const back = resetKeys(all, given, 'add');
    expect(back.lost.map(({ id }) => id)).toEqual(['undo']);
    expect(back.chosen).toEqual({ undo: [] });
  });

  it('that are as at first are not remembered', () => {
    const there = giveKeys(all, {}, 'undo', { code: 'KeyU' });
    expect(giveKeys(all, there, 'undo', { code: 'KeyZ', mod: true })).toEqual({});
  });

  it('of one character can be turned off', () => {
    expect(keysOf(all[2] as Shortcut, { shortcuts: {}, singleKeys: false })).toEqual([]);
    expect(keysOf(all[0] as Shortcut, { shortcuts: {}, singleKeys: false })).toHaveLength(1);
  });

  const code = fc.constantFrom('KeyZ', 'KeyY', 'KeyN', 'KeyC', 'Slash', 'KeyU');
  const keys: fc.Arbitrary<Keys> = fc.record({ code, mod: fc.boolean(), shift: fc.boolean() });
  const id = fc.constantFrom('undo', 'redo', 'add', 'pause');
  const change = fc.oneof(
    fc.record({
      do: fc.constant('give' as const),
      id,
      keys,
      how: fc.constantFrom('replace' as const, 'swap' as const),
    }),
    fc.record({ do: fc.constant('take' as const), id }),
    fc.record({ do: fc.constant('reset' as const), id }),
  );
  it('are never the same for two actions, whatever is changed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        let chosen: ChosenKeys = {};
        for (const one of changes) {
          if (one.do === 'give') chosen = giveKeys(all, chosen, one.id, one.keys, one.how);
          else if (one.do === 'take') chosen = takeKeys(all, chosen, one.id);
          else chosen = resetKeys(all, chosen, one.id).chosen;
        }
        const held = keysHeld(all, chosen);
        expect(new Set(held).size).toBe(held.length);
        expect(held).toContain('mod+KeyC');
      }),
    );
  });
});

describe('keys', () => {
  it('match the press that they are made of, and no other', () => {
    const press = { code: 'KeyD', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
    expect(keysOfPress(press)).toEqual({ code: 'KeyD', mod: true });
    expect(matches(keysOfPress(press), press)).toBe(true);
    expect(matches(keysOfPress(press), { ...press, altKey: true })).toBe(false);
    expect(sameKeys({ code: 'KeyD', mod: true, shift: false }, { code: 'KeyD', mod: true })).toBe(true);
  });

  it.each([
    [{ code: 'Escape' }, 'leave'],
    [{ code: 'Tab', shift: true }, 'focus'],
    [{ code: 'ArrowUp', alt: true }, 'walk'],
    [{ code: 'Enter' }, 'press'],
    [{ code: 'Space' }, 'press'],
    [{ code: 'KeyW', mod: true }, 'browser'],
    [{ code: 'KeyT', mod: true }, 'browser'],
    [{ code: 'KeyR', mod: true }, 'browser'],
    [{ code: 'KeyO', mod: true }, 'browser'],
    [{ code: 'KeyN', mod: true, shift: true }, 'browser'],
    [{ code: 'Digit3', mod: true }, 'browser'],
    [{ code: 'Minus', mod: true }, 'browser'],
    [{ code: 'F5' }, 'browser'],
    [{ code: 'F4', alt: true }, 'system'],
    [{ code: 'KeyG', mod: true, alt: true }, 'letters'],
    [{ code: 'MediaPlayPause' }, 'unknown'],
  ] as const)('%j cannot be a shortcut: %s', (keys, why) => expect(refusalOf(keys)).toBe(why));

  it.each([
    { code: 'KeyG' },
    { code: 'KeyD', mod: true },
    { code: 'KeyY', mod: true, shift: true },
    { code: 'KeyQ', alt: true },
    { code: 'F2' },
    { code: 'Enter', mod: true },
    { code: 'Delete' },
  ])('%j can', (keys) => expect(refusalOf(keys)).toBeNull());

  it('know what types a character', () => {
    expect([{ code: 'KeyC' }, { code: 'Slash', shift: true }, { code: 'Digit1' }].every(isCharacter)).toBe(true);
    expect([{ code: 'F2' }, { code: 'Delete' }, { code: 'KeyC', mod: true }].some(isCharacter)).toBe(false);
  });
});

describe('the keys of the app as it comes', () => {
  const own = [...actions.filter(({ id }) => !appShortcuts.some((one) => one.id === id)), ...appShortcuts];
  // The drawing and the outline each have their own; what is held while a mouse drags is no press.
  it.each(['drawing', 'outline', 'story'] as const)('are all different in the %s, moves included', (mode) => {
    const all: { keys: readonly Keys[]; modes?: readonly string[] }[] = [...own, ...moves.filter(({ held }) => !held)];
    const there = all.filter(({ modes }) => modes?.includes(mode) ?? true);
    const pressed = there.flatMap((one) => one.keys.map(keyId));
    expect(pressed.filter((one, at) => pressed.indexOf(one) !== at)).toEqual([]);
  });
  it('are none that the app refuses to a person, but for Enter and the arrows of the outline', () => {
    const refused = own.flatMap(({ id, keys }) =>
      keys.flatMap((one) => {
        const why = refusalOf(one);
        return why === null ? [] : [`${id}: ${why}`];
      }),
    );
    expect(new Set(refused)).toEqual(
      new Set(['open: press', 'openBlock: press', 'moveUp: walk', 'moveDown: walk', 'selectBranch: walk']),
    );
  });
});
