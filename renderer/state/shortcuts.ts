/** The keys that a person chose for the app's actions: looking them up, and changing them without two having the same. Pure. */
import { isCharacter, type Keys, sameKeys } from './keys.ts';

/** Anything that has keys: an action of the canvas, a place of the rail. */
export interface Shortcut {
  id: string;
  /** As at first. The first is the one shown. */
  keys: readonly Keys[];
  /** Of the system or of the way one moves: shown, and nobody else gets its keys. */
  fixed?: boolean;
}

/** Keys by action where they differ from the first ones; an empty list: none. */
export type ChosenKeys = Readonly<Record<string, readonly Keys[]>>;

export interface PersonalKeys {
  shortcuts: ChosenKeys;
  /** Shortcuts of one character work; without, only those with Ctrl or Alt and those that type nothing. */
  singleKeys: boolean;
}

/** What an action is given by, whether or not single characters are on. */
export const chosenKeys = ({ id, keys, fixed }: Shortcut, chosen: ChosenKeys): readonly Keys[] =>
  fixed !== true && Object.hasOwn(chosen, id) ? (chosen[id] ?? []) : keys;

/** The keys that work now: what menus show and what a press is compared with. */
export function keysOf(shortcut: Shortcut, { shortcuts, singleKeys }: PersonalKeys): readonly Keys[] {
  const keys = chosenKeys(shortcut, shortcuts);
  return singleKeys ? keys : keys.filter((one) => !isCharacter(one));
}

/** Who else has these keys. */
export const holderOf = <S extends Shortcut>(
  all: readonly S[],
  chosen: ChosenKeys,
  keys: Keys,
  but: string,
): S | undefined =>
  all.find((one) => one.id !== but && chosenKeys(one, chosen).some((candidate) => sameKeys(candidate, keys)));

const without = (keys: readonly Keys[], gone: Keys): Keys[] => keys.filter((one) => !sameKeys(one, gone));

/** Remembers only what differs from the first keys. */
function set(all: readonly Shortcut[], chosen: ChosenKeys, id: string, keys: readonly Keys[]): ChosenKeys {
  const first = all.find((one) => one.id === id)?.keys ?? [];
  const same = first.length === keys.length && first.every((one, index) => sameKeys(one, keys[index] as Keys));
  const { [id]: _before, ...rest } = chosen;
  return same ? rest : { ...rest, [id]: keys };
}

const keysIn = (all: readonly Shortcut[], chosen: ChosenKeys, id: string): readonly Keys[] => {
  const shortcut = all.find((one) => one.id === id);
  return shortcut === undefined ? [] : chosenKeys(shortcut, chosen);
};

/**
 * Gives keys to an action. Whoever had them loses them, or (`swap`) gets the ones that this action had. Keys of what is
 * fixed are not given.
 */
export function giveKeys(
  all: readonly Shortcut[],
  chosen: ChosenKeys,
  id: string,
  keys: Keys,
  how: 'replace' | 'swap' = 'replace',
): ChosenKeys {
  const holder = holderOf(all, chosen, keys, id);
  if (holder?.fixed === true) return chosen;
  const mine = keysIn(all, chosen, id)[0];
  let next = chosen;
  if (holder !== undefined) {
    const left = without(chosenKeys(holder, chosen), keys);
    next = set(all, next, holder.id, how === 'swap' && mine !== undefined ? [mine, ...left] : left);
  }
  return set(all, next, id, [keys]);
}

export const takeKeys = (all: readonly Shortcut[], chosen: ChosenKeys, id: string): ChosenKeys =>
  set(all, chosen, id, []);

/** The first keys again; who got one of them meanwhile loses it and is named. */
export function resetKeys<S extends Shortcut>(
  all: readonly S[],
  chosen: ChosenKeys,
  id: string,
): { chosen: ChosenKeys; lost: S[] } {
  const { [id]: _mine, ...rest } = chosen;
  let next: ChosenKeys = rest;
  const lost: S[] = [];
  for (const keys of all.find((one) => one.id === id)?.keys ?? []) {
    const holder = holderOf(all, next, keys, id);
    if (holder === undefined) continue;
    if (!lost.includes(holder)) lost.push(holder);
    next = set(all, next, holder.id, without(chosenKeys(holder, next), keys));
  }
  return { chosen: next, lost };
}
