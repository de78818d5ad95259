/** Who is chosen in the table: some by number, or all that match but for a few; a million need no list of them. */
import type { RuleGroup } from '../../../../flows/sdk/rule.ts';

export type Selection = { kind: 'some'; ids: ReadonlySet<number> } | { kind: 'all'; except: ReadonlySet<number> };

export const nobody: Selection = { kind: 'some', ids: new Set() };
export const allThatMatch: Selection = { kind: 'all', except: new Set() };

export const isChosen = (selection: Selection, id: number): boolean =>
  selection.kind === 'some' ? selection.ids.has(id) : !selection.except.has(id);

/** Chooses them, or takes them out. */
export function choose(selection: Selection, ids: readonly number[], chosen: boolean): Selection {
  const set = new Set(selection.kind === 'some' ? selection.ids : selection.except);
  for (const id of ids) {
    if (chosen === (selection.kind === 'some')) set.add(id);
    else set.delete(id);
  }
  return selection.kind === 'some' ? { kind: 'some', ids: set } : { kind: 'all', except: set };
}

export const countOf = (selection: Selection, total: number): number =>
  selection.kind === 'some' ? selection.ids.size : Math.max(0, total - selection.except.size);

/** What the engine is asked to change. */
export function targetOf(selection: Selection, query: { search: string; rule: RuleGroup | null }) {
  if (selection.kind === 'some') return { ids: [...selection.ids] };
  return {
    ...(query.rule === null ? {} : { rule: query.rule }),
    ...(query.search === '' ? {} : { search: query.search }),
    except: [...selection.except],
  };
}
export type Target = ReturnType<typeof targetOf>;
