import { describe, expect, it } from 'vitest';
import { keyCaps } from '../../app/key-caps.ts';
import en from '../../strings/en/canvas.json' with { type: 'json' };
import ru from '../../strings/ru/canvas.json' with { type: 'json' };
import uk from '../../strings/uk/canvas.json' with { type: 'json' };
import { actionFor, actions, moves } from './table.ts';

const press = (code: string, mods: { ctrl?: boolean; shift?: boolean; alt?: boolean } = {}) => ({
  code,
  ctrlKey: mods.ctrl ?? false,
  metaKey: false,
  shiftKey: mods.shift ?? false,
  altKey: mods.alt ?? false,
});

/** Keys of a language file, plural forms folded into one. */
function keysOf(value: object, prefix = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'object' && inner !== null
      ? keysOf(inner, `${prefix}${key}.`)
      : [`${prefix}${key.replace(/_(zero|one|two|few|many|other)$/, '')}`],
  );
}

describe('the table of actions', () => {
  it('has each action once, and each key once', () => {
    expect(new Set(actions.map((action) => action.id)).size).toBe(actions.length);
    const keys = actions.flatMap((action) =>
      action.keys.map(
        (one) => `${one.mod ? 'mod+' : ''}${one.shift ? 'shift+' : ''}${one.alt ? 'alt+' : ''}${one.code}`,
      ),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has words in three languages', () => {
    for (const strings of [en, ru, uk]) {
      const known = new Set(keysOf(strings));
      for (const { id, group } of actions) {
        expect(known).toContain(`action.${id}`);
        expect(known).toContain(`group.${group}`);
      }
      for (const { id } of moves) expect(known).toContain(`move.${id}`);
    }
  });

  it('leaves single letters alone while somebody types, or when the canvas has no keyboard', () => {
    expect(actionFor(press('KeyC'), { inCanvas: true, typing: false })?.id).toBe('connect');
    expect(actionFor(press('KeyC'), { inCanvas: true, typing: true })).toBeNull();
    expect(actionFor(press('KeyC'), { inCanvas: false, typing: false })).toBeNull();
    expect(actionFor(press('Slash', { shift: true }), { inCanvas: false, typing: true })).toBeNull();
    expect(actionFor(press('Delete'), { inCanvas: false, typing: false })).toBeNull();
  });

  it('undoes from a field of the inspector too', () => {
    expect(actionFor(press('KeyZ', { ctrl: true }), { inCanvas: false, typing: true })?.id).toBe('undo');
    expect(actionFor(press('KeyZ', { ctrl: true, shift: true }), { inCanvas: false, typing: true })?.id).toBe('redo');
  });

  it('does not take a key with another modifier', () => {
    expect(actionFor(press('KeyA', { ctrl: true, shift: true }), { inCanvas: true, typing: false })).toBeNull();
    expect(actionFor(press('KeyD', { alt: true }), { inCanvas: true, typing: false })).toBeNull();
  });

  it('obeys the keys that the person chose, and not the first ones any more', () => {
    const chosen = { shortcuts: { connect: [{ code: 'KeyG' }] }, singleKeys: true };
    expect(actionFor(press('KeyG'), { inCanvas: true, typing: false }, chosen)?.id).toBe('connect');
    expect(actionFor(press('KeyC'), { inCanvas: true, typing: false }, chosen)).toBeNull();
  });

  it('without single characters leaves Delete and Ctrl+D, and takes no letter', () => {
    const quiet = { shortcuts: {}, singleKeys: false };
    const there = { inCanvas: true, typing: false };
    expect(actionFor(press('KeyC'), there, quiet)).toBeNull();
    expect(actionFor(press('Slash', { shift: true }), there, quiet)).toBeNull();
    expect(actionFor(press('Delete'), there, quiet)?.id).toBe('delete');
    expect(actionFor(press('KeyD', { ctrl: true }), there, quiet)?.id).toBe('duplicate');
  });

  it('names every key', () => {
    for (const { keys } of [...actions, ...moves]) for (const one of keys) expect(keyCaps(one).join('')).not.toBe('');
    expect(keyCaps({ code: 'Slash', shift: true })).toEqual(['?']);
    const german = new Map([
      ['Slash', '-'],
      ['KeyZ', 'y'],
      ['KeyA', 'a'],
    ]);
    expect(keyCaps({ code: 'KeyZ', mod: true }, german)).toEqual(['Ctrl', 'Y']);
    expect(keyCaps({ code: 'Slash', shift: true }, german)).toEqual(['Shift', '-']);
    expect(keyCaps({ code: 'BracketLeft' }, german)).toEqual(['[']);
  });
});

describe('the strings of the canvas', () => {
  it('are the same set in three languages, and none is empty', () => {
    const set = (strings: object) => [...new Set(keysOf(strings))].toSorted();
    expect(set(ru)).toEqual(set(en));
    expect(set(uk)).toEqual(set(en));
    const texts = (value: object): unknown[] =>
      Object.values(value).flatMap((inner) => (typeof inner === 'object' && inner !== null ? texts(inner) : [inner]));
    for (const text of [en, ru, uk].flatMap(texts)) expect(text).toMatch(/\S/);
  });

  it('have all plural forms where one is counted', () => {
    const forms = (value: object, prefix = ''): Map<string, Set<string>> => {
      const found = new Map<string, Set<string>>();
      for (const [key, inner] of Object.entries(value)) {
        if (typeof inner === 'object' && inner !== null) {
          for (const [name, set] of forms(inner, `${prefix}${key}.`)) found.set(name, set);
          continue;
        }
        const match = /^(.*)_(one|few|many|other)$/.exec(key);
        if (!match) continue;
        const name = `${prefix}${match[1]}`;
        found.set(name, new Set([...(found.get(name) ?? []), match[2] ?? '']));
      }
      return found;
    };
    expect(forms(en).size).toBeGreaterThan(10);
    for (const set of forms(en).values()) expect([...set].toSorted()).toEqual(['one', 'other']);
    for (const strings of [ru, uk])
      for (const [name, set] of forms(strings))
        expect([name, [...set].toSorted()]).toEqual([name, ['few', 'many', 'one', 'other']]);
  });
});
